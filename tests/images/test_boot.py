"""Every image boots, through QEMU's own driver for its format, on every bus."""
import gzip
import io
import socket
import subprocess
import tarfile

import pytest
from qemu import DEADLINE, Qemu
from tools import CATALOGUE, ENTRIES, IMAGES, load, raw_bytes

BANNER = CATALOGUE["banner"].encode()
SCSI = "-device {} -device scsi-hd,drive=disk".format
BUSES = {           # what attaches the drive `disk`, with no other device in the machine
    "ide": "-device ide-hd,drive=disk",
    "ahci": "-device ahci,id=ahci -device ide-hd,bus=ahci.0,drive=disk",
    "virtio-blk": "-device virtio-blk-pci,drive=disk",
    "virtio-scsi": SCSI("virtio-scsi-pci"),
    "lsi": SCSI("lsi53c895a"),
    "megasas": SCSI("megasas"),
    "usb": "-device nec-usb-xhci -device usb-storage,drive=disk",
    "nvme": "-device nvme,serial=1,drive=disk",
}
CD_BUSES = {
    "ide": "-device ide-cd,drive=disk",
    "ahci": "-device ahci,id=ahci -device ide-cd,bus=ahci.0,drive=disk",
    "virtio-scsi": "-device virtio-scsi-pci -device scsi-cd,drive=disk",
    "usb": "-device nec-usb-xhci -device usb-storage,drive=disk",
}
MACHINES = ["pc", "q35"]
LEAST_BOOTABLE = 1008 * 512     # one cylinder of 16 heads x 63 sectors
BOOTABLE = [name for name, entry in ENTRIES.items()
            if entry["device"] == "disk" and entry["program"] == "boot"]


def drive(path, driver, more=""):
    """Return the arguments for a drive that keeps all writes to itself."""
    escaped = str(path).replace(",", ",,")
    return ["-drive", f"if=none,id=disk,snapshot=on,format={driver},file={escaped}{more}"]


def live(guest):
    """Lead a guest through its life: banner, a line, the power button, a clean exit."""
    guest.expect(BANNER + b"\r\n$ ")
    guest.line(b"stressed")
    guest.press_button()
    assert guest.wait_shutdown() == "guest-shutdown"
    assert guest.wait_exit() == 0


def boot(machine, path, driver, bus, more=""):
    with Qemu(machine, args=[*drive(path, driver, more), *bus.split()]) as guest:
        live(guest)


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("bus", BUSES)
@pytest.mark.parametrize("name", BOOTABLE)
def test_disk(name, bus, machine):
    boot(machine, IMAGES / name, ENTRIES[name]["driver"], BUSES[bus])


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("bus", BUSES)
def test_iso_as_disk_or_stick(bus, machine):
    boot(machine, IMAGES / "boot.iso", "raw", BUSES[bus])


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("bus", CD_BUSES)
def test_iso_as_cd(bus, machine):
    boot(machine, IMAGES / "boot.iso", "raw", CD_BUSES[bus], ",media=cdrom")


@pytest.mark.parametrize("machine", MACHINES)
def test_floppy(machine):
    controller = {"pc": "", "q35": "-device isa-fdc,id=fdc "}[machine]
    boot(machine, IMAGES / "boot-floppy.img", "raw",
         controller + "-device floppy,drive=disk")


@pytest.mark.parametrize("name", ["deaf.img", "deaf.qcow2"])
def test_the_deaf_guest_answers_but_ignores_the_button(name):
    disk = drive(IMAGES / name, ENTRIES[name]["driver"])
    with Qemu("pc", args=[*disk, "-device", "ide-hd,drive=disk"]) as guest:
        guest.expect(BANNER + b"\r\n$ ")
        guest.press_button()
        guest.wait_event("POWERDOWN")
        guest.line(b"still here")
        assert guest.process.poll() is None


def unpacked(data, name):
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return archive.extractfile(name).read()


def oci_disk():
    """Return the file below /disk in the archive's only gzipped blob, its layer."""
    with tarfile.open(IMAGES / "boot.oci.tar") as archive:
        blobs = [archive.extractfile(info).read() for info in archive if info.isfile()]
    layer, = (blob for blob in blobs if blob[:2] == b"\x1f\x8b")
    return unpacked(gzip.decompress(layer), "disk/boot.qcow2")


PACKED = {
    "boot.ova": ("vmdk", lambda: unpacked(load("boot.ova"), "tinyvm-disk1.vmdk")),
    "boot.box": ("qcow2", lambda: unpacked(gzip.decompress(load("boot.box")), "box.img")),
    "boot.oci.tar": ("qcow2", oci_disk),
}


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", PACKED)
def test_disk_out_of_an_archive(name, machine, tmp_path):
    driver, extract = PACKED[name]
    disk = tmp_path / "disk"
    disk.write_bytes(extract())
    boot(machine, disk, driver, BUSES["virtio-blk"])


def firmware_log(where, disk, bus):
    """Boot and return SeaBIOS's log, up to the line that says how the boot went."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(where / "log"))
        listener.listen()
        listener.settimeout(DEADLINE)
        port = ["-chardev", f"socket,id=log,path={where / 'log'}",
                "-device", "isa-debugcon,iobase=0x402,chardev=log"]
        with Qemu("pc", args=[*drive(disk, "raw"), *bus.split(), *port]):
            connection, _ = listener.accept()
            connection.settimeout(DEADLINE)
            with connection, connection.makefile(errors="replace") as lines:
                log = ""
                for line in lines:
                    log += line
                    if "No bootable device" in line or "Booting from 0000:7c00" in line:
                        break
                return log


@pytest.mark.parametrize("bus", ["ahci", "virtio-blk", "virtio-scsi", "usb", "nvme"])
def test_the_least_bootable_size(bus, tmp_path):
    """Why the disks are 1 MiB: SeaBIOS needs 1008 sectors, and one less is too few."""
    disk = tmp_path / "disk"
    disk.write_bytes(load("boot.img")[:LEAST_BOOTABLE])
    boot("pc", disk, "raw", BUSES[bus])
    disk.write_bytes(load("boot.img")[:LEAST_BOOTABLE - 512])
    assert "No bootable device" in firmware_log(tmp_path, disk, BUSES[bus])


def test_a_copy_that_qemu_may_write_to(tmp_path):
    """Not a snapshot: QEMU opens it for writing, and the guest changes nothing."""
    copy = tmp_path / "boot.qcow2"
    copy.write_bytes(load("boot.qcow2"))
    with Qemu("pc", args=["-drive", f"format=qcow2,file={copy}"]) as guest:
        live(guest)
    assert raw_bytes(copy, "qcow2", tmp_path) == load("boot.img")
    subprocess.run(["qemu-img", "check", "-q", copy], check=True, timeout=60)
