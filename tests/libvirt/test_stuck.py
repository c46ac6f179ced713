"""Calls into libvirt that do not come back, and a QEMU that stands still: a check names
them, is over in bounded time, and leaves nothing, or says what it leaves.

The daemon's hook script (libvirt.org/hooks.html) is called in the middle of such calls:
it stops QEMU, does not return, or refuses.
"""
import contextlib
import os
import shutil
import signal

import libvirt
import pytest
from support import daemon, leftovers, sandbox, tinyvm

PLACE = f"{sandbox.PRIVATE}/stuck"
# The file named like an operation says what happens there, and the how many-th time.
HOOK = f"""#!/bin/sh
cd {PLACE} 2>/dev/null && test -e "$2" || exit 0
read -r what left <"$2"
if test "$left" -gt 1; then
    echo "$what $((left - 1))" >"$2"
    exit 0
fi
rm "$2"
case $what in
stop) kill -STOP "$(cat "/run/libvirt/qemu/$1.pid")"; echo >reached ;;
hang) echo >reached && read -r nothing <gate ;;
refuse) exit 1 ;;
esac
"""
# With 5 s of grace and 4 s after an abort, and what libvirt takes to kill a QEMU that
# does not obey (10 s), no check of these may take longer, even here.
LIMIT = 90


@pytest.fixture(scope="module")
def fragile_daemon():
    """A daemon whose hook does what the fixture `fragile` is told."""
    hook = f"{sandbox.PRIVATE}/stuck-hook"
    with open(hook, "w", encoding="ascii") as file:
        file.write(HOOK)
    os.chmod(hook, 0o755)
    return daemon.peer("fragile", hook)


class Fragile:
    """The daemon at `uri`, and what goes wrong there."""

    def __init__(self, uri):
        self.uri = uri

    def at(self, operation, what, times=1):
        with open(f"{PLACE}/{operation}", "w", encoding="ascii") as file:
            file.write(f"{what} {times}\n")

    def reached(self):
        """Wait until it has gone wrong."""
        with open(f"{PLACE}/reached", "rb") as pipe:
            pipe.read()

    def let_go(self):
        """Let a hook that hangs return."""
        with open(f"{PLACE}/gate", "wb"):
            pass

    def check(self, *arguments):
        """Run a check until it has gone wrong, and go on with the caller."""
        return tinyvm.running("check", "-c", self.uri, *arguments)


@pytest.fixture
def fragile(fragile_daemon):
    before = leftovers.Snapshot(fragile_daemon.uri)
    os.mkdir(PLACE)
    for name in ("reached", "gate"):
        os.mkfifo(f"{PLACE}/{name}")
    yield Fragile(fragile_daemon.uri)
    with contextlib.suppress(OSError):  # no hook waits, as after a test that passed
        os.close(os.open(f"{PLACE}/gate", os.O_WRONLY | os.O_NONBLOCK))
    shutil.rmtree(PLACE)
    before.check()


def failures(output):
    """The phases that failed as {name: reason}."""
    return {name: detail for name, (verdict, _, detail) in tinyvm.phases(output).items()
            if verdict == "FAIL"}


def only_stuck_in(phase, output):
    """Assert that just this phase failed, stuck, and that all was cleaned up."""
    assert list(failures(output)) == [phase], output
    assert failures(output)[phase].startswith("TV-STUCK: "), output
    assert tinyvm.phases(output)["clean"][0] == "ok", output


@pytest.mark.parametrize("phase,times", [("start", 1), ("snapshot", 2), ("save", 2)])
def test_qemu_stands_still_in_the_middle_of_a_call(fragile, phase, times):
    """At the first start, that of the exercise's own guest, that of the restored one."""
    fragile.at("started", "stop", times)
    exercise = [] if phase == "start" else ["-e", phase]
    with fragile.check("--timeout", f"{phase}=2", *exercise) as check:
        fragile.reached()
        assert check.end(LIMIT) == 1
    only_stuck_in(phase, check.output)
    assert "has not returned" in failures(check.output)[phase]


def qemu():
    """The process that the check's guest is."""
    found = [pid for pid, words in leftovers.commands().items()
             if os.path.basename(words[0]).startswith("qemu-system-")]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("guest,before,phase", [
    ("SILENT", " start ", "banner"), ("MUTE", " banner ", "repl"),
    ("DEAF", " shutdown ", "exit")])
def test_qemu_stands_still_while_the_guest_is_waited_for(odd_guest, guest, before, phase):
    """Not the guest is to blame, as when QEMU answers (tests/faults/test_odd_guest.py)."""
    with tinyvm.running("check", "--timeout", f"{phase}=2",
                        images=odd_guest(guest)) as check:
        check.wait_for(before)
        os.kill(qemu(), signal.SIGSTOP)
        assert check.end(LIMIT) == 1
    only_stuck_in(phase, check.output)
    assert "does not answer libvirt either" in failures(check.output)[phase]


def test_what_cannot_be_removed_is_named_and_swept_later(fragile):
    """Within this hook libvirtd cannot even list its domains."""
    fragile.at("prepare", "hang")
    with fragile.check("--timeout", "start=1", "--timeout", "clean=3") as check:
        fragile.reached()
        assert check.end(LIMIT) == 3
    found = failures(check.output)
    assert list(found) == ["start", "clean"], check.output
    assert found["start"].startswith("TV-NO-ANSWER: ")
    assert found["clean"].startswith("TV-LEFTOVERS: of run ")
    assert "tinyvm sweep" in check.output
    fragile.let_go()
    assert "Removed " in tinyvm.done(tinyvm.run("sweep", "-c", fragile.uri))


def test_clean_up_itself_gets_stuck(fragile):
    fragile.at("release", "hang")
    with fragile.check("--timeout", "exit=1", "--timeout", "clean=2") as check:
        fragile.reached()
        assert check.end(LIMIT) == 1
    found = failures(check.output)
    assert list(found) == ["exit", "clean"], check.output
    assert found["exit"].startswith("TV-STUCK: "), found
    assert found["clean"].startswith("TV-NO-ANSWER: "), found
    assert "not finished with it after SHUTDOWN (guest)" in found["exit"]
    fragile.let_go()
    assert "Removed " in tinyvm.done(tinyvm.run("sweep", "-c", fragile.uri))


def test_start_that_is_refused(fragile):
    fragile.at("prepare", "refuse")
    outcome = tinyvm.run("check", "-c", fragile.uri)
    assert outcome.status == 1
    tinyvm.failed(outcome.out, "start", "TV-START")


def test_interrupted_while_stuck(fragile):
    fragile.at("started", "stop")
    with fragile.check() as check:
        fragile.reached()
        check.signal()
        assert check.end(LIMIT) == 130
    assert failures(check.output)["start"].startswith("TV-CANCELLED: interrupted; ")
    assert tinyvm.phases(check.output)["clean"][0] == "ok", check.output


def test_interrupted_twice_while_stuck(fragile):
    """It is over within seconds, with what is left for sweep."""
    fragile.at("started", "stop")
    with fragile.check() as check:
        fragile.reached()
        check.signal()
        check.signal()
        assert check.end(30) == 130
    assert "tinyvm sweep" in check.output
    tinyvm.done(tinyvm.run("sweep", "-c", fragile.uri))


def test_the_in_process_driver(no_daemon):
    """There is no hook: QEMU is stopped as soon as it is there."""
    with tinyvm.running("check", "--timeout", "start=2", within=no_daemon) as check:
        check.wait_for(" prepare ")
        while not leftovers.qemus():
            pass  # there is no event for this
        os.kill(qemu(), signal.SIGSTOP)
        assert check.end(LIMIT) == 1
    only_stuck_in("start", check.output)


def test_somebody_pauses_the_guest(odd_guest, virsh):
    with tinyvm.running("check", "--timeout", "banner=2",
                        images=odd_guest("SILENT")) as check:
        check.wait_for(" start ")
        with libvirt.open("qemu:///system") as connection:
            connection.listAllDomains()[0].suspend()
        assert check.end() == 1
    tinyvm.failed(check.output, "banner", "TV-PAUSED")
