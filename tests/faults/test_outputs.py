"""Standard output is closed, full, or nobody reads it; the terminal is closed."""
import fcntl
import os
import pty
import select
import signal
import termios

import moments
import pytest
from support import program, tinyvm

FORMATS = ["human", "json", "jsonl", "junit", "tap", "nagios", "prometheus"]
REDIRECTED = {"full": '"$@" > /dev/full', "closed": '"$@" >&-',
              "unread": '{ "$@"; echo $? >&3; } 3>&2 | :',
              "all closed": '"$@" <&- >&- 2>&-', "all full": '"$@" >/dev/full 2>&1'}
# Verbs that print, and what they need: nothing, or a domain called `there`.
VERBS = [["images"], ["images", "--json"], ["images", "--verify"], ["images", "--path",
         "raw"], ["--help"], ["--version"], ["define", "--print-xml"], ["check", "--help"],
         ["sweep"], ["shutdown", "there"]]


def redirected(how, *arguments):
    return tinyvm.run(*arguments, within=["sh", "-c", REDIRECTED[how], "sh"])


@pytest.mark.parametrize("how", ["full", "closed", "unread"])
@pytest.mark.parametrize("form", FORMATS)
def test_report_that_gets_lost(form, how):
    """A check that passes and cannot say so is no pass; it says that on stderr."""
    outcome = redirected(how, "check", "-o", form)
    status, said = outcome.status, outcome.err
    if how == "unread":
        said, _, last = outcome.err.rstrip("\n").rpartition("\n")
        status = int(last)
    assert status == 3, outcome
    assert "standard output" in said and "[TV-OUTPUT]" in said, outcome
    assert said.strip().count("\n") == 0, outcome


@pytest.mark.parametrize("form", FORMATS)
def test_report_file_on_a_full_disk(form):
    """The other report is whole, and the status tells of the lost one."""
    target = f"{form}:/dev/full"
    outcome = tinyvm.run("check", "-o", target, "-o", "tap:-" if form != "tap" else "json")
    assert outcome.status == 3 and "'/dev/full'" in outcome.err, outcome
    assert "[TV-OUTPUT]" in outcome.err and outcome.err.count("\n") == 1, outcome
    assert outcome.out.count("ok ") >= 8 or '"pass"' in outcome.out, outcome


@pytest.mark.parametrize("how", ["full", "closed"])
@pytest.mark.parametrize("arguments", VERBS, ids=" ".join)
def test_verb_that_cannot_print(defined, arguments, how):
    if "there" in arguments:
        defined("there")
    outcome = redirected(how, *arguments)
    assert outcome.status in (1, 3), outcome
    assert "standard output" in outcome.err and outcome.err.count("\n") == 1, outcome


@pytest.mark.parametrize("how", ["all closed", "all full"])
@pytest.mark.parametrize("arguments", [*VERBS, ["check"], ["run"], ["bogus"]],
                         ids=" ".join)
def test_nothing_can_be_said(defined, arguments, how):
    if "there" in arguments:
        defined("there")
    assert redirected(how, *arguments).status in (1, 2, 3)


@pytest.mark.parametrize("how", ["full", "closed"])
def test_console_that_nobody_hears(how):
    """A guest whose words get lost is removed, and that is said."""
    outcome = redirected(how, "run")
    assert outcome.status == 1 and "[TV-FILE]" in outcome.err, outcome


class Terminal:
    """tinyvm at a terminal, its controlling one, that the test can close."""

    def __init__(self, *arguments):
        self.master, slave = pty.openpty()
        self.child = program.subprocess.Popen(
            [tinyvm.PROGRAM, *arguments], cwd="/", stdin=slave, stdout=slave,
            stderr=slave, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            env={**program.ROOT.environment(), **tinyvm.environment(), "TERM": "xterm"})
        os.close(slave)
        self.heard = b""

    def expect(self, text):
        while text not in self.heard:
            assert select.select([self.master], [], [], program.DEADLINE)[0], self.heard
            self.heard += os.read(self.master, 4096)

    def close(self):
        os.close(self.master)

    def end(self):
        status = self.child.wait(timeout=program.DEADLINE)
        return status if status >= 0 else 128 - status


@pytest.mark.parametrize("part", range(moments.PARTS))
def test_terminal_is_closed(system_daemon, clean, part):
    """Nobody is there to be told: the status is SIGHUP's, and nothing is left."""
    uri = system_daemon.uri
    for number in list(moments.every(part, uri, "check"))[::1 if moments.FULL else 3]:
        with moments.relayed(uri, number) as (gate, between):
            seat = Terminal("check", "-c", between.uri)
            gate.reached()
            seat.close()
            gate.open()
            assert seat.end() == 128 + signal.SIGHUP
        assert not clean.new(), f"at call {number}"


def test_terminal_of_a_guest_is_closed(clean):
    seat = Terminal("run")
    seat.expect(b"ClientAPI\r\n$ ")
    seat.close()
    assert seat.end() == 128 + signal.SIGHUP
    assert not clean.new()
