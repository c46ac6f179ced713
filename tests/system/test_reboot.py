"""A guest of tinyvm@.service goes by its button when the host reboots, and comes back.
The last tests of the system: they end with the packages' removal."""


def journal(vm, boot):
    return vm.run(f"journalctl -q --no-pager --boot={boot} -u tinyvm@host.service")


def test_guest_lives_with_the_host(installed):
    installed.run("systemctl enable --now tinyvm@host.service")
    installed.reboot()
    before = journal(installed, -1)
    assert "Stopped tinyvm@host.service" in before, before
    assert "Failed" not in before and "SIGKILL" not in before, before
    assert installed.run("systemctl is-active tinyvm@host.service").strip() == "active"
    assert installed.run("virsh domstate host").strip() == "running"


def test_removal_shuts_the_guest_down_and_leaves_nothing(installed):
    installed.run("systemctl start tinyvm@host.service; apt-get purge -y tinyvm "
                  "tinyvm-images")
    assert "shut off (shutdown)" in installed.run("virsh domstate host --reason")
    left = "find / -xdev -name '*tinyvm*' -not -path '/root/*' -not -path '/var/log/*'"
    assert installed.run(f"{left} -not -path '/var/cache/*'").strip() in (
        "", "/etc/systemd/system/multi-user.target.wants/tinyvm@host.service")
    assert "tinyvm" not in installed.run("cat /etc/passwd /etc/group")
