"""Somebody ends or stops the guest in the middle, at every call: named for what it was."""
import contextlib
import os
import signal

import libvirt
import moments
import pytest
from support import domains, leftovers, program, relay, tinyvm

# Between these two calls the guest is there.
FIRST, LAST = relay.CREATE, relay.PRESS


def the_guest(connection):
    found = connection.listAllDomains()
    assert len(found) == 1
    return found[0]


def destroy(connection):
    the_guest(connection).destroy()


def kill(_connection):
    program.kill(leftovers.the_qemu())


def terminate(_connection):
    os.kill(leftovers.the_qemu(), signal.SIGTERM)


BLOWS = {  # who ends it, and how a check may call that
    destroy: ("TV-DESTROYED", "TV-NO-DOMAIN"),
    kill: ("TV-CRASHED", "TV-NO-DOMAIN"),
    terminate: ("TV-NOT-CLEAN", "TV-CRASHED", "TV-NO-DOMAIN"),
}


@pytest.mark.parametrize("blow", BLOWS, ids=lambda blow: blow.__name__)
def test_ended_at_every_call(system_daemon, clean, blow):
    uri = system_daemon.uri
    calls = moments.calls(uri, "check")
    for number in range(calls.index(FIRST) + 1, calls.index(LAST) + 1,
                        1 if moments.FULL else 2):
        with moments.stopped(uri, number, "check") as (run, gate, _):
            with domains.connected() as connection:
                with contextlib.suppress(libvirt.libvirtError):
                    blow(connection)
            gate.open()
            assert run.end(timeout=90) == 1, run.output
        assert tinyvm.failure(run.output).split(":")[0] in BLOWS[blow], run.output
        assert tinyvm.phases(run.output)["clean"][0] == "ok", run.output
        assert not clean.new(), f"after call {number}\n{run.output}"


@pytest.mark.parametrize("blow, code", [(destroy, "TV-DESTROYED"), (kill, "TV-CRASHED"),
                                        (terminate, "TV-NOT-CLEAN")],
                         ids=lambda value: getattr(value, "__name__", ""))
def test_ended_before_the_press(system_daemon, watch, blow, code):
    """There is nothing left to be pressed; the events say what has happened."""
    number = moments.calls(system_daemon.uri, "check").index(LAST)
    with moments.stopped(system_daemon.uri, number, "check") as (run, gate, _):
        with domains.connected() as connection:
            blow(connection)
        watch.wait_for("tinyvm-check-1", libvirt.VIR_DOMAIN_EVENT_STOPPED)
        gate.open()
        assert run.end(timeout=90) == 1, run.output
    tinyvm.failed(run.output, "exit", code)
