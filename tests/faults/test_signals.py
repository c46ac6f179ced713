"""Signals at every call of a check: it cleans up, and its status tells which one came."""
import signal

import moments
import pytest
from support import tinyvm

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def interrupted_at(uri, number, what, *arguments):
    """The output of a run that is interrupted while a call of it is on its way."""
    with moments.stopped(uri, number, *arguments) as (run, gate, _):
        run.signal(what)
        gate.open()
        assert run.end() == 128 + what, run.output
    return run.output


@pytest.mark.parametrize("part", range(moments.PARTS))
@pytest.mark.parametrize("shift", range(3 if moments.FULL else 1))
def test_signal_at_every_call(system_daemon, clean, part, shift):
    for number in moments.every(part, system_daemon.uri, "check"):
        what = ENDING[(number + shift) % 3]
        output = interrupted_at(system_daemon.uri, number, what, "check")
        assert output.count("FAIL ") in (0, 2), output  # the phase, and the run
        assert ("TV-CANCELLED" in output) == ("FAIL" in output), output
        assert not clean.new(), f"{what.name} at call {number}\n{output}"


@pytest.mark.parametrize("verb", ["run", "define"])
def test_other_verbs(system_daemon, clean, verb):
    """All or nothing: a domain that is defined can be undefined, and nothing is left."""
    for number in range(2, len(verb_calls(system_daemon, verb)), 1 if moments.FULL else 2):
        what = ENDING[number % 3]
        with moments.stopped(system_daemon.uri, number, verb) as (run, gate, _):
            run.signal(what)
            gate.open()
            assert run.end() == 128 + what, run.output
        if "domain tinyvm" in "".join(clean.new()):
            tinyvm.done(tinyvm.run("undefine", "tinyvm"))
        assert not clean.new(), f"{what.name} at call {number}\n{run.output}"


def verb_calls(system_daemon, verb):
    found = moments.calls(system_daemon.uri, verb)
    if verb == "define":
        tinyvm.run("undefine", "tinyvm")
    return found


def test_second_signal_does_not_wait_for_a_daemon(system_daemon, clean):
    """All at once, each stuck in another call: they give up together, within seconds."""
    numbers = range(0, len(moments.calls(system_daemon.uri, "check")), 3)
    with moments.all_stopped(system_daemon.uri, numbers, "check") as runs:
        for run in runs:
            run.signal(signal.SIGINT)
            run.signal(signal.SIGINT)
        for run in runs:
            assert run.end(timeout=20) == 130, run.output
    tinyvm.done(tinyvm.run("sweep"))
    assert not clean.new()
