"""The daemon goes away, at every call of a check: named, no hang, and all can be swept."""
import itertools
import os
import signal

import moments
import pytest
from support import daemon, leftovers, relay, tinyvm

NUMBERS = itertools.count()
NAMES = ("TV-DAEMON-GONE", "TV-CONNECT", "TV-NO-ANSWER", "TV-LEFTOVERS",
         "TV-STUCK")


def told(run, status):
    """Assert that a check without its daemon says so, or had proved all it had to."""
    assert status in (0, 1, 3), run.output
    if status:
        assert tinyvm.failure(run.output).split(":")[0] in NAMES, run.output
    return status == 0


def the_end(uri):
    """The number of the last call before the guest has ended; then there is cleaning up,
    for which a check may connect once more."""
    return moments.calls(uri, "check").index(relay.PRESS)


@pytest.mark.parametrize("part", range(moments.PARTS))
@pytest.mark.parametrize("shift", range(2 if moments.FULL else 1))
def test_connection_is_cut_at_every_call(system_daemon, clean, part, shift):
    """Before the daemon hears the call, or when it has done it and is about to answer."""
    uri = system_daemon.uri
    for number in moments.every(part, uri, "check"):
        with moments.stopped(uri, number, "check") as (run, gate, _):
            gate.open((relay.CUT, relay.LOSE)[(number // moments.PARTS + shift) % 2])
            passed = told(run, run.end(timeout=10))
        assert not passed or number > the_end(uri), run.output
        tinyvm.done(tinyvm.run("sweep"))
        assert not clean.new(), f"after call {number}"


def test_daemon_falls_silent_at_every_call(system_daemon, clean):
    """It holds the connection and answers nothing: all at once, each at another call."""
    uri = system_daemon.uri
    numbers = range(0, len(moments.calls(uri, "check")), 1 if moments.FULL else 3)
    with moments.all_stopped(uri, numbers, "check", "--timeout", "connect=5",
                             silent=True) as runs:
        for number, run in zip(numbers, runs):
            passed = told(run, run.end(timeout=60))
            assert not passed or number > the_end(uri), run.output
    tinyvm.done(tinyvm.run("sweep"))
    assert not clean.new()


@pytest.fixture(scope="module")
def victim():
    """A daemon that the tests may end, and start again."""
    made = daemon.peer(f"victim{next(NUMBERS)}")
    yield made
    made.stop()
    made.stop(name="virtlogd")


@pytest.fixture
def its_state(victim):
    """What there is at the victim."""
    return leftovers.Snapshot(victim.uri)


# Calls: to make a disk, to start a guest, to take its console, to press its button, to
# prove that it is gone.
AT = {relay.VOLUME: 0, relay.CREATE: 0, relay.CONSOLE: 0, relay.PRESS: 0, relay.LOOKUP: -1}


@pytest.mark.parametrize("blow", [signal.SIGTERM, signal.SIGKILL], ids=lambda b: b.name)
def test_daemon_ends_and_comes_back(victim, its_state, blow):
    calls = moments.calls(victim.uri, "check")
    for procedure, which in AT.items():
        number = [n for n, called in enumerate(calls) if called == procedure][which]
        with moments.stopped(victim.uri, number, "check") as (run, gate, _):
            victim.stop(blow)
            gate.open()
            assert not told(run, run.end(timeout=10))
        victim.restart()
        tinyvm.done(tinyvm.run("sweep", "-c", victim.uri))
        assert not its_state.new(), f"after call {number}"


@pytest.mark.parametrize("blow", [signal.SIGTERM, signal.SIGKILL], ids=lambda b: b.name)
def test_daemon_ends_while_nothing_is_asked(victim, its_state, odd_guest, blow):
    """The check waits for a banner that does not come, and hears of the end at once."""
    with tinyvm.running("check", "-c", victim.uri, images=odd_guest("SILENT")) as run:
        run.wait_for(" start ")
        victim.stop(blow)
        assert run.end(timeout=10) in (1, 3)
    assert tinyvm.failure(run.output).startswith("TV-DAEMON-GONE: "), run.output
    victim.restart()
    tinyvm.done(tinyvm.run("sweep", "-c", victim.uri))
    assert not its_state.new()


def test_daemon_hangs(victim, its_state, odd_guest):
    with tinyvm.running("check", "-c", victim.uri, images=odd_guest("SILENT")) as run:
        run.wait_for(" start ")
        os.kill(victim.pid, signal.SIGSTOP)
        assert run.end() in (1, 3)
    assert tinyvm.failure(run.output).startswith("TV-DAEMON-GONE: "), run.output
    os.kill(victim.pid, signal.SIGCONT)
    tinyvm.done(tinyvm.run("sweep", "-c", victim.uri))
    assert not its_state.new()
