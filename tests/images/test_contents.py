"""Every disk holds the same bytes: the program, its boot sector's table, and zeros."""
import json
import struct

import pytest
from readers import qcow2, vdi, vhd, vhdx, vmdk
from tools import DISKS, ENTRIES, IMAGES, MIB, SECTOR, load, raw_bytes, run

READERS = {
    "boot.qcow2": qcow2.read, "deaf.qcow2": qcow2.read, "boot.vdi": vdi.read,
    "boot.vhd": vhd.read, "boot-azure.vhd": vhd.read, "boot.vhdx": vhdx.read,
    "boot-stream.vmdk": vmdk.read_stream,
    "boot.vmdk": lambda text: vmdk.read_flat(
        text, {"boot-flat.vmdk": load("boot-flat.vmdk")}),
    "boot-flat.vmdk": bytes, "boot.img": bytes, "deaf.img": bytes,
}
FILE_SAYS = {
    "boot.img": "DOS/MBR boot sector", "boot-floppy.img": "DOS/MBR boot sector",
    "boot.qcow2": "QEMU QCOW Image (v2), 1048576 bytes", "boot.iso": "ISO 9660",
    "boot.vmdk": "ASCII text", "boot-stream.vmdk": "VMware4 disk image",
    "boot.vdi": "VirtualBox Disk Image, major 1, minor 1",
    "boot.vhdx": "Microsoft Disk Image eXtended", "boot.ova": "POSIX tar archive",
    "boot.box": "gzip compressed data", "boot.oci.tar": "POSIX tar archive",
}


def expected(name):
    """Return what the disk must hold: its program's sector, then zeros to its size."""
    entry = ENTRIES[name]
    sector = load(f"{entry['program']}.img")[:SECTOR]
    return sector.ljust(entry["virtual_size"], b"\0")


def test_there_is_a_reader_for_every_disk():
    assert set(READERS) == set(DISKS)


@pytest.mark.parametrize("name", DISKS)
def test_our_own_reader(name):
    assert READERS[name](load(name)) == expected(name)


@pytest.mark.parametrize("name", DISKS)
def test_qemu_reader(name, tmp_path):
    assert raw_bytes(IMAGES / name, ENTRIES[name]["driver"], tmp_path) == expected(name)


@pytest.mark.parametrize("name", DISKS)
def test_probing(name):
    """QEMU finds out every format by itself but for fixed VHD, which it takes for raw."""
    facts = json.loads(run("qemu-img", "info", "--output=json", IMAGES / name))
    driver = ENTRIES[name]["driver"]
    assert facts["format"] == ("raw" if driver == "vpc" else driver)


@pytest.mark.parametrize("name", ["boot.qcow2", "deaf.qcow2", "boot.vdi", "boot.vhdx",
                                  "boot.vmdk", "boot-stream.vmdk"])
def test_qemu_img_check(name):
    """Formats that have no consistency check in qemu-img are not in this list."""
    said = run("qemu-img", "check", "-f", ENTRIES[name]["driver"], IMAGES / name)
    assert said.startswith("No errors were found on the image.")


@pytest.mark.parametrize("name", FILE_SAYS)
def test_file_recognises(name):
    assert run("file", "--brief", IMAGES / name).startswith(FILE_SAYS[name])


@pytest.mark.parametrize("program", ["boot", "deaf"])
def test_boot_sector(program):
    """The program, one active entry for all of the disk, the signature."""
    disk = load(f"{program}.img")
    assert len(disk) == MIB and not any(disk[SECTOR:])
    assert disk[:256] == load(f"{program}.bin")
    assert not any(disk[256:446]) and not any(disk[462:510])
    assert disk[510:512] == b"\x55\xaa"
    status, head, sector, cylinder, kind, *end, first, count = struct.unpack(
        "<8B2I", disk[446:462])
    assert (status, kind) == (0x80, 0xDA)
    assert (first, count) == (1, MIB // SECTOR - 1)
    assert (cylinder, head, sector) == (0, 0, 2)
    heads, sectors = end[0] + 1, end[1]     # the geometry that a BIOS infers
    assert heads * sectors * SECTOR == MIB and end[2] == 0


def test_floppy():
    floppy = load("boot-floppy.img")
    assert len(floppy) == 1440 * 1024
    assert floppy[:256] == load("boot.bin") and floppy[510:512] == b"\x55\xaa"
    assert not any(floppy[256:510]) and not any(floppy[512:])
