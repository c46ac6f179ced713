"""Saving and moving a guest that does not come to its end: given up within the exercise's
time, named, and removed, or left for sweep by name.

A relay before the daemon tells when libvirt is asked for it: the blow comes just then.
"""
import contextlib
import os
import signal

import pytest
from support import leftovers, program, relay, sandbox, tinyvm
from test_stuck import LIMIT, failures, only_stuck_in

HELPER = "/usr/lib/libvirt/libvirt_iohelper"  # writes what QEMU saves to its target
PLACE = f"{sandbox.PRIVATE}/moves"
# It waits for leave to write, as a disk does that hangs.
MUTE_HELPER = f"""#!/bin/sh
echo >{PLACE}/reached
read -r nothing <{PLACE}/gate
exec {PLACE}/helper "$@"
"""
# Procedures by number (remote_protocol.x).
SAVE, ABORT, PERFORM = 55, 164, 305
FULL = bool(os.environ.get("TINYVM_FULL"))
PATIENCE = 15  # seconds: the exercise's, which starts another guest meanwhile
GRACE = 15     # until it is given up after that: 5 s, and 4 s more after an abort
OWN, OTHER, THERE = 0, 1, 2  # the guests of a check, in the order of their starts


def qemus():
    """The process ids of all guests, the oldest first."""
    return sorted(pid for pid, words in leftovers.commands().items()
                  if os.path.basename(words[0]).startswith("qemu-system-"))


class Blow:
    """A relay's hook that stops a guest's QEMU when libvirt is asked for something."""

    def __init__(self, procedure, which):
        self.procedure, self.which, self.victim = procedure, which, None

    def __call__(self, call):
        if call.procedure == self.procedure and not self.victim:
            self.victim = qemus()[self.which]
            os.kill(self.victim, signal.SIGSTOP)
        return relay.FORWARD


def struck(uri, blow, name, exercise):
    """The output of a check whose exercise was hit by the blow."""
    with relay.Relay(uri, blow) as between:
        outcome = tinyvm.run("check", "-c", between.uri, "-e", exercise,
                             "--timeout", f"{name}={PATIENCE}", timeout=LIMIT)
    assert blow.victim and outcome.status == 1, outcome
    assert ABORT in between.calls[between.calls.index(blow.procedure):], between.calls
    assert tinyvm.phases(outcome.out)[name][1] < 1000 * (PATIENCE + GRACE), outcome
    return outcome.out


@pytest.mark.skipif(not FULL, reason="much like a migration that hangs here: FULL=1")
def test_qemu_stands_still_as_it_is_saved(system_daemon):
    blow = Blow(SAVE, OWN)
    only_stuck_in("save", struck(system_daemon.uri, blow, "save", "save"))


@pytest.mark.parametrize("which", [
    pytest.param(OTHER, marks=pytest.mark.skipif(not FULL, reason="FULL=1")), THERE],
    ids=["here", "there"])
def test_qemu_stands_still_as_it_moves(system_daemon, second_daemon, which):
    """Half a minute of waiting, and nothing of it stays at either host."""
    before = leftovers.Snapshot(second_daemon.uri)
    only_stuck_in("migrate", struck(system_daemon.uri, Blow(PERFORM, which), "migrate",
                                    f"migrate={second_daemon.uri}"))
    before.check()


@pytest.fixture
def hung_target():
    """What is saved does not get to its file until the gate is opened."""
    os.mkdir(PLACE)
    for name in ("reached", "gate"):
        os.mkfifo(f"{PLACE}/{name}")
    for name in ("mute", "helper"):
        with open(f"{PLACE}/{name}", "w", encoding="ascii") as file:
            file.write(MUTE_HELPER)
        os.chmod(file.name, 0o755)
    program.must(["mount", "--bind", HELPER, f"{PLACE}/helper"])
    program.must(["mount", "--bind", f"{PLACE}/mute", HELPER])
    yield
    program.must(["umount", HELPER])
    with contextlib.suppress(OSError):  # nobody waits
        os.close(os.open(f"{PLACE}/gate", os.O_WRONLY | os.O_NONBLOCK))
    program.must(["umount", f"{PLACE}/helper"])
    leftovers.remove_path(PLACE)


@pytest.mark.parametrize("exercise", [
    "managedsave",
    pytest.param("save", marks=pytest.mark.skipif(not FULL, reason="FULL=1"))])
def test_target_hangs(hung_target, exercise):
    """Not QEMU does but the file: libvirt waits for its writer, beyond any abort."""
    with tinyvm.running("check", "-e", exercise, "--timeout", f"{exercise}=5",
                        "--timeout", "clean=3") as check:
        with open(f"{PLACE}/reached", "rb") as pipe:
            pipe.read()
        assert check.end(LIMIT) == 1
    found = failures(check.output)
    assert list(found) == [exercise, "clean"], check.output
    assert found[exercise].startswith("TV-STUCK: "), found
    assert found["clean"].startswith("TV-LEFTOVERS: of run "), found
    with open(f"{PLACE}/gate", "wb"):
        pass
    assert "Removed " in tinyvm.done(tinyvm.run("sweep"))
