"""Clocks that jump, or began elsewhere: what waits follows the monotonic clock alone."""
import datetime
import os

import pytest
from support import program, sandbox, tinyvm

SOURCE, LIBRARY = f"{sandbox.TREE}/tests/faults/jump.c", f"{sandbox.PRIVATE}/jump.so"


@pytest.fixture
def jumping():
    """The environment of a program whose time of day jumps at each look."""
    if not os.path.exists(LIBRARY):
        program.must(["gcc", "-shared", "-fPIC", "-O1", "-o", LIBRARY, SOURCE])
    return {"LD_PRELOAD": LIBRARY}


def test_the_clock_jumps(jumping):
    year = program.must(["date", "+%Y"], env=jumping)
    assert abs(int(year) - datetime.date.today().year) in (1, 2)


def test_jumps_during_a_check(jumping):
    """Neither too early nor too late: all that waits does so as ever."""
    outcome = tinyvm.run("check", "--timeout", "60", "--exercise", "suspend", env=jumping)
    assert outcome.status == 0 and not outcome.err, outcome
    assert set(v for v, _, _ in tinyvm.phases(outcome.out).values()) == {"ok"}


def test_a_deadline_comes_though_the_clock_jumps(jumping, odd_guest):
    outcome = tinyvm.run("check", "--timeout", "banner=2", env=jumping,
                         images=odd_guest("SILENT"))
    tinyvm.failed(outcome.out, "banner", "TV-GUEST-SILENT")
    assert 2000 <= tinyvm.phases(outcome.out)["banner"][1] < 30000


def test_clock_of_another_time_namespace():
    """Wherever the monotonic clock began (time_namespaces(7))."""
    wall = ["unshare", "--fork", "--time", "--monotonic", "99999999"]
    if program.run([*wall, "true"]).status:
        pytest.skip("this kernel has no time namespaces")
    tinyvm.passed(tinyvm.run("check", within=wall))
