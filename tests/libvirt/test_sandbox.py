"""The ground that all other tests here stand on: is the sandbox what it claims to be?

No tinyvm is used here: a red test means that the harness or libvirt is at fault.
"""
import os
import pathlib
import signal

import libvirt
import pytest
from support import console, guests, leftovers, program, sandbox

DOMAIN = """<domain type='qemu'>
  <name>{name}</name><memory unit='MiB'>2</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features>
  <devices>
    <disk type='file' device='disk'><driver name='qemu' type='raw'/>
      <source file='{image}'/><target dev='vda' bus='virtio'/><readonly/></disk>
    <controller type='usb' model='none'/><memballoon model='none'/>
    <serial type='pty'/><video><model type='none'/></video>
  </devices>
</domain>"""


@pytest.fixture(scope="module")
def image():
    path = f"{sandbox.PRIVATE}/plain.img"
    guests.assemble([], path)
    return path


def test_default_uri_is_the_tests_own_daemon(system_daemon, virsh):
    assert virsh("uri").out.strip() == "qemu:///system"
    assert os.readlink(f"/proc/{system_daemon.pid}/exe").endswith("/libvirtd")
    assert virsh("list", "--all", "--name").out.strip() == ""


def test_nothing_listens_on_the_network(second_daemon):
    assert second_daemon.pid
    closing = "06"  # TIME_WAIT, of another test's connection (tcp_states.h)
    for table in ("tcp", "tcp6", "udp", "udp6"):
        rows = pathlib.Path(f"/proc/net/{table}").read_text(encoding="ascii").splitlines()
        there = [row for row in rows[1:] if row.split()[3] != closing]
        assert not there, f"/proc/net/{table} lists a socket"


def test_kvm_is_hidden_unless_asked_for():
    assert os.path.exists("/dev/kvm") == bool(os.environ.get("TINYVM_TEST_KVM"))


def test_session_user_has_a_daemon_and_no_access_to_the_system(session_user, virsh):
    assert virsh("uri", user=session_user).out.strip() == "qemu:///session"
    refused = virsh("-c", "qemu:///system", "list", user=session_user)
    assert refused.status == 1 and "Permission denied" in refused.err


def test_no_daemon_hides_the_daemons(no_daemon, session_user):
    gone = program.run([*no_daemon, "virsh", "-c", "qemu:///system", "list"])
    assert gone.status == 1 and "No such file or directory" in gone.err
    own = program.run([*no_daemon, "env", "LIBVIRT_AUTOSTART=0", "virsh", "-c",
                       "qemu:///session", "list"])
    assert own.status == 1 and session_user.runtime not in own.err


def test_second_daemon_is_another_host(second_daemon, virsh):
    names = {virsh("hostname").out, virsh("-c", second_daemon.uri, "hostname").out}
    assert len(names) == 2 and "second" in "".join(names)
    hosts = {libvirt.open(uri).getCapabilities().split("<uuid>")[1][:36]
             for uri in ("qemu:///system", second_daemon.uri)}
    assert len(hosts) == 2


def test_domain_boots_talks_and_powers_itself_off(virsh, watch, image):
    xml = DOMAIN.format(name="plain", image=image)
    domain = watch.connection.createXML(xml, libvirt.VIR_DOMAIN_START_PAUSED)
    line = console.Console(domain)
    domain.resume()
    line.expect(b"ClientAPI\r\n$ ")
    line.send(b"stressed\r")
    line.expect(b"\r\ndesserts\r\n$ ")
    assert virsh("shutdown", "plain").status == 0
    assert watch.wait_for("plain", libvirt.VIR_DOMAIN_EVENT_SHUTDOWN) == \
        libvirt.VIR_DOMAIN_EVENT_SHUTDOWN_GUEST
    assert watch.wait_for("plain", libvirt.VIR_DOMAIN_EVENT_STOPPED) == \
        libvirt.VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN


@pytest.mark.parametrize("uri", ["qemu:///system", "second"])
def test_leftover_domain_and_its_qemu_are_seen(uri, second_daemon, image):
    uri = second_daemon.uri if uri == "second" else uri
    before = leftovers.Snapshot(uri)
    connection = libvirt.open(uri)
    domain = connection.createXML(DOMAIN.format(name="forgotten", image=image))
    new = before.new()
    domain.destroy()
    connection.close()
    assert f"{uri} domain forgotten" in new
    assert [n for n in new if "qemu-system-x86_64 -name guest=forgotten" in n]
    assert not before.new()


def test_leftover_file_pool_and_volume_are_seen(clean):
    connection = libvirt.open("qemu:///system")
    pool = connection.storagePoolCreateXML(
        "<pool type='dir'><name>p</name><target><path>/var/lib/tinyvm/p</path></target>"
        "</pool>", libvirt.VIR_STORAGE_POOL_CREATE_WITH_BUILD)
    volume = pool.createXML("<volume><name>v</name><capacity>512</capacity></volume>")
    new = clean.new()
    volume.delete()
    pool.destroy()
    os.rmdir("/var/lib/tinyvm/p")
    os.rmdir("/var/lib/tinyvm")
    connection.close()
    assert {"/var/lib/tinyvm/p/v", "qemu:///system pool p",
            "qemu:///system volume /var/lib/tinyvm/p/v"} <= set(new)


def test_a_program_that_hangs_is_ended_and_fails():
    with pytest.raises(AssertionError, match="did not end"):
        program.run(["sleep", "60"], timeout=0.2)
    with program.Running(["cat", "/dev/tty"]) as idle:
        idle.signal(signal.SIGTERM)
        assert idle.end() in (1, 143)
