"""A check that is interrupted: nothing is left, and the exit status tells by what."""
import os
import random
import signal
import socket

import libvirt
import pytest
from support import sandbox, tinyvm

# A guest with which the check waits in a phase, and what is printed before it.
WAITING = {"banner": ("SILENT", " start "), "repl": ("MUTE", " banner "),
           "exit": ("DEAF", " shutdown ")}


@pytest.mark.parametrize("number,status", [
    (signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
    ids=["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("phase", WAITING)
def test_signal_in_a_phase(odd_guest, phase, number, status):
    behaviour, before = WAITING[phase]
    with tinyvm.running("check", images=odd_guest(behaviour)) as check:
        check.wait_for(before)
        check.signal(number)
        assert check.end() == status, check.output
    assert tinyvm.phases(check.output)["clean"][0] == "ok"


@pytest.mark.parametrize("phase", WAITING)
def test_interrupted_without_a_daemon(odd_guest, no_daemon, phase):
    behaviour, before = WAITING[phase]
    with tinyvm.running("check", images=odd_guest(behaviour), within=no_daemon) as check:
        check.wait_for(before)
        check.signal()
        assert check.end() == 130, check.output


def test_interrupted_while_connecting():
    mute = f"{sandbox.PRIVATE}/mute-connect"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(mute)
        listener.listen()
        with tinyvm.running("check", "-c", f"qemu+unix:///system?socket={mute}") as check:
            connection, _ = listener.accept()
            check.signal()
            assert check.end(timeout=10) == 130, check.output
            connection.close()


@pytest.mark.parametrize("embedded", [False, True], ids=["system", "embed"])
@pytest.mark.parametrize("phase", WAITING)
def test_second_signal_leaves_nothing(odd_guest, no_daemon, clean, phase, embedded):
    behaviour, before = WAITING[phase]
    with tinyvm.running("check", images=odd_guest(behaviour),
                        within=no_daemon if embedded else []) as check:
        check.wait_for(before)
        check.signal()
        check.signal()
        assert check.end() == 130, check.output
    clean.check()


@pytest.mark.parametrize("seed", range(10))
def test_interrupted_at_any_moment(seed, no_daemon):
    delay = random.Random(seed).uniform(0.0, 2.0)
    within = ["timeout", "--foreground", "--signal=INT", str(delay)]
    outcome = tinyvm.run("check", within=within + (no_daemon if seed % 2 else []))
    assert outcome.status in (0, 124), outcome  # 124: timeout had to interrupt
    if outcome.status == 124:
        assert "PASS" not in outcome.out


def test_killed_outright_the_daemon_removes_the_guest(odd_guest, watch, clean):
    """SIGKILL leaves the program no say: libvirt's AUTODESTROY must act."""
    with tinyvm.running("check", images=odd_guest("SILENT")) as check:
        check.wait_for(" start ")
        name = watch.connection.listAllDomains()[0].name()
        check.signal(signal.SIGKILL)
        assert check.end() == 137
    watch.wait_for(name, libvirt.VIR_DOMAIN_EVENT_STOPPED)
    left = clean.new()
    assert not [what for what in left if " domain " in what or "process" in what], left
    clean.remove(left)  # its disk: that only `sweep` can know


def test_define_interrupted_leaves_all_or_nothing(clean):
    for delay in (0.005, 0.02, 0.05):
        outcome = tinyvm.run("define", within=["timeout", "--foreground", "--signal=INT",
                                              str(delay)])
        assert outcome.status in (0, 124)
        if "domain tinyvm" in "".join(clean.new()):
            tinyvm.done(tinyvm.run("undefine", "tinyvm"))
        assert not clean.new(), outcome
    assert not os.path.exists("/var/lib/tinyvm")
