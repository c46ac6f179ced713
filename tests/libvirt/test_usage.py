"""Bad input: one line that names the thing, exit status 2, nothing changed."""
import pytest
from support import tinyvm

LONG = "x" * 300


@pytest.mark.parametrize("arguments,word", [
    (["frobnicate"], "frobnicate"), (["--frobnicate"], "--frobnicate"),
    (["Define"], "Define"),
    (["check", "--frobnicate"], "--frobnicate"), (["check", "-Z"], "-Z"),
    (["check", "surplus"], "surplus"), (["define", "a", "surplus"], "surplus"),
    (["undefine", "a", "surplus"], "surplus"), (["images", "surplus"], "surplus"),
    (["define", "--memory"], "--memory"), (["define", "--memory", "lots"], "memory"),
    (["define", "--memory", "16M"], "memory"), (["define", "--memory", ""], "memory"),
    (["define", "--memory", "1e3"], "memory"),
    (["define", "--memory", "99999999999999999999"], "memory"),
    (["define", "--bus", "isa"], "isa"), (["define", "--virt-type", "xen"], "xen"),
    (["define", "--machine", ""], "machine"), (["check", "--machine", "p c"], "p c"),
    (["check", "--timeout", "soon"], "soon"),
    (["check", "--timeout", "lunch=5"], "lunch"),
    (["check", "--timeout", "banner="], "banner"),
    (["check", "--timeout", "banner=-1"], "-1"),
    (["check", "--timeout", "0"], "0"),
    (["undefine"], "NAME"),
    (["define", "--image", "papertape"], "papertape"),
    (["check", "--image", "papertape"], "papertape"),
    (["define", "--image", "bin"], "bin"), (["define", "--image", "vhdx"], "vhdx"),
    (["define", "--image", ""], "image"),
    (["images", "--path", "papertape"], "papertape"),
    (["frob\x1b[31m\nnicate"], "frob"), (["check", "--\x1b[31m"], "\\x1b"),
    ([LONG], "xxx"), ([b"\xff\xfe"], "verb"),
], ids=repr)
def test_usage_error(arguments, word):
    outcome = tinyvm.run(*arguments)
    tinyvm.refused(outcome, 2, "TV-USAGE", word)
    assert outcome.out == ""
    assert outcome.err.count("; see ") == 1


@pytest.mark.parametrize("verb", ["define", "check"])
@pytest.mark.parametrize("memory", ["0", "1", "-5"])
def test_memory_too_small(verb, memory):
    outcome = tinyvm.run(verb, f"--memory={memory}")
    tinyvm.refused(outcome, 2, "TV-(MEMORY|USAGE)", "memory")


@pytest.mark.parametrize("verb", ["define", "undefine"])
@pytest.mark.parametrize("name", ["", "a/b", "..", ".", "../up", "two words", "new\nline",
                                  "\x1b[31m", LONG, "a\u202eb"], ids=repr)
def test_name_invalid(verb, name):
    outcome = tinyvm.run(verb, "--", name)
    tinyvm.refused(outcome, 2, "TV-NAME-INVALID")
    assert "\x1b" not in outcome.err and "\u202e" not in outcome.err


@pytest.mark.parametrize("verb", [["check"], ["define"], ["undefine", "tinyvm"]],
                         ids=" ".join)
@pytest.mark.parametrize("uri", ["nosuch:///system", "garbage", "qemu:///nosuch", "://",
                                 "qemu+pigeon:///system", "qemu:///embed?root=relative"])
def test_bad_uri(verb, uri):
    outcome = tinyvm.run(*verb, "-c", uri)
    line = outcome.err or tinyvm.failure(outcome.out)
    assert outcome.status == 2 and "TV-BAD-URI" in line and uri in line, outcome
    assert line.count("\n") <= 1


def test_no_verb_shows_usage():
    outcome = tinyvm.run()
    assert outcome.status == 2 and outcome.out == "" and "usage: tinyvm" in outcome.err


@pytest.mark.parametrize("arguments", [
    ["--help"], ["-h"], ["define", "--help"], ["check", "-h"], ["undefine", "--help"],
    ["images", "--help"]], ids=" ".join)
def test_help(arguments):
    text = tinyvm.done(tinyvm.run(*arguments))
    assert "usage: tinyvm" in text
    assert max(len(line) for line in text.splitlines()) <= 90


@pytest.mark.parametrize("arguments", [["--version"], ["-V"]])
def test_version(arguments):
    assert tinyvm.done(tinyvm.run(*arguments)).startswith("tinyvm 0.")


@pytest.mark.parametrize("arguments", [["images"], ["--help"], ["check"],
                                       ["define", "--print-xml"]], ids=" ".join)
def test_output_that_cannot_be_written_is_an_error(arguments):
    outcome = tinyvm.run(*arguments, within=["sh", "-c", '"$@" > /dev/full', "sh"])
    assert outcome.status in (1, 3) and "standard output" in outcome.err, outcome


def test_closed_standard_streams_do_no_harm():
    outcome = tinyvm.run("check", within=["sh", "-c", '"$@" <&- >&- 2>&-', "sh"])
    assert outcome.status in (0, 3)  # a report that nobody can get is no result
