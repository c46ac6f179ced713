"""libvirt is loaded when it is needed, and not before: what needs none starts at once, and
where there is none the rest says so."""
import re
import subprocess
import tempfile
import pytest
from support import program, sandbox, tinyvm

LIBRARY = "libvirt.so.0"
VERBS = re.findall(r"^  (\w+)  +[A-Z]", tinyvm.run("--help").out, re.M)


def loads_libvirt(*arguments, status=0):
    """Whether the loader came to see the library (ld.so(8), LD_DEBUG) in this run."""
    outcome = tinyvm.run(*arguments, env={"LD_DEBUG": "files"})
    assert outcome.status == status, outcome
    assert "file=libxml2.so" in outcome.err, "the loader tells nothing"
    return f"file={LIBRARY}" in outcome.err


@pytest.mark.parametrize("arguments", [
    ["--help"], *([verb, "--help"] for verb in VERBS), ["images"], ["images", "--json"],
    ["images", "--verify"], ["images", "--path", "raw"]], ids=" ".join)
def test_does_without(arguments):
    assert len(VERBS) >= 9
    assert not loads_libvirt(*arguments)


@pytest.mark.parametrize("line", ["tinyvm ch", "tinyvm check --mach", "tinyvm images --p"])
def test_completes_without(line):
    assert not loads_libvirt("__complete", "--bash", " ", line)


@pytest.mark.parametrize("arguments", [
    ["frobnicate"], ["check", "--frobnicate"], ["check", "--image", "papertape"],
    ["define", "a/b"], ["stop"], ["shutdown"], ["run", "surplus"]], ids=" ".join)
def test_bad_input_is_refused_without(arguments):
    assert not loads_libvirt(*arguments, status=2)


def test_version_names_the_library():
    assert loads_libvirt("--version")


def path_of_library():
    """Where the loader finds it."""
    listing = program.must(["/sbin/ldconfig", "-p"])
    return re.search(rf"{re.escape(LIBRARY)} \(.*x86-64.*\) => (\S+)", listing)[1]


@pytest.fixture(name="no_library")
def hidden():
    """A command prefix under which the library cannot be loaded."""
    script = f'mount --bind /dev/null {path_of_library()} && exec "$@"'
    return ["unshare", "--mount", "sh", "-c", script, "sh"]


@pytest.mark.parametrize("verb", [["check"], ["define"], ["run"], ["stop", "a"], ["sweep"]],
                         ids=" ".join)
def test_library_is_missing(verb, no_library):
    tinyvm.refused(tinyvm.run(*verb, within=no_library), 3, "TV-NO-LIBVIRT", LIBRARY,
                   "libvirt0")


def test_what_needs_no_library_works_without(no_library):
    assert "boot.img" in tinyvm.done(tinyvm.run("images", within=no_library))
    outcome = tinyvm.run("--version", within=no_library)
    tinyvm.refused(outcome, 3, "TV-NO-LIBVIRT")
    assert re.fullmatch(r"tinyvm \d[\w.]*\n", outcome.out)


def test_library_is_too_old():
    """One that lacks a call: here it lacks them all."""
    with tempfile.TemporaryDirectory(dir=sandbox.PRIVATE) as directory:
        subprocess.run(["cc", "-shared", "-o", f"{directory}/{LIBRARY}", "-x", "c",
                        "/dev/null"], check=True, timeout=60)
        outcome = tinyvm.run("check", env={"LD_LIBRARY_PATH": directory})
    tinyvm.refused(outcome, 3, "TV-NO-LIBVIRT", "too old", "vir")
