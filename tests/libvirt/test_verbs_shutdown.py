"""tinyvm shutdown: what came of the button, told from events, for each way it can go."""
import os
import pathlib
import signal

import pytest
from support import domains, program, tinyvm


# A terminal for tinyvm: the output of a pipe has no progress line.
TERMINAL = ["/usr/bin/python3", "-c", "import os, pty, sys; "
          "sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"]


@pytest.fixture
def altered(defined):
    """altered(NAME, OLD, NEW): such a domain, its XML changed, up to its banner."""
    def start(name, old, new):
        xml = program.must(["virsh", "dumpxml", "--inactive", defined(name)])
        assert old in xml
        with domains.connected() as connection:
            connection.defineXML(xml.replace(old, new))
        tinyvm.done(tinyvm.run("start", name))
        return name
    return start


def qemu(name):
    return int(pathlib.Path(f"/run/libvirt/qemu/{name}.pid").read_text(encoding="ascii"))


def test_clean_exit(started, virsh):
    out = tinyvm.done(tinyvm.run("shutdown", started("a")))
    assert out.startswith("Domain 'a': clean exit in ") and "the guest powered" in out
    assert virsh("domstate", "a", "--reason").out.strip() == "shut off (shutdown)"


def test_not_running_is_no_failure(defined):
    out = tinyvm.done(tinyvm.run("shutdown", defined("a")))
    assert out == "Domain 'a' is not running\n"


def test_any_domain_by_uuid():
    with domains.stranger("strange") as uuid:
        out = tinyvm.done(tinyvm.run("shutdown", uuid))
        assert out == f"Domain '{uuid}' is not running\n"


def test_ignored(started, virsh):
    started("a", "deaf")
    outcome = tinyvm.run("shutdown", "a", "--timeout", "1")
    tinyvm.refused(outcome, 1, "TV-BUTTON-IGNORED", "'a'", "1.0 s")
    assert virsh("domstate", "a").out.strip() == "running"


def test_pressed_again(started):
    started("a", "deaf")
    outcome = tinyvm.run("shutdown", "a", "--timeout", "3", "--press-again", "1")
    tinyvm.refused(outcome, 1, "TV-BUTTON-IGNORED", "every press")


def test_forced_is_a_failure_of_its_own(started, virsh):
    started("a", "deaf")
    outcome = tinyvm.run("shutdown", "a", "--force-after", "1")
    tinyvm.refused(outcome, 4, "TV-FORCED", "forced off")
    assert virsh("domstate", "a", "--reason").out.strip() == "shut off (destroyed)"


def test_nothing_is_forced_that_went_by_itself(started):
    out = tinyvm.done(tinyvm.run("shutdown", started("a"), "--force-after", "20"))
    assert "clean exit" in out


def test_several_at_once(started):
    for name, image in (("a", "raw"), ("b", "deaf"), ("c", "raw")):
        started(name, image)
    outcome = tinyvm.run("shutdown", "a", "b", "c", "a", "--timeout", "3")
    assert sorted(line.split(":")[0] for line in outcome.out.splitlines()) == \
        ["Domain 'a'", "Domain 'c'"]
    assert outcome.status == 1 and outcome.err.count("\n") == 1
    assert "domain 'b'" in outcome.err and "[TV-BUTTON-IGNORED]" in outcome.err


def test_one_unknown_and_none_is_pressed(started, virsh):
    started("a")
    tinyvm.refused(tinyvm.run("shutdown", "a", "nosuch"), 1, "TV-NO-DOMAIN", "nosuch")
    assert virsh("domstate", "a").out.strip() == "running"


@pytest.mark.parametrize("blow,code,words", [
    (lambda: os.kill(qemu("a"), signal.SIGKILL), "TV-CRASHED", "killed or crashed"),
    (lambda: os.kill(qemu("a"), signal.SIGTERM), "TV-NOT-CLEAN", "host made QEMU quit"),
    (lambda: program.must(["virsh", "destroy", "a"]), "TV-DESTROYED", "somebody else"),
    (lambda: program.must(["virsh", "reset", "a"]), "TV-CAME-BACK", "runs again"),
    (lambda: program.must(["virsh", "managedsave", "a"]), "TV-NOT-CLEAN", "took it away"),
], ids=["SIGKILL", "SIGTERM", "destroy", "reset", "save"])
def test_somebody_interferes(started, blow, code, words):
    """It happens after the press: the progress line on a terminal tells that it waits."""
    started("a", "deaf")
    with tinyvm.running("shutdown", "a", within=TERMINAL) as shutdown:
        shutdown.wait_for("Waiting for 'a'")
        blow()
        assert shutdown.end() == 1
    assert words in shutdown.output and f"[{code}]" in shutdown.output


def test_suspended_meanwhile(started, virsh):
    started("a", "deaf")
    with tinyvm.running("shutdown", "a", "--timeout", "4", within=TERMINAL) as shutdown:
        shutdown.wait_for("Waiting for 'a'")
        assert virsh("suspend", "a").status == 0
        assert shutdown.end() == 1
    assert "[TV-PAUSED]" in shutdown.output


def test_paused_is_not_pressed(started, virsh):
    assert virsh("suspend", started("a")).status == 0
    tinyvm.refused(tinyvm.run("shutdown", "a"), 1, "TV-PAUSED", "paused")
    assert virsh("resume", "a").status == 0
    tinyvm.done(tinyvm.run("shutdown", "a"))


def noted(outcome, code, note):
    """The note comes first, then the error, a line each."""
    first, second = outcome.err.splitlines()
    assert first.startswith("tinyvm shutdown: note: domain 'a': ") and note in first
    assert outcome.status == 1 and second.endswith(f"[{code}]"), outcome


def test_on_poweroff_restart(altered):
    altered("a", "<on_poweroff>destroy", "<on_poweroff>restart")
    outcome = tinyvm.run("shutdown", "a", "--press-again", "1")
    noted(outcome, "TV-CAME-BACK", "<on_poweroff> is 'restart'")
    assert "powered itself off" in outcome.err


def test_no_acpi(altered):
    altered("a", "<acpi/>", "")
    outcome = tinyvm.run("shutdown", "a", "--timeout", "2")
    noted(outcome, "TV-BUTTON-IGNORED", "no <acpi/>")


AGENT = ("<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/>"
         "</channel></devices>")


def test_agent_channel_without_an_agent(altered):
    altered("a", "</devices>", AGENT)
    noted(tinyvm.run("shutdown", "a", "--mode", "agent"), "TV-NO-AGENT", "no guest agent")
    outcome = tinyvm.run("shutdown", "a", "--mode", "default", "--press-again", "2")
    assert outcome.status == 0 and "no agent in it" in outcome.err


def test_agent_mode_without_a_channel(started):
    noted(tinyvm.run("shutdown", started("a"), "--mode", "agent"), "TV-NO-AGENT",
          "no channel")


@pytest.mark.parametrize("number,status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_it_says_that_the_button_was_pressed(started, number, status):
    started("a", "deaf")
    with tinyvm.running("shutdown", "a", within=TERMINAL) as shutdown:
        shutdown.wait_for("Waiting for 'a'")
        os.kill(child_of(shutdown.child.pid), number)
        assert shutdown.end() == status
    assert "was pressed" in shutdown.output and "[TV-CANCELLED]" in shutdown.output


def child_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return int(file.read())


@pytest.mark.parametrize("arguments,word", [
    ([], "DOMAIN"), (["a", "--mode", "hard"], "--mode"),
    (["a", "--timeout", "0"], "--timeout"),
    (["a", "--force-after", "soon"], "--force-after"),
    (["a", "--press-again", "99999999"], "--press-again")])
def test_usage(arguments, word):
    tinyvm.refused(tinyvm.run("shutdown", *arguments), 2, "TV-USAGE", word)


def test_no_connection(no_daemon):
    outcome = tinyvm.run("shutdown", "a", "-c", "qemu:///system", within=no_daemon)
    tinyvm.refused(outcome, 3, "TV-CONNECT")
