"""libvirt's test driver (libvirt.org/drvtest.html), in the place of every driver that is
not QEMU's: what it can do is done, what it cannot is said in one line; no crash, no hang.

Its state is the process's own: each run of tinyvm finds what the file says.
"""
import pytest
from support import program, sandbox, tinyvm
from test_verbs_sweep import dead_run

DEFAULT = "test:///default"
NODE = f"{sandbox.PRIVATE}/node.xml"
UUID = "ef861801-45b9-11cb-88e3-afbfe537049{}"
DOMAIN = """<domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>
  <name>{name}</name><uuid>{uuid}</uuid><metadata>
    <tinyvm:domain xmlns:tinyvm='urn:tinyvm:domain:1' version='0.1.0' uuid='{uuid}' {mark}/>
  </metadata><memory>8192</memory><os><type arch='i686'>hvm</type></os>
  <features><acpi/></features><devices><console type='pty'/></devices>
  <test:runstate>{state}</test:runstate></domain>"""
RUNNING, OFF = 1, 5


@pytest.fixture
def node():
    """node(MARK, STATE) → the URI of a host with such a domain, called ours."""
    def make(mark="kind='defined'", state=RUNNING):
        domain = DOMAIN.format(name="ours", uuid=UUID.format(4), mark=mark, state=state)
        with open(NODE, "w", encoding="ascii") as file:
            file.write(f"<node>{domain}</node>")
        assert program.must(["virsh", "-c", f"test://{NODE}", "domstate", "ours"]) in (
            "running\n\n", "shut off\n\n")
        return f"test://{NODE}"
    return make


@pytest.mark.parametrize("verb", [
    ["define", "a"], ["define", "test"], ["define", "test", "--replace"],
    ["define", "a", "--print-xml"], ["run"]], ids=" ".join)
def test_it_starts_no_guest_of_ours(verb):
    outcome = tinyvm.run(*verb, "-c", DEFAULT)
    tinyvm.refused(outcome, 3, "TV-NOT-QEMU", DEFAULT, "driver TEST",
                   "not supported by the connection driver")


@pytest.mark.parametrize("options,phase", [
    ([], "prepare"), (["-e", "all"], "prepare"), (["--machine", "all"], "prepare"),
    (["--repeat", "2", "-j", "2"], "prepare"), (["--like", "test"], "like")],
    ids=lambda words: "-".join(words))
def test_check(options, phase):
    outcome = tinyvm.run("check", "-c", DEFAULT, *options)
    assert outcome.status == 3 and not outcome.err, outcome
    lines = [line for line in outcome.out.splitlines() if f" {phase} " in line]
    assert lines and all("FAIL" in line and "TV-NOT-QEMU" in line for line in lines)
    assert outcome.out.count("ok   connect") == outcome.out.count("ok   clean") > 0


@pytest.mark.parametrize("verb,code", [
    ("undefine", "TV-NOT-OURS"), ("start", "TV-NOT-OURS"), ("stop", "TV-NOT-OURS")])
def test_its_own_domain_is_not_ours(verb, code):
    tinyvm.refused(tinyvm.run(verb, "test", "-c", DEFAULT), 1, code, "'test'")


@pytest.mark.parametrize("mode", ["acpi", "agent"])
def test_it_has_no_button_and_no_agent(node, mode):
    for verb in (["shutdown", "--mode", mode], ["stop"]):
        outcome = tinyvm.run(*verb, "ours", "-c", node())
        assert "TV-NOT-QEMU" in outcome.err and "unsupported flags" in outcome.err
        assert outcome.status == 3, outcome


def test_its_own_way_to_shut_down_is_no_proof():
    outcome = tinyvm.run("shutdown", "test", "--mode", "default", "-c", DEFAULT)
    assert outcome.status == 1 and "TV-NOT-CLEAN" in outcome.err, outcome
    assert "does not tell who" in outcome.err


def test_start_finds_no_console(node):
    tinyvm.refused(tinyvm.run("start", "ours", "-c", node()), 1, "TV-CONSOLE",
                   "virDomainOpenConsole")


def test_start_of_one_that_is_off(node):
    tinyvm.refused(tinyvm.run("start", "ours", "-c", node(state=OFF)), 1, "TV-START")


def test_stop_and_shutdown_of_one_that_is_off(node):
    for verb in ("stop", "shutdown"):
        outcome = tinyvm.run(verb, "ours", "-c", node(state=OFF))
        assert outcome.status == 0 and not outcome.err, outcome


def test_undefine(node):
    uri = node(state=OFF)
    assert tinyvm.done(tinyvm.run("undefine", "ours", "-c", uri)) == \
        f"Domain 'ours' undefined at {uri}\n"
    tinyvm.refused(tinyvm.run("undefine", "ours", "-c", node()), 1, "TV-DOMAIN-ACTIVE")
    tinyvm.refused(tinyvm.run("undefine", "nosuch", "-c", uri), 1, "TV-NO-DOMAIN")


def test_sweep(node):
    assert tinyvm.done(tinyvm.run("sweep", "-c", DEFAULT)) == \
        f"Nothing is left at {DEFAULT}\n"
    dead = f"kind='check' run='{dead_run()}'"
    for state in (RUNNING, OFF):
        out = tinyvm.done(tinyvm.run("sweep", "-c", node(mark=dead, state=state)))
        assert out.startswith("Removed domain 'ours'"), out


def test_version():
    assert f"{DEFAULT}: TEST " in tinyvm.done(tinyvm.run("--version", "-c", DEFAULT))
