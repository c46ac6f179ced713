"""Several tinyvm define or undefine at the same moment, on a host without a pool: each
takes its turn, so that each finds what the one before has made."""
import concurrent.futures
import fcntl
import os
import shutil

import pytest
from support import program, sandbox, tinyvm

MANY = 6
FULL = bool(os.environ.get("TINYVM_FULL"))


def at_once(verb, names, run=tinyvm.run):
    """The outcomes of that verb for each name, started together."""
    tinyvm.run("images")  # the images are made before
    with concurrent.futures.ThreadPoolExecutor(len(names)) as pool:
        return list(pool.map(lambda name: run(verb, name), names))


def test_one_name(virsh):
    said = sorted(tinyvm.done(each).split(" at ")[0]
                  for each in at_once("define", MANY * ["same"]))
    assert said == ["Domain 'same' defined"] + (MANY - 1) * [
        "Domain 'same' is defined already"]
    gone = sorted(at_once("undefine", MANY * ["same"]), key=lambda each: each.status)
    tinyvm.done(gone[0])
    for loser in gone[1:]:
        tinyvm.refused(loser, 1, "TV-NO-DOMAIN")
    assert virsh("pool-list", "--all", "--name").out.split() == []


def test_names_of_their_own(virsh):
    """The pool is made for the first and goes with the last."""
    names = [f"own{n}" for n in range(MANY)]
    for each in at_once("define", names):
        assert " defined at " in tinyvm.done(each)
    assert virsh("pool-list", "--all", "--name").out.split() == ["default"]
    for each in at_once("undefine", names):
        tinyvm.done(each)
    assert virsh("pool-list", "--all", "--name").out.split() == []


def strangers(verb, name):
    """By a program of its own each time, as from several machines: there are no turns."""
    copy = f"{sandbox.PRIVATE}/tinyvm{strangers.copies.pop()}"
    shutil.copy(tinyvm.PROGRAM, copy)
    try:
        return program.run([copy, verb, name], env=tinyvm.environment())
    finally:
        os.unlink(copy)


def test_without_turns_a_domain_that_is_gone_is_told_as_that():
    for _ in range(3):
        tinyvm.done(tinyvm.run("define", "same"))
        strangers.copies = list(range(MANY))
        gone = at_once("undefine", MANY * ["same"], strangers)
        for each in gone:
            assert each.status == 0 or "[TV-NO-DOMAIN]" in each.err, each
        assert [each.status for each in gone].count(0) == 1, gone


def waits(run):
    """Whether it waits for a lock (proc(5), /proc/locks)."""
    with open("/proc/locks", encoding="ascii") as locks:
        return any("-> FLOCK" in line and f" {run.child.pid} " in line for line in locks)


@pytest.fixture
def taken():
    """The turn is somebody's who does not let it go."""
    with open(tinyvm.PROGRAM, "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield held


@pytest.mark.parametrize("verb", ["define", "undefine"])
def test_interrupted_while_it_waits_for_its_turn(taken, virsh, verb):
    with tinyvm.running(verb, "a") as run:
        while not waits(run):
            assert run.child.poll() is None, run.read(0)  # there is no event for this
        run.signal()
        assert run.end() == 130
    assert "[TV-CANCELLED]" in run.output, run.output
    assert virsh("list", "--all", "--name").out.split() == []


def test_turn_comes(taken):
    with tinyvm.running("define", "a") as run:
        while not waits(run):
            assert run.child.poll() is None, run.read(0)
        fcntl.flock(taken, fcntl.LOCK_UN)
        assert run.end() == 0
    tinyvm.done(tinyvm.run("undefine", "a"))


@pytest.mark.skipif(not FULL, reason="a minute of waiting: FULL=1")
def test_turn_that_does_not_come_is_done_without(taken):
    for verb in ("define", "undefine"):
        tinyvm.done(tinyvm.run(verb, "a"))
