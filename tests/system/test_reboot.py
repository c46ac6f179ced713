"""A guest of tinyvm@.service goes by its button when the host reboots, and comes back.
The last tests of the system: they end with the packages' removal."""


def journal(vm, boot):
    return vm.run(f"journalctl -q --no-pager --boot={boot} -u tinyvm@host.service")


def test_guest_lives_with_the_host(installed):
    installed.reboot()
    before = journal(installed, -1)
    assert "Stopped tinyvm@host.service" in before, before
    assert "Failed" not in before and "SIGKILL" not in before, before
    assert installed.run("systemctl is-active tinyvm@host.service").strip() == "active"
    assert installed.run("virsh domstate host").strip() == "running"


def test_purge_shuts_the_guest_down_and_leaves_nothing(installed, files_before):
    installed.run("""systemctl start tinyvm@host.service
        systemctl disable tinyvm@host.service
        touch /var/lib/prometheus/node-exporter/tinyvm.prom
        apt-get purge -y tinyvm tinyvm-images""", timeout=1200)
    assert "shut off (shutdown)" in installed.run("virsh domstate host --reason")
    installed.run("virsh undefine host")
    now = installed.files()
    assert not {path for path in now - files_before if "tinyvm" in path}
    assert not {path for path in files_before - now if "/run/" not in path}
    assert "tinyvm" not in installed.run("cat /etc/passwd /etc/group /etc/shadow")
