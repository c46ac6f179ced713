"""Verbs whose call into libvirt does not return, or whose daemon goes away meanwhile: each
says so and ends.
"""
import itertools
import os
import signal

import libvirt
import pytest
from support import daemon, domains, leftovers, program, sandbox, tinyvm

NUMBERS = itertools.count()
PATIENCE = 60


def qemu(name):
    """The process that a domain is."""
    found = [pid for pid, words in leftovers.commands().items()
             if any(word.startswith(f"guest={name},") for word in words)]
    assert len(found) == 1, found
    return found[0]


@pytest.fixture
def still(started):
    """A running guest whose QEMU stands still."""
    name = started("still")
    os.kill(qemu(name), signal.SIGSTOP)
    return name


@pytest.mark.parametrize("verb", ["shutdown", "stop"])
def test_press_that_does_not_return(still, verb):
    outcome = tinyvm.run(verb, still, "--timeout", "2")
    tinyvm.refused(outcome, 1, "TV-STUCK", "'still'", "has not returned")


def test_interrupted_press_that_does_not_return(still):
    """A second press waits for the first one's job: both are of no use."""
    with tinyvm.running("shutdown", still, "--timeout", "100") as run:
        with libvirt.open("qemu:///system") as connection:
            domain = connection.lookupByName(still)
            while domain.controlInfo()[0] != libvirt.VIR_DOMAIN_CONTROL_OCCUPIED:
                assert run.child.poll() is None  # there is no event for this
        run.signal()
        assert run.end(PATIENCE) == 130
    assert "TV-CANCELLED" in run.output


def test_force_works_all_the_same(still):
    outcome = tinyvm.run("shutdown", still, "--force-after", "2")
    tinyvm.refused(outcome, 4, "TV-FORCED", "forced off")


@pytest.fixture
def victim():
    """A daemon that the test may end."""
    made = daemon.peer(f"verbs{next(NUMBERS)}")
    yield made
    made.stop(name="virtlogd")


@pytest.fixture
def pressed(victim):
    """`tinyvm shutdown`, at a moment when it waits for a domain there."""
    disk = f"{sandbox.PRIVATE}/nothing.img"
    with open(disk, "wb") as file:
        file.truncate(1 << 20)
    xml = domains.STRANGER.format(name="numb", metadata="", disk=disk)
    with domains.connected(victim.uri) as connection:
        connection.createXML(xml.replace("<acpi/>", ""))
    with tinyvm.running("shutdown", "-c", victim.uri, "numb") as run:
        run.wait_for(" note: ")  # the last that is said before the press
        yield run
    program.kill(qemu("numb"))


def daemon_gone(run):
    assert run.end(PATIENCE) == 1, run.output
    assert "TV-DAEMON-GONE" in run.output and "'numb'" in run.output, run.output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_daemon_ends_while_a_guest_is_waited_for(victim, pressed, clean, number):
    victim.stop(number)
    daemon_gone(pressed)


def test_daemon_hangs_while_a_guest_is_waited_for(victim, pressed):
    os.kill(victim.pid, signal.SIGSTOP)
    daemon_gone(pressed)
    os.kill(victim.pid, signal.SIGCONT)
    victim.stop()


def test_daemon_hangs_and_an_interrupt_comes(victim, pressed):
    os.kill(victim.pid, signal.SIGSTOP)
    pressed.signal()
    assert pressed.end(PATIENCE) == 130, pressed.output
    os.kill(victim.pid, signal.SIGCONT)
    victim.stop()
