"""human: a line that fills in on a terminal, plain lines elsewhere, colours as asked."""
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import threading
import time

import pytest
from scenarios import command
from support import program

PHASES = ["connect", "prepare", "start", "banner", "repl", "shutdown", "exit", "clean"]
COLOUR = re.compile(r"\033\[[\d;]*m")


def on_terminal(*arguments, columns=80, **environment):
    """Run a check on a terminal of its own; return what that got and the exit status."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    env = {**program.ROOT.environment(), "TERM": "xterm", **environment}
    shown = []

    def read():
        try:
            while data := os.read(ours, 65536):
                shown.append(data)
        except OSError:  # how Linux tells that the other end is closed
            pass

    with subprocess.Popen(command(*arguments), stdin=subprocess.DEVNULL, stdout=theirs,
                          stderr=theirs, env=env, cwd="/") as child:
        os.close(theirs)
        reader = threading.Thread(target=read)
        reader.start()
        try:
            status = child.wait(program.DEADLINE)
        finally:
            child.kill()
            reader.join()
    os.close(ours)
    return b"".join(shown).decode(), status


def frames(shown):
    """The states of the line that fills in, without colours."""
    return COLOUR.sub("", shown.rsplit("\r\033[K", 1)[0]).split("\r\033[K")


def test_line_fills_in():
    shown, status = on_terminal()
    assert status == 0
    states = [re.sub(r"… \d+\.\d s$", "", f).split() for f in frames(shown)]
    assert [s for i, s in enumerate(states) if i == 0 or s != states[i - 1]] == \
        [PHASES[:n] for n in range(len(PHASES) + 1)]
    last = COLOUR.sub("", shown.rsplit("\r\033[K", 1)[1]).splitlines()
    assert re.sub(r" \d+", "", last[0]).split() == [*PHASES, "ms"]
    assert last[1].startswith("PASS in ") and len(last) == 2


def test_elapsed_time_moves_while_a_phase_waits():
    """The deaf guest keeps `exit` waiting for a second, and the line says how long."""
    shown, status = on_terminal("--image", "deaf", "--timeout", "exit=1")
    assert status == 1
    waiting = {f for f in frames(shown) if "shutdown …" in f}
    assert len(waiting) > 3, waiting
    assert "TV-BUTTON-IGNORED" in shown and "-> " in shown


@pytest.mark.parametrize("environment,coloured", [
    ({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True)])
def test_colours(environment, coloured):
    shown, _ = on_terminal("--image-dir", "/none", **environment)
    assert bool(COLOUR.search(shown)) == coloured


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"TERM": ""}])
def test_terminal_that_cannot_go_back(environment):
    shown, _ = on_terminal("--image-dir", "/none", NO_COLOR="1", **environment)
    assert "\033" not in shown and "FAIL prepare" in shown


def test_narrow_terminal_never_wraps():
    """No state of the line is longer than the terminal is wide: the last phases show."""
    shown, _ = on_terminal(columns=30)
    states = frames(shown)
    assert all(len(s) < 30 for s in states), states
    assert any(s.startswith("shutdown exit …") for s in states), states


def test_pipe_gets_plain_lines_as_they_come():
    """The first phases are there before the last has begun."""
    with program.Running(command("--image", "deaf", "--timeout", "exit=2")) as check:
        began = time.monotonic()
        check.wait_for("ok   shutdown")
        early = time.monotonic()
        assert check.end() == 1
        assert time.monotonic() - early > 1 and early - began > 0
    assert "\033" not in check.output and "\r" not in check.output
    assert [line.split()[1] for line in check.output.splitlines()
            if line.startswith(("ok", "FAIL "))][:len(PHASES)] == PHASES
