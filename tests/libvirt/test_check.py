"""tinyvm check where all is well: it passes with every driver and leaves nothing."""
import pytest
from support import program, tinyvm


def test_system_daemon(system_daemon):
    found = tinyvm.passed(tinyvm.run("check"))
    assert system_daemon.uri in found["connect"][2]
    assert all(0 <= ms < 60_000 for _, ms, _ in found.values())


def test_exit_is_proved_by_events():
    _, _, proof = tinyvm.passed(tinyvm.run("check"))["exit"]
    assert "guest" in proof.lower() and "shutdown" in proof.lower()


def test_session_daemon(session_user):
    found = tinyvm.passed(tinyvm.run("check", user=session_user))
    assert "qemu:///session" in found["connect"][2]


def test_second_daemon(second_daemon):
    found = tinyvm.passed(tinyvm.run("check", "-c", second_daemon.uri))
    assert second_daemon.uri in found["connect"][2]


def test_uri_from_the_environment(second_daemon):
    outcome = tinyvm.run("check", env={"LIBVIRT_DEFAULT_URI": second_daemon.uri})
    assert second_daemon.uri in tinyvm.passed(outcome)["connect"][2]


def test_option_goes_before_the_environment(system_daemon):
    outcome = tinyvm.run("check", "-c", system_daemon.uri,
                         env={"LIBVIRT_DEFAULT_URI": "nosuch:///"})
    tinyvm.passed(outcome)


@pytest.mark.parametrize("who", [program.ROOT, program.USER], ids=["root", "user"])
def test_without_any_daemon_the_driver_runs_in_process(no_daemon, who):
    wrapper = list(no_daemon)
    if who.uid:  # the wrapper needs root; what it starts does not
        wrapper += ["setpriv", f"--reuid={who.uid}", f"--regid={who.uid}",
                    "--clear-groups", "env", f"HOME={who.home}", "XDG_RUNTIME_DIR=",
                    "LIBVIRT_AUTOSTART=0"]
    found = tinyvm.passed(tinyvm.run("check", within=wrapper))
    assert "qemu:///embed" in found["connect"][2]


def test_a_uri_that_was_given_is_never_replaced(no_daemon):
    outcome = tinyvm.run("check", "-c", "qemu:///system", within=no_daemon)
    assert outcome.status == 3 and "embed" not in outcome.out + outcome.err
    named = tinyvm.run("check", env={"LIBVIRT_DEFAULT_URI": "qemu:///system"},
                       within=no_daemon)
    assert named.status == 3 and "embed" not in named.out + named.err


@pytest.mark.parametrize("options", [
    ["--machine", "q35"], ["--machine", "pc", "--memory", "2"], ["--memory", "64"],
    ["--virt-type", "qemu"], ["--image", "qcow2"], ["--image", "iso"],
    ["--image", "floppy"], ["--image", "iso", "--machine", "q35"],
    ["--bus", "scsi"], ["--bus", "ide"], ["--bus", "sata", "--machine", "q35"],
    ["--bus", "usb"], ["--timeout", "50"],
    ["--timeout", "banner=50", "--timeout", "exit=50"],
], ids=" ".join)
def test_options(options):
    tinyvm.passed(tinyvm.run("check", *options))


def test_two_at_once_do_not_meet(odd_guest):
    quiet = odd_guest("SILENT")
    with tinyvm.running("check", images=quiet) as first:
        first.wait_for(" start ")
        tinyvm.passed(tinyvm.run("check"))
        first.signal()
        assert first.end() == 130


def test_domain_of_a_check_is_marked_minimal_and_transient(odd_guest, virsh):
    with tinyvm.running("check", images=odd_guest("SILENT")) as check:
        check.wait_for(" start ")
        names = virsh("list", "--name", "--transient").out.split()
        assert len(names) == 1
        xml = virsh("dumpxml", names[0]).out
        check.signal()
        assert check.end() == 130
    assert "urn:tinyvm:domain:1" in xml and "kind='check'" in xml.replace('"', "'")
    assert "<interface" not in xml and "<graphics" not in xml
