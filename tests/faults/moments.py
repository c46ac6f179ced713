"""The moments of a run at which a fault can come: each call to the daemon is one.

A rehearsal through a relay tells what calls a run makes; then the run is made again and
again, stopped at one call after the other, and there the fault comes.
"""
import contextlib
import functools
import os

from support import program, relay, tinyvm

FULL = bool(os.environ.get("TINYVM_FULL"))
PARTS = 4  # that tests are cut into, so that two workers get as much each


@functools.cache
def calls(uri, *arguments, user=program.ROOT, images=None):
    """The procedures that a run which nothing disturbs calls, in order."""
    with relay.Relay(uri) as between:
        outcome = tinyvm.run(*arguments, "-c", between.uri, user=user, images=images)
        assert outcome.status == 0, outcome
        return between.calls


def every(part, uri, *arguments, **options):
    """The numbers of every PARTSth call."""
    return range(part, len(calls(uri, *arguments, **options)), PARTS)


def additional(part, uri, *arguments, **options):
    """Of those, the ones that a plain check has not before and after what it adds."""
    mine, plain = calls(uri, *arguments, **options), calls(uri, "check", **options)
    return [n for n in every(part, uri, *arguments, **options)
            if mine[:n + 1] != plain[:n + 1] and mine[n:] != plain[n - len(mine):]]


@contextlib.contextmanager
def relayed(uri, number):
    """(gate, relay) for a client that is to be held at its call of that number."""
    gate = relay.Gate(number)
    with relay.Relay(uri, gate) as between:
        try:
            yield gate, between
        finally:
            gate.open(relay.CUT)


@contextlib.contextmanager
def stopped(uri, number, *arguments, silent=False, **options):
    """(run, gate, relay): a run of tinyvm that is held at its call of that number; it
    hears nothing any more, not even a sign of life, if the daemon is to be silent."""
    with relayed(uri, number) as (gate, between):
        with tinyvm.running(*arguments, "-c", between.uri, **options) as run:
            gate.reached()
            between.silent = silent
            yield run, gate, between
            gate.open(relay.CUT)


@contextlib.contextmanager
def all_stopped(uri, numbers, *arguments, **options):
    """Such runs, all at once, each held at another call, from which none will return."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(stopped(uri, number, *arguments, **options))[0]
               for number in numbers]
