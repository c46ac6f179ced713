"""The program under test, and what every answer of it must look like."""
import os
import re

from support import guests, program, sandbox

# $TINYVM names another program than the one just built, such as the installed one.
PROGRAM = os.environ.get("TINYVM") or f"{sandbox.TREE}/build/tinyvm"
PHASES = ["connect", "prepare", "start", "banner", "repl", "shutdown", "exit", "clean"]
PHASE_LINE = re.compile(r"^(ok|FAIL|skip) +([a-z-]+) +([0-9.]+) ms(?:  (.*))?$", re.M)


def environment(images=None, **more):
    """What to set for tinyvm: the built images, unless a test has its own."""
    return {"TINYVM_IMAGE_DIR": images or guests.built(), **more}


def run(*arguments, images=None, env=None, within=(), **options):
    """Run tinyvm; `within` is a command to start it with, such as no_daemon's."""
    return program.run([*within, PROGRAM, *arguments],
                       env=environment(images, **(env or {})), **options)


def running(*arguments, images=None, env=None, within=(), **options):
    """Start tinyvm, to be watched and signalled."""
    return program.Running([*within, PROGRAM, *arguments],
                           env=environment(images, **(env or {})), **options)


def done(outcome):
    """The output of a tinyvm that did what it was asked to."""
    assert outcome.status == 0 and outcome.err == "", outcome
    return outcome.out


def refused(outcome, status, code, *words):
    """Assert that one line on stderr tells what was wrong, and how tinyvm ended."""
    assert outcome.status == status, outcome
    assert re.fullmatch(rf"tinyvm[^\n]*: [^\n]* \[{code}\]\n", outcome.err), outcome
    for word in words:
        assert word in outcome.err, f"{word!r} is not named: {outcome.err}"
    assert len(outcome.err) < 700, "a line that nobody reads"


def phases(output):
    """The phases of a check as {name: (verdict, milliseconds, detail)}, in order."""
    return {name: (verdict, float(ms), detail or "")
            for verdict, name, ms, detail in PHASE_LINE.findall(output)}


def passed(outcome):
    """Assert that a check passed, phase by phase; return the phases."""
    found = phases(done(outcome))
    assert list(found) == PHASES, outcome.out
    assert all(verdict == "ok" for verdict, _, _ in found.values()), outcome.out
    return found


def failure(output):
    """The code and reason of the phase of a check that failed."""
    return next(detail for verdict, _, detail in phases(output).values()
                if verdict == "FAIL")


def failed(output, phase, code):
    """Assert that just this phase failed, for that reason, and all was cleaned up."""
    found = phases(output)
    assert list(found) == [*PHASES[:PHASES.index(phase) + 1], "clean"], output
    assert [name for name in found if found[name][0] != "ok"] == [phase], output
    assert failure(output).startswith(f"{code}: "), output
