"""Real runs of tinyvm under AddressSanitizer, ThreadSanitizer or memcheck: whatever they
find goes to stderr and changes the exit status (see asan, tsan, memcheck here)."""
import signal
import tempfile

import pytest
import instruments
from support import leftovers, program, sandbox, tinyvm

PATIENCE = 170  # seconds: memcheck is slow, and the machine may be busy
SLOW = ["--timeout", "150"]
PROGRAM = f"{sandbox.TREE}/tests/sound/{instruments.chosen()}"


def run(*arguments, within=()):
    """Run the instrumented tinyvm; nothing may be found."""
    outcome = program.run([*within, PROGRAM, *arguments], env=tinyvm.environment(),
                          timeout=PATIENCE)
    assert "Sanitizer" not in outcome.err and "==" not in outcome.err, outcome.err
    return outcome


def test_the_instrument_is_there():
    """The program that runs is not the plain one."""
    out = tinyvm.done(run("--version"))
    assert out.startswith("tinyvm ")
    kind = instruments.chosen()
    if instruments.BUILD[kind]:
        linked = program.must(["ldd", f"{sandbox.TREE}/build/{kind}/tinyvm"])
        assert f"lib{kind}" in linked
    else:
        assert "Memcheck" in program.must([PROGRAM, "--version"], env={
            "VALGRIND_OPTS": "-v --log-fd=1"})


@pytest.fixture
def place():
    """A directory of the test's own, in the sandbox."""
    path = tempfile.mkdtemp(dir=sandbox.PRIVATE)
    yield path
    leftovers.remove_path(path)


@pytest.mark.parametrize("arguments", [
    ["--output", "tap", "--output", "json:/tmp/json", "--output", "junit:/tmp/junit",
     "--output", "prometheus:/tmp/prometheus", "--output", "nagios:/tmp/nagios",
     "--output", "jsonl:/tmp/jsonl"],
    ["--repeat", "3", "--jobs", "2", "--exercise", "suspend,reset"],
    ["--exercise", "save,snapshot"]], ids=["reports", "fleet", "files"])
def test_check(arguments, place):
    arguments = [a.replace("/tmp/", f"{place}/") for a in arguments]
    tinyvm.done(run("check", *SLOW, *arguments))


def test_check_without_a_daemon(no_daemon):
    outcome = run("check", *SLOW, within=no_daemon)
    assert outcome.status == 0, outcome
    assert "qemu:///embed" in outcome.out


def test_failures_clean_up():
    """The ways out that a passing check does not take."""
    assert run("check", "--image", "deaf", "--timeout", "shutdown=20", "--timeout",
               "exit=3").status == 1
    assert run("check", "--machine", "nosuch").status in (1, 2, 3, 77)
    assert run("check", "--connect", "nosuch:///x").status in (2, 3)


def test_interrupted():
    with program.Running([PROGRAM, "check", *SLOW, "--image", "deaf"],
                         env=tinyvm.environment()) as check:
        check.wait_for(" repl ", PATIENCE)
        check.signal(signal.SIGINT)
        assert check.end(PATIENCE) == 130, check.output
    assert "Sanitizer" not in check.output and "==" not in check.output, check.output


def test_life_of_a_domain():
    for verb in ("define", "start", "stop", "undefine"):
        tinyvm.done(run(verb, "sound"))
    tinyvm.done(run("sweep"))


def test_images(place):
    tinyvm.done(run("images", "--verify"))
    tinyvm.done(run("images", "--json"))
    tinyvm.done(run("images", "--copy", "vmdk", place))


def test_refusals():
    for arguments in (["nonsense"], ["check", "--nonsense"], ["define", "a/b"], []):
        assert run(*arguments).status == 2
