"""A guest of tinyvm@.service goes by its button when the host reboots, and comes back.
The last tests of the system: they end with the packages' removal."""


def journal(vm, boot):
    return vm.run(f"journalctl -q --no-pager --boot={boot} -u tinyvm@host.service")


def test_guest_lives_with_the_host(installed):
    installed.reboot()
    before = journal(installed, -1).rpartition("Started tinyvm@host.service")[2]
    assert "Stopped tinyvm@host.service" in before, before
    assert "Failed" not in before and "SIGKILL" not in before, before
    assert installed.run("systemctl is-active tinyvm@host.service").strip() == "active"
    assert installed.run("virsh domstate host").strip() == "running"


def test_purge_leaves_nothing_but_what_others_made(installed, files_before):
    """The guests of both units go by their buttons.  The domain that its unit made goes,
    too; the one that somebody had defined with settings of their own stays."""
    installed.run("""tinyvm define -c qemu:///system --memory 32 some-body
        systemctl start tinyvm@host.service "tinyvm@$(systemd-escape some-body).service"
        systemctl disable tinyvm@host.service
        systemctl start tinyvm-check.timer
        test -e /var/lib/systemd/timers/stamp-tinyvm-check.timer
        touch /var/lib/prometheus/node-exporter/tinyvm.prom
        apt-get purge -y tinyvm tinyvm-images""", timeout=1800)
    assert installed.run("virsh list --all --name").split() == ["some-body"]
    assert "shut off (shutdown)" in installed.run("virsh domstate some-body --reason")
    assert "Failed" not in journal(installed, 0)
    installed.run("virsh undefine some-body")
    assert "tinyvm" not in installed.run("ls /var/lib/systemd/timers")
    now = installed.files()
    assert not {path for path in now - files_before if "tinyvm" in path}
    assert not {path for path in files_before - now if "/run/" not in path}
    assert "tinyvm" not in installed.run("cat /etc/passwd /etc/group /etc/shadow")
