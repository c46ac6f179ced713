"""Real checks in which an allocation of tinyvm's own fails, one after the other: each ends
with a status of its own and in time, nothing is left, nothing leaks (starve.c)."""
import os
import pathlib

import pytest
from support import program, sandbox, tinyvm

FULL = bool(os.environ.get("TINYVM_FULL"))
PARTS = 3
SAMPLES = 12  # of the several hundred moments, and of one run, unless FULL=1
HERE = pathlib.Path(sandbox.TREE, "tests/sound")
LIBRARY, LOG = f"{sandbox.PRIVATE}/starve.so", f"{sandbox.PRIVATE}/starve.log"
RUNS = {"check": ["check", "--timeout", "60"],
        "fleet": ["check", "--timeout", "60", "--repeat", "2", "--jobs", "2",
                  "--output", "json", "--exercise", "suspend"]}


def starved(arguments, at, on=False):
    """(outcome, allocations, blocks that leaked) with the failure at that allocation."""
    if not os.path.exists(LIBRARY):
        program.must(["gcc", "-shared", "-fPIC", "-O1", "-o", LIBRARY, HERE / "starve.c"])
    pathlib.Path(LOG).unlink(missing_ok=True)
    env = {"LD_PRELOAD": LIBRARY, "STARVE_AT": str(at), "STARVE_LOG": LOG,
           **({"STARVE_ON": "1"} if on else {})}
    outcome = tinyvm.run(*arguments, env=env)
    if not os.path.exists(LOG):
        return outcome, None, None  # it ended at once
    count, live = map(int, pathlib.Path(LOG).read_text(encoding="ascii").split())
    return outcome, count, live


def moments(count, part):
    """The allocations whose failure this part tries."""
    step = 1 if FULL else max(1, count // SAMPLES)
    return range(1 + part, count + 1, PARTS * step)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("on", [False, True], ids=["one", "all"])
@pytest.mark.parametrize("run", RUNS if FULL else ["check"])
def test_starved(clean, run, on, part):
    outcome, count, live = starved(RUNS[run], 0)
    tinyvm.done(outcome)
    assert count > 100 and live == 0, (count, live)
    for at in moments(count, part):
        outcome, _, live = starved(RUNS[run], at, on)
        where = f"allocation {at}{' and on' if on else ''}: {live} live, {outcome}"
        assert outcome.status in (0, 1, 2, 3), where
        assert outcome.status == 0 or "TV-" in outcome.out + outcome.err, where
        assert not live, where
        assert not clean.new(), where
