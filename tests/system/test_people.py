"""The packages' own tests on a real system, and a check by each kind of person."""
import pytest

DENIALS = "journalctl --quiet --no-pager --boot --grep 'apparmor=.DENIED.*tinyvm'"


@pytest.mark.parametrize("test", ["system", "images", "manual", "units"])
def test_dep8(installed, test):
    print(installed.run(f"cd /root/tinyvm && debian/tests/{test}", timeout=1200))


@pytest.mark.parametrize("person", ["root", "member", "person"])
def test_check(installed, person):
    """Root and a member of libvirt use the system's daemon, anybody their own."""
    uri = "qemu:///session" if person == "person" else "qemu:///system"
    user = None if person == "root" else person
    assert "PASS" in installed.run(f"tinyvm check --connect {uri}", user=user)


def test_nothing_was_denied_or_changed(installed):
    assert installed.run("dpkg --verify tinyvm tinyvm-images") == ""
    assert "enabled" in installed.run("aa-status --enabled && echo enabled")
    assert installed.run(DENIALS, ok=(0, 1)) == ""
