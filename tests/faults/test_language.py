"""A daemon that tells its reasons in the language of its host: they are understood alike."""
import os
import signal

import moments
import pytest
from support import console, daemon, leftovers, program, relay, sandbox, tinyvm

LOCALE = "de_DE.UTF-8"
PLACE = f"{sandbox.PRIVATE}/locale"


@pytest.fixture(scope="module")
def german():
    """A daemon on a host that speaks German, and has libvirt's German texts."""
    os.makedirs(PLACE)
    program.must(["localedef", "-i", "de_DE", "-f", "UTF-8", f"{PLACE}/{LOCALE}"])
    made = daemon.peer("german")
    made.stop()
    made.restart({"LC_ALL": LOCALE, "LOCPATH": PLACE})
    yield made
    made.stop()
    made.stop(name="virtlogd")


def test_console_in_use(german):
    number = moments.calls(german.uri, "check").index(relay.CONSOLE)
    with moments.stopped(german.uri, number, "check") as (run, gate, _):
        watch = console.Watch(german.uri)
        console.Console(watch.connection.listAllDomains()[0])
        gate.open()
        assert run.end() == 1, run.output
        watch.close()
    tinyvm.failed(run.output, "start", "TV-CONSOLE-BUSY")
    assert "Aktive Konsol-Sitzung" in run.output


def test_guest_has_ended_unseen_before_the_press(german):
    """The press meets a monitor that is dead: the daemon's words for that are many."""
    number = moments.calls(german.uri, "check").index(relay.PRESS)
    with moments.stopped(german.uri, number, "check") as (run, gate, _):
        os.kill(german.pid, signal.SIGSTOP)
        os.kill(leftovers.the_qemu(), signal.SIGKILL)
        gate.open()
        os.kill(german.pid, signal.SIGCONT)
        assert run.end() == 1, run.output
    tinyvm.failed(run.output, "exit", "TV-CRASHED")
