"""A host without libvirtd's units: Debian has no virtqemud, so another daemon under its
name must do.  The guest's unit comes up and goes with it alike, and starts nothing else."""
import pytest

UNITS = "libvirtd.service libvirtd.socket libvirtd-ro.socket libvirtd-admin.socket"


@pytest.fixture
def virtqemud(installed):
    """libvirtd's program as virtqemud.service; libvirtd's own units cannot be started."""
    installed.run(f"""systemctl stop tinyvm@host.service
        systemctl mask --runtime --now {UNITS}
        systemd-run --quiet --service-type=notify --unit=virtqemud.service \
            --property=KillMode=process /usr/sbin/libvirtd""")
    yield installed
    installed.run(f"""systemctl stop tinyvm@host.service virtqemud.service
        systemctl unmask --runtime {UNITS}
        systemctl start libvirtd.socket
        systemctl start libvirtd.service tinyvm@host.service""")


def test_guest_lives_with_another_daemon(virtqemud):
    state = "systemctl show -P ActiveState tinyvm@host.service virtqemud.service libvirtd.service"
    virtqemud.run("systemctl start tinyvm@host.service")
    assert virtqemud.run(state).split() == ["active", "active", "inactive"]
    virtqemud.run("systemctl stop tinyvm@host.service")
    assert "shut off (shutdown)" in virtqemud.run("virsh domstate host --reason")
    assert virtqemud.run(state).split() == ["inactive", "active", "inactive"]
