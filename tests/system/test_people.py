"""A check by each kind of person, and what AppArmor and dpkg have to say after it."""
import pytest

DENIALS = "journalctl --quiet --no-pager --boot --grep 'apparmor=.DENIED'"
SOCKETS = "libvirtd.socket libvirtd-ro.socket libvirtd-admin.socket"


def test_running_guest_survived_the_upgrade(installed):
    """The same QEMU, its unit active, and nothing changed that dpkg knows of."""
    assert installed.run("cat /run/libvirt/qemu/host.pid") == installed.qemu_before
    assert installed.run("systemctl is-active tinyvm@host.service").strip() == "active"
    assert installed.run("virsh domstate host").strip() == "running"
    assert installed.run("dpkg --verify tinyvm tinyvm-images") == ""


@pytest.mark.parametrize("person", ["root", "member", "person"])
def test_check(installed, person):
    """Root and a member of libvirt use the system's daemon, anybody their own."""
    uri = "qemu:///session" if person == "person" else "qemu:///system"
    user = None if person == "root" else person
    assert "PASS" in installed.run(f"tinyvm check --timeout 900 -c {uri}", user=user)


def test_check_without_a_daemon(installed):
    """libvirt's driver in root's own process, under AppArmor."""
    installed.run(f"systemctl stop {SOCKETS} libvirtd.service")
    try:
        said = installed.run("tinyvm check --timeout 900")
        assert "PASS" in said and "qemu:///embed" in said
    finally:
        installed.run(f"systemctl start {SOCKETS} libvirtd.service")


def test_nothing_was_denied_or_changed(installed):
    assert installed.run("dpkg --verify tinyvm tinyvm-images") == ""
    assert "enabled" in installed.run("aa-status --enabled && echo enabled")
    denied = installed.run(DENIALS, ok=(0, 1))
    assert "tinyvm" not in denied and "libvirt-" not in denied, denied
