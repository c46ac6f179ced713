"""tinyvm run: a throw-away guest on a terminal or in a pipe, and gone afterwards."""
import os
import pty
import select
import signal
import subprocess
import termios
import time

import libvirt
import pytest
from support import console, leftovers, program, relay, tinyvm

QEMU = "/run/libvirt/qemu/tinyvm-run-1.pid"


def piped(text, *arguments, **options):
    """tinyvm run with that text on its standard input, then the input's end."""
    feed = ["sh", "-c", f"printf '{text}' | \"$@\"", "sh"]
    return tinyvm.run("run", *arguments, within=feed, **options)


@pytest.mark.parametrize("text,heard", [
    ("", "ClientAPI\n$ "),
    ("stressed\\r", "ClientAPI\n$ stressed\ndesserts\n$ "),
    ("ab\\rcd\\rhalf", "ClientAPI\n$ ab\nba\n$ cd\ndc\n$ half"),
])
def test_pipe(text, heard):
    """Every byte arrives, from the first to the last, and every answer is waited for."""
    assert tinyvm.done(piped(text)) == heard


def test_input_waits_for_the_prompt(system_daemon):
    """What is sent before is lost in the guest's set-up, if it comes at a bad moment."""
    with relay.Relay(system_daemon.uri) as between:
        assert "ba\n" in tinyvm.done(piped("ab\\r", "-c", between.uri, "--image", "iso"))
    console = [(way, data) for way, data in between.streamed if data]
    first = next(n for n, (way, data) in enumerate(console)
                 if way == "up" and b"ab" in data)
    assert b"$ " in b"".join(data for way, data in console[:first] if way == "down")


def test_long_input_is_lossless():
    feed = ["sh", "-c", "yes 0123456789 | head -n 500 | \"$@\"", "sh"]
    outcome = tinyvm.run("run", within=feed)
    assert tinyvm.done(outcome).count("9876543210\n$ ") == 500


def test_without_a_daemon(no_daemon):
    feed = [*no_daemon, "sh", "-c", "echo olleh | \"$@\"", "sh"]
    assert "hello\n" in tinyvm.done(tinyvm.run("run", within=feed))


def test_options():
    out = tinyvm.done(piped("", "--machine", "q35", "--image", "iso", "--memory", "32"))
    assert out == "ClientAPI\n$ "


def test_deaf_guest_is_not_called_clean():
    """By itself it would never end: it is removed, and the exit status tells."""
    outcome = piped("x\\r", "--image", "deaf")
    tinyvm.refused(outcome, 1, "TV-BUTTON-IGNORED")


@pytest.mark.parametrize("to", ["/dev/full", "|true"])
def test_output_that_takes_nothing(to):
    shell = '"$@" >/dev/full' if to == "/dev/full" else \
        'mkfifo /tmp/o; sleep 0 </tmp/o & "$@" >/tmp/o; s=$?; rm /tmp/o; exit $s'
    outcome = tinyvm.run("run", within=["sh", "-c", f"echo a | {{ {shell}; }}", "sh"])
    tinyvm.refused(outcome, 1, "TV-FILE", "standard output")


def test_no_echo_no_end(odd_guest):
    outcome = piped("a\\r", images=odd_guest("QUITTER"))
    assert outcome.status == 0, outcome  # it powered itself off, as it may


@pytest.mark.parametrize("arguments,status,code", [
    (["--machine", "nosuch"], 3, "TV-NO-MACHINE"), (["--image", "nosuch"], 2, "TV-USAGE"),
    (["--memory", "1"], 2, "TV-MEMORY"), (["extra"], 2, "TV-USAGE"),
    (["-c", "nosuch:///"], 2, "TV-BAD-URI")])
def test_refused(arguments, status, code):
    tinyvm.refused(tinyvm.run("run", *arguments), status, code)


def unignore():
    """A test run that a shell has put into the background ignores this one."""
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)


class Terminal:
    """tinyvm run on a terminal of its own."""

    def __init__(self, *arguments, **more):
        self.screen = b""
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.child = subprocess.Popen(
            [tinyvm.PROGRAM, "run", *arguments], stdin=self.slave, stdout=self.slave,
            stderr=self.slave, start_new_session=True, preexec_fn=unignore,
            env={**program.ROOT.environment(), **tinyvm.environment(**more)})

    def expect(self, text):
        deadline = time.monotonic() + program.DEADLINE
        while text not in self.screen:
            assert select.select([self.master], [], [], deadline - time.monotonic())[0], \
                self.screen
            self.screen += os.read(self.master, 4096)

    def type(self, text):
        os.write(self.master, text)

    def end(self):
        """The exit status, after the end; the terminal must be as it was."""
        status = self.child.wait(timeout=program.DEADLINE)
        while select.select([self.master], [], [], 0)[0]:
            self.screen += os.read(self.master, 4096)
        assert termios.tcgetattr(self.slave) == self.before, "the terminal stays raw"
        return status

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.kill()
        self.child.wait()
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def terminal():
    with Terminal() as opened:
        opened.expect(b"ClientAPI\r\n$ ")
        yield opened


def test_ctrl_bracket_leaves_and_nothing_stays(terminal, clean):
    assert b"Ctrl-]" in terminal.screen
    terminal.type(b"stressed\r")
    terminal.expect(b"desserts\r\n$ ")
    assert termios.tcgetattr(terminal.slave) != terminal.before
    terminal.type(b"\x1d")
    assert terminal.end() == 0
    clean.check()


def test_a_silent_guest_can_be_left(odd_guest):
    with Terminal(images=odd_guest("SILENT")) as silent:
        silent.expect(b"Ctrl-]")
        silent.type(b"typed in vain")
        silent.type(b"\x1d")
        assert silent.end() == 0


def test_ctrl_c_is_the_guests(terminal):
    terminal.type(b"a\x03b\r")
    terminal.expect(b"b\x03a\r\n$ ")
    terminal.type(b"\x1d")
    assert terminal.end() == 0


def test_shut_down_by_somebody_else(terminal, virsh):
    assert virsh("shutdown", "tinyvm-run-1").status == 0
    assert terminal.end() == 0
    assert b"The guest powered itself off." in terminal.screen


@pytest.mark.parametrize("blow,code", [
    (["virsh", "destroy", "tinyvm-run-1"], b"[TV-DESTROYED]"),
    (["sh", "-c", f"kill -KILL $(cat {QEMU})"], b"[TV-CRASHED]"),
    (["sh", "-c", f"kill -TERM $(cat {QEMU})"], b"[TV-NOT-CLEAN]")],
    ids=["destroy", "SIGKILL", "SIGTERM"])
def test_the_guest_dies(terminal, blow, code):
    program.must(blow)
    assert terminal.end() == 1
    assert code in terminal.screen


def test_somebody_takes_the_console(terminal, watch):
    """Another client may, by force, as virsh console --force does; the guest runs on."""
    thief = console.Console(watch.connection.lookupByName("tinyvm-run-1"),
                            libvirt.VIR_DOMAIN_CONSOLE_FORCE)
    assert terminal.end() == 1
    assert b"taken away" in terminal.screen and b"[TV-CONSOLE]" in terminal.screen
    thief.close()


@pytest.mark.parametrize("number,status", [
    (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_signals(terminal, clean, number, status):
    terminal.child.send_signal(number)
    assert terminal.end() == status
    clean.check()


@pytest.mark.parametrize("number", [signal.SIGQUIT, signal.SIGABRT, signal.SIGSEGV])
def test_signals_that_kill_restore_the_terminal_too(terminal, watch, number):
    """libvirt removes the guest then, and a sweep what held its disk."""
    terminal.child.send_signal(number)
    assert terminal.end() == -number
    watch.wait_for("tinyvm-run-1", libvirt.VIR_DOMAIN_EVENT_STOPPED)
    assert "Removed storage pool" in tinyvm.done(tinyvm.run("sweep"))


def test_stopping_is_off_while_raw(terminal):
    terminal.child.send_signal(signal.SIGTSTP)
    terminal.type(b"still\r")
    terminal.expect(b"llits\r\n$ ")
    terminal.type(b"\x1d")
    assert terminal.end() == 0


def test_two_at_once(terminal):
    assert "ba\n" in tinyvm.done(piped("ab\\r"))
    assert not [line for line in leftovers.qemus() if "tinyvm-run-2" in line]
    terminal.type(b"\x1d")
    assert terminal.end() == 0
