"""The guest on QEMU's machines, buses and memory sizes: up, answering, cleanly off."""
import os
import subprocess

import pytest
from qemu import Qemu, raw

MACHINES = ["pc", "q35", "pc-i440fx-2.0", "pc-i440fx-3.1", "pc-q35-2.4", "pc-q35-5.2"]


def drive(path, interface="none", **options):
    return raw(path, interface, id="d", **options)


# bus: (extra devices, the device the disk is attached to)
BUSES = {
    "ide": ["-device", "ide-hd,drive=d"],
    "sata": ["-device", "ahci,id=ahci", "-device", "ide-hd,drive=d,bus=ahci.0"],
    "virtio-blk": ["-device", "virtio-blk-pci,drive=d"],
    "virtio-scsi": ["-device", "virtio-scsi-pci", "-device", "scsi-hd,drive=d"],
    "lsi-scsi": ["-device", "lsi53c895a", "-device", "scsi-hd,drive=d"],
    "nvme": ["-device", "nvme,drive=d,serial=tinyvm"],
    "usb": ["-device", "qemu-xhci", "-device", "usb-storage,drive=d"],
    "usb-uhci": ["-device", "piix3-usb-uhci", "-device", "usb-storage,drive=d"],
}


def kvm():
    """None, or why KVM cannot be used here."""
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return "no access to /dev/kvm"
    probe = subprocess.run(["qemu-system-x86_64", "-accel", "kvm", "-machine", "none",
                            "-display", "none", "-nodefaults", "-monitor", "stdio"],
                           input=b"quit\n", capture_output=True, timeout=30)
    return None if probe.returncode == 0 else probe.stderr.decode().strip()


def life(vm, lines=(b"hello", b"", b"x" * 80)):
    """Banner, lines, button, and the proof that the guest ended itself."""
    assert vm.expect(b"\r\n$ ").endswith(b"ClientAPI\r\n$ ")
    for text in lines:
        vm.line(text)
    vm.press_button()
    assert vm.wait_shutdown() == "guest-shutdown"
    assert vm.wait_exit() == 0


@pytest.mark.parametrize("machine", MACHINES)
def test_machine(disk, machine):
    with Qemu(machine, drives=[drive(disk)], args=["-device", "ide-hd,drive=d"]) as vm:
        life(vm)


@pytest.mark.parametrize("machine", ["pc", "q35"])
@pytest.mark.parametrize("bus", BUSES)
def test_bus(disk, machine, bus):
    with Qemu(machine, drives=[drive(disk)], args=BUSES[bus]) as vm:
        life(vm)


@pytest.mark.parametrize("machine", ["pc", "q35"])
def test_cd(tmp_path, make_disk, boot, machine):
    sector = make_disk("cd-sector", boot, 512)
    iso = tmp_path / "boot.iso"
    directory = tmp_path / "cd"
    directory.mkdir()
    (directory / "boot.img").write_bytes(sector.read_bytes())
    iso.write_bytes(el_torito(sector.read_bytes()))
    with Qemu(machine, drives=[drive(iso, media="cdrom", readonly="on")],
              args=["-device", "ide-cd,drive=d"]) as vm:
        life(vm)


def el_torito(program):
    """A CD of nothing but a no-emulation boot record (El Torito 1.0, section 2)."""
    block = 2048
    volume = bytearray(20 * block)
    volume[16 * block:16 * block + 7] = b"\x01CD001\x01"
    record = b"\0CD001\x01EL TORITO SPECIFICATION".ljust(71, b"\0") + bytes([18, 0, 0, 0])
    volume[17 * block:17 * block + len(record)] = record
    validation = bytearray(b"\x01\0\0\0".ljust(30, b"\0") + b"\x55\xaa")
    total = sum(int.from_bytes(validation[i:i + 2], "little") for i in range(0, 32, 2))
    validation[28:30] = (-total & 0xFFFF).to_bytes(2, "little")
    entry = b"\x88\0\0\0\0\0\x01\0" + (19).to_bytes(4, "little")
    volume[18 * block:18 * block + 44] = bytes(validation) + entry
    volume[19 * block:19 * block + len(program)] = program
    return bytes(volume)


@pytest.mark.parametrize("machine", ["pc", "q35"])
def test_floppy(make_disk, boot, machine):
    floppy = make_disk("floppy.img", boot, 1440 * 1024)
    with Qemu(machine, drives=[drive(floppy)],
              args=["-device", "isa-fdc,id=f" if machine == "q35" else "floppy,drive=d",
                    *(["-device", "floppy,drive=d,bus=f.0"] if machine == "q35" else [])
                    ]) as vm:
        life(vm)


@pytest.mark.parametrize("machine", ["pc", "q35"])
@pytest.mark.parametrize("memory", ["2", "16", "128", "4096"])
def test_memory(disk, machine, memory):
    with Qemu(machine, memory, drives=[disk]) as vm:
        life(vm)


def test_one_mib_of_memory(disk):
    """SeaBIOS has no room for ACPI tables there (and does not start q35 at all)."""
    with Qemu("pc", "1", drives=[disk]) as vm:
        vm.expect(b"ClientAPI\r\n$ ")
        vm.line(b"small")
        vm.press_button()
        vm.line(b"and no button")
        assert not [e for e in vm.events if e["event"] == "SHUTDOWN"]


def test_s5_in_an_ssdt_alone(disk):
    """What SeaBIOS itself builds for pc-i440fx-1.4 has no _S5_ in the DSDT."""
    with Qemu("pc-i440fx-1.4", drives=[disk]) as vm:
        vm.expect(b"ClientAPI\r\n$ ")
        vm.press_button()
        vm.line(b"no button, and no harm")


def test_no_acpi_at_all(disk):
    with Qemu("isapc", drives=[disk]) as vm:
        vm.expect(b"ClientAPI\r\n$ ")
        vm.line(b"isapc")


def test_acpi_switched_off(disk):
    with Qemu("pc", drives=[disk], args=["-no-acpi"]) as vm:
        vm.expect(b"ClientAPI\r\n$ ")
        vm.line(b"no tables, no PM block")


@pytest.mark.parametrize("machine", ["pc", "q35"])
def test_screen_shows_what_the_console_says(disk, machine):
    with Qemu(machine, drives=[disk], vga="std") as vm:
        vm.expect(b"$ ")
        vm.line(b"Tell me")
        shown = [line for line in vm.screen_text() if line]
        assert shown[-4:] == ["ClientAPI", "$ Tell me", "em lleT", "$"]


@pytest.mark.parametrize("machine", ["pc", "q35"])
def test_extra_tables_do_not_hide_the_fadt(disk, tmp_path, machine):
    """Sixteen tables of a user's own go into the RSDT, with decoys in them."""
    data = tmp_path / "decoy"
    data.write_bytes(b"FACP" * 20 + b"\x0D_S5_\0" * 20)
    tables = [a for i in range(16) for a in ("-acpitable", f"sig=SSDT,data={data}")]
    with Qemu(machine, drives=[disk], args=tables) as vm:
        life(vm)


def test_5000_bytes_at_full_speed(disk):
    """A stream of lines at full speed comes back whole."""
    lines = [bytes(97 + (i + j) % 26 for j in range(i % 80)) for i in range(150)]
    assert sum(map(len, lines)) + len(lines) >= 5000
    with Qemu("pc", drives=[disk]) as vm:
        vm.expect(b"$ ")
        vm.send(b"".join(text + b"\r" for text in lines))
        for text in lines:
            assert vm.expect(b"\r\n$ ") == text + b"\r\n" + text[::-1] + b"\r\n$ "


def test_deaf_ignores_the_button(make_disk, deaf):
    with Qemu("pc", drives=[make_disk("deaf.img", deaf)]) as vm:
        vm.expect(b"ClientAPI\r\n$ ")
        vm.line(b"deaf")
        vm.press_button()
        vm.line(b"still here")
        assert not [e for e in vm.events if e["event"] == "SHUTDOWN"]


def test_kvm(disk):
    """KVM checks segment limits, and on some hosts runs firmware very slowly."""
    reason = kvm()
    if reason:
        pytest.skip(f"KVM cannot be used: {reason}")
    with Qemu("pc", drives=[disk], accel="kvm") as vm:
        vm.expect(b"ClientAPI\r\n$ ", 180)
        vm.line(b"with limits")
        vm.press_button()
        assert vm.wait_shutdown() == "guest-shutdown"
