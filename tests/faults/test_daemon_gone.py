"""A daemon that goes away in the middle of a check is named; the check does not hang."""
import itertools
import os
import signal

import pytest
from support import daemon, tinyvm

NUMBERS = itertools.count()


@pytest.fixture
def victim():
    """A daemon that the test may end."""
    made = daemon.peer(f"victim{next(NUMBERS)}")
    yield made
    made.stop(name="virtlogd")


@pytest.fixture
def check(victim, odd_guest):
    """A check at the victim that waits for its guest's banner."""
    with tinyvm.running("check", "-c", victim.uri, images=odd_guest("SILENT")) as running:
        running.wait_for(" start ")
        yield running


def assert_daemon_gone(check):
    assert check.end() in (1, 3), check.output
    assert tinyvm.failure(check.output).startswith("TV-DAEMON-GONE: "), check.output


def test_daemon_is_stopped(victim, check):
    victim.stop()
    assert_daemon_gone(check)


def test_daemon_is_killed(victim, check, clean):
    victim.stop(signal.SIGKILL)
    assert_daemon_gone(check)
    clean.remove(clean.new())  # QEMU outlives its daemon, and nobody can reach it


def test_daemon_hangs(victim, check):
    os.kill(victim.pid, signal.SIGSTOP)
    assert_daemon_gone(check)
    os.kill(victim.pid, signal.SIGCONT)
    victim.stop()
