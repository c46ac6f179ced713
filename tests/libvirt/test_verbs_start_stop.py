"""tinyvm start and tinyvm stop: for units and scripts, so silent, and true when done."""
import signal

import libvirt
import pytest
from support import console, domains, program, sandbox, tinyvm


def silent(outcome):
    """Assert that it did what it was asked to, without a word."""
    assert tinyvm.done(outcome) == ""


def test_start_and_stop(defined, virsh):
    defined("a")
    silent(tinyvm.run("start", "a"))
    assert virsh("domstate", "a").out.strip() == "running"
    silent(tinyvm.run("stop", "a"))
    assert virsh("domstate", "a", "--reason").out.strip() == "shut off (shutdown)"
    silent(tinyvm.run("stop", "a"))


@pytest.mark.parametrize("how,code", [
    ("virsh destroy a", "TV-DESTROYED"), ("virsh shutdown a", None),
    ("kill -KILL $(cat /run/libvirt/qemu/a.pid)", "TV-CRASHED")])
def test_how_it_went_before(started, watch, how, code):
    """Off is off, but --clean wants to know how it came to that."""
    started("a")
    program.must(["sh", "-c", how])
    watch.wait_for("a", libvirt.VIR_DOMAIN_EVENT_STOPPED)
    silent(tinyvm.run("stop", "a"))
    outcome = tinyvm.run("stop", "--clean", "a")
    if code:
        tinyvm.refused(outcome, 1, code)
    else:
        silent(outcome)


def test_joined_on_its_way(started, watch):
    """Its guest has powered off, libvirt still waits for QEMU to end: that is clean."""
    program.must(["virsh", "shutdown", started("a")])
    watch.wait_for("a", libvirt.VIR_DOMAIN_EVENT_SHUTDOWN)
    silent(tinyvm.run("stop", "--clean", "a"))


def test_started_by_somebody_else_it_still_proves_itself(started, watch):
    """The banner has gone by: a half-typed line of somebody else's is no obstacle."""
    domain = watch.connection.lookupByName(started("a"))
    line = console.Console(domain)
    line.send(b"half a li")
    line.expect(b"half a li")
    line.stream.eventRemoveCallback()
    line.stream.abort()
    silent(tinyvm.run("start", "a"))


def test_woken_from_a_managed_save(started, virsh):
    assert virsh("managedsave", started("a")).status == 0
    silent(tinyvm.run("start", "a"))
    assert "running" in virsh("domstate", "a").out


def test_running_and_deaf_to_its_console(odd_guest, virsh):
    """An odd guest in the place of a good one: running is not enough."""
    images = odd_guest("MUTE")
    tinyvm.done(tinyvm.run("define", "a", images=images))
    try:
        silent(tinyvm.run("start", "a", images=images))
        outcome = tinyvm.run("start", "a", "--timeout", "2", images=images)
        tinyvm.refused(outcome, 1, "TV-GUEST-SILENT")
    finally:
        virsh("destroy", "a")
        tinyvm.done(tinyvm.run("undefine", "a"))


@pytest.mark.parametrize("behaviour,timeout,code", [
    ("SILENT", "3", "TV-GUEST-SILENT"), ('BANNER="Other"', "30", "TV-WRONG-BANNER")])
def test_no_banner(odd_guest, virsh, behaviour, timeout, code):
    images = odd_guest(behaviour)
    tinyvm.done(tinyvm.run("define", "a", images=images))
    try:
        outcome = tinyvm.run("start", "a", "--timeout", timeout, images=images)
        tinyvm.refused(outcome, 1, code)
        assert "running" in virsh("domstate", "a").out  # left to be looked at
    finally:
        virsh("destroy", "a")
        tinyvm.done(tinyvm.run("undefine", "a"))


def test_console_in_use(started, watch):
    line = console.Console(watch.connection.lookupByName(started("a")))
    tinyvm.refused(tinyvm.run("start", "a"), 1, "TV-CONSOLE-BUSY")
    line.stream.eventRemoveCallback()
    line.stream.abort()


def test_console_that_libvirt_cannot_open(defined, virsh):
    """Somebody has edited the domain: its serial port is no pty any more."""
    xml = virsh("dumpxml", defined("a")).out
    with open(f"{sandbox.PRIVATE}/a.xml", "w", encoding="utf-8") as file:
        file.write(xml.replace("type='pty'", "type='null'"))
    assert virsh("define", file.name).status == 0
    tinyvm.refused(tinyvm.run("start", "a"), 1, "TV-CONSOLE", "not using a PTY")
    assert "shut off" in virsh("domstate", "a").out
    assert virsh("start", "a").status == 0
    tinyvm.refused(tinyvm.run("start", "a"), 1, "TV-CONSOLE", "not using a PTY")
    assert "running" in virsh("domstate", "a").out


def test_paused(started, virsh):
    assert virsh("suspend", started("a")).status == 0
    tinyvm.refused(tinyvm.run("start", "a"), 1, "TV-PAUSED")
    tinyvm.refused(tinyvm.run("stop", "a"), 1, "TV-PAUSED")


def test_stop_of_a_deaf_guest(started, virsh):
    started("a", "deaf")
    tinyvm.refused(tinyvm.run("stop", "a", "--timeout", "3"), 1, "TV-BUTTON-IGNORED")
    assert "running" in virsh("domstate", "a").out


def test_stop_presses_again_if_it_came_too_early(defined, virsh):
    """The first press meets the firmware; whoever ordered the stop need not know."""
    assert virsh("start", defined("a")).status == 0
    silent(tinyvm.run("stop", "a"))


def test_interrupted_start_leaves_no_half_started_domain(odd_guest, virsh):
    images = odd_guest("SILENT")
    tinyvm.done(tinyvm.run("define", "a", images=images))
    with tinyvm.running("start", "a", images=images) as start:
        while "running" not in virsh("domstate", "a").out:
            pass
        start.signal(signal.SIGTERM)
        assert start.end() == 143
    assert "[TV-CANCELLED]" in start.output
    virsh("destroy", "a")
    tinyvm.done(tinyvm.run("undefine", "a"))


@pytest.mark.parametrize("verb", ["start", "stop"])
def test_only_our_own_domains(verb):
    with domains.stranger("strange"):
        tinyvm.refused(tinyvm.run(verb, "strange"), 1, "TV-NOT-OURS", "strange")
    tinyvm.refused(tinyvm.run(verb, "nosuch"), 1, "TV-NO-DOMAIN", "nosuch")


@pytest.mark.parametrize("verb", ["start", "stop"])
@pytest.mark.parametrize("arguments,code", [
    ([], "TV-USAGE"), (["a/b"], "TV-NAME-INVALID"), (["a", "b"], "TV-USAGE"),
    (["a", "--timeout", "0"], "TV-USAGE")])
def test_usage(verb, arguments, code):
    tinyvm.refused(tinyvm.run(verb, *arguments), 2, code)


@pytest.mark.parametrize("verb", ["start", "stop"])
def test_no_connection(no_daemon, verb):
    outcome = tinyvm.run(verb, "a", "-c", "qemu:///system", within=no_daemon)
    tinyvm.refused(outcome, 3, "TV-CONNECT")
