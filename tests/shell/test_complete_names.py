"""Names of domains in completions: those that fit, harmless, and never waited for."""
import os
import pathlib
import signal

import pytest
import shells
from support import program, sandbox, tinyvm

XML = """<domain type='qemu'><name>{}</name><memory unit='MiB'>2</memory>
<os><type arch='x86_64' machine='pc'>hvm</type></os></domain>"""
HOSTILE = ["two words", "it's \"so\"", "$(touch pwned)", "`touch pwned`", "a;touch pwned",
           "x:y=z", "~root", "*", "back\\slash", "caf\u00e9", "!!"]


def escape(name):
    return name.replace("&", "&amp;").replace("<", "&lt;")


@pytest.fixture
def foreign(virsh):
    """foreign(NAME, VERB): somebody else's domain, made by virsh define or create."""
    made = []

    def make(name, verb="define"):
        path = pathlib.Path(sandbox.PRIVATE, "domain.xml")
        path.write_text(XML.format(escape(name)), encoding="utf-8")
        assert virsh(verb, path).status == 0
        made.append((name, "undefine" if verb == "define" else "destroy"))
        return name

    yield make
    for name, verb in made:
        assert virsh(verb, "--domain", name).status == 0


def offered(*words, **options):
    """The names that are offered for the last of the words."""
    answer = tinyvm.done(tinyvm.run("__complete", "--words", "tinyvm", *words, **options))
    return {line.split("\t")[0] for line in answer.splitlines()[1:]}


def test_those_that_fit(foreign, defined, started):
    started("up")
    defined("down")
    foreign("others-up", "create")
    foreign("others-down")
    assert offered("start", "") == {"down"}
    assert offered("stop", "") == {"up"}
    assert offered("undefine", "") == {"down"}
    assert offered("shutdown", "") == {"up", "others-up"}
    assert offered("shutdown", "up", "") == {"others-up"}
    assert offered("check", "--like", "") == {"up", "down", "others-up", "others-down"}
    assert offered("shutdown", "-c", "test:///default", "") == {"test"}
    assert offered("start", "down", "") == set()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_quoted(shell, foreign, name):
    """What Tab wrote is one word to the shell, that very name; and nothing has run."""
    foreign(name)
    line = shell.complete("tinyvm check --like ")
    if name[0] == "~" and isinstance(shell, shells.Fish):
        assert line == "tinyvm check --like "  # fish knows no way to quote it
        return
    assert line.startswith("tinyvm check --like "), line
    shell.child.send(line.replace("tinyvm check --like", "printf '<%s>'").rstrip() + "\r")
    shell.child.expect_exact(f"<{name}>")
    assert os.listdir(shells.HOME) == []


@pytest.mark.parametrize("quote", ["'", '"'])
def test_inside_quotes(foreign, quote):
    name = "two $(touch pwned) `words`"
    foreign(name)
    with shells.Bash() as bash:
        line = bash.complete(f"tinyvm check --like {quote}tw")
        bash.child.send(line.replace("tinyvm check --like", "printf '<%s>'") + "\r")
        bash.child.expect_exact(f"<{name}>")
    assert os.listdir(shells.HOME) == []


def test_half_a_name(shell, foreign):
    foreign("two words")
    assert shell.complete(r"tinyvm check --like two\ w").rstrip() == (
        r"tinyvm check --like two\ words")


def test_a_dash_is_no_option(foreign):
    """An operand that looks like an option is offered where none can be."""
    foreign("-f", "create")
    assert offered("shutdown", "") == set()
    assert offered("shutdown", "--", "") == {"-f"}
    assert offered("check", "--like", "") == {"-f"}


def test_escape_sequences_are_not_offered(foreign):
    foreign("c1\u009b31m")
    assert offered("check", "--like", "") == set()


def test_a_daemon_that_hangs_is_not_waited_for(system_daemon, defined):
    defined("demo")
    os.kill(system_daemon.pid, signal.SIGSTOP)
    try:
        outcome = tinyvm.run("__complete", "--words", "tinyvm", "start", "")
    finally:
        os.kill(system_daemon.pid, signal.SIGCONT)
    assert outcome[:3] == (0, "words\t\n", "") and outcome.seconds < 20, outcome


def test_no_daemon_is_started(system_daemon):
    """A user without a session's daemon has none afterwards."""
    run = program.run([tinyvm.PROGRAM, "__complete", "--words", "tinyvm", "start", ""],
                      user=program.USER, env=tinyvm.environment())
    assert run[:3] == (0, "words\t\n", "")
    assert not os.path.exists(f"{program.USER.runtime}/libvirt/libvirt-sock")


def loads_libvirt(*words):
    outcome = tinyvm.run("__complete", "--words", "tinyvm", *words,
                         env={"LD_DEBUG": "files"})
    assert outcome.status == 0 and "libxml2" in outcome.err
    return "libvirt.so" in outcome.err


def test_libvirt_is_loaded_for_names_alone(system_daemon):
    for words in ([""], ["check", "--"], ["check", "--image", ""], ["define", ""],
                  ["check", "-e", ""], ["check", "-c", ""]):
        assert not loads_libvirt(*words), words
    assert loads_libvirt("start", "")


def test_no_name_at_the_inprocess_driver():
    assert offered("start", "-c", "qemu:///embed", "") == set()
