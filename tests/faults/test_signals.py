"""Signals at every call of a check: it cleans up, and its status tells which one came.

After a second one the program hurries: it gives up what does not return, and still leaves
nothing that it can remove; only when libvirt gives no sign of life does it end at once,
and says whose leftovers are to be looked for."""
import re
import signal
import time

import libvirt
import moments
import pytest
from support import relay, tinyvm

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def interrupt(run, number, times):
    """Send so many signals of different kinds; the exit status that the first asks for."""
    for i in range(times):
        run.signal(ENDING[(number + i) % 3])
    return 128 + ENDING[number % 3]


def interrupted_at(uri, number, shift, *arguments):
    """A run that is interrupted while a call of it is on its way: at every second call of
    a part once, at the others twice."""
    with moments.stopped(uri, number, *arguments) as (run, gate, _):
        status = interrupt(run, number + shift, 1 + (number // moments.PARTS + shift) % 2)
        gate.open()
        assert run.end() == status, run.output
    assert "ended at once" not in run.output, run.output
    return run.output


@pytest.mark.parametrize("part", range(moments.PARTS))
@pytest.mark.parametrize("shift", range(6 if moments.FULL else 1))
def test_signal_at_every_call(system_daemon, clean, part, shift):
    for number in moments.every(part, system_daemon.uri, "check"):
        output = interrupted_at(system_daemon.uri, number, shift, "check")
        assert output.count("FAIL ") in (0, 2), output  # the phase, and the run
        assert ("TV-CANCELLED" in output) == ("FAIL" in output), output
        assert not clean.new(), f"at call {number}\n{output}"


@pytest.mark.parametrize("verb", ["run", "define"])
def test_other_verbs(system_daemon, clean, verb):
    """All or nothing: a domain that is defined can be undefined, and nothing is left."""
    for number in range(2, len(verb_calls(system_daemon, verb)), 1 if moments.FULL else 3):
        output = interrupted_at(system_daemon.uri, number, number // 4, verb)
        if "domain tinyvm" in "".join(clean.new()):
            tinyvm.done(tinyvm.run("undefine", "tinyvm"))
        assert not clean.new(), f"at call {number}\n{output}"


def verb_calls(system_daemon, verb):
    found = moments.calls(system_daemon.uri, verb)
    if verb == "define":
        tinyvm.run("undefine", "tinyvm")
    return found


def test_second_signal_does_not_wait_for_a_call(system_daemon, clean):
    """All at once, each stuck in another call: what they have made goes over another
    connection."""
    numbers = range(0, len(moments.calls(system_daemon.uri, "check")), 3)
    with moments.all_stopped(system_daemon.uri, numbers, "check") as runs:
        for run in runs:
            interrupt(run, 0, 2)
        for run in runs:
            assert run.end() == 130, run.output
            assert "ended at once" not in run.output, run.output
    assert not clean.new(), "\n".join(run.output for run in runs)


class Slow:
    """A hook that, once told so, lets each call wait: a daemon with much else to do."""
    seconds = 0

    def __call__(self, _call):
        time.sleep(self.seconds)  # the fault itself
        return relay.FORWARD


def test_second_signal_waits_for_a_slow_daemon(system_daemon, odd_guest, clean):
    slow = Slow()
    silent = odd_guest("SILENT")
    with relay.Relay(system_daemon.uri, slow) as between:
        with tinyvm.running("check", "-c", between.uri, images=silent) as run:
            run.wait_for(" start ")
            slow.seconds = 1.3
            began = time.monotonic()
            status = interrupt(run, 0, 2)
            assert run.end() == status, run.output
    assert time.monotonic() - began > 8, "it was too quick to show anything"
    assert tinyvm.phases(run.output)["clean"][0] == "ok", run.output
    assert not clean.new(), run.output


def test_second_signal_does_not_wait_for_a_silent_daemon(system_daemon, odd_guest, watch):
    """The daemon itself removes the domain; who may have left the rest is said."""
    silent = odd_guest("SILENT")
    with relay.Relay(system_daemon.uri) as between:
        with tinyvm.running("check", "-c", between.uri, images=silent) as run:
            run.wait_for(" start ")
            name = watch.connection.listAllDomains()[0].name()
            between.silent = True
            status = interrupt(run, 0, 2)
            assert run.end() == status, run.output
    pid = run.child.pid
    assert re.search(rf"'tinyvm sweep' removes what process {pid} may have left", run.output)
    watch.wait_for(name, libvirt.VIR_DOMAIN_EVENT_STOPPED)
    assert f"process {pid} made it and is gone" in tinyvm.done(tinyvm.run("sweep"))
