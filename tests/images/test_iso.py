"""boot.iso: El Torito without emulation, and the boot sector where a disk has it."""
import re
import subprocess

from tools import IMAGES, MIB, load, run

BLOCK = 2048
ISO = IMAGES / "boot.iso"


def test_it_is_padded_to_what_boots_as_a_disk():
    assert ISO.stat().st_size == MIB


def test_first_sector_is_the_disks():
    """With its partition table, so that a PC takes a stick with it for a hard disk."""
    assert load("boot.iso")[:512] == load("boot.img")[:512]
    assert not any(load("boot.iso")[512:16 * BLOCK])


def test_el_torito_by_isoinfo():
    said = run("isoinfo", "-d", "-i", ISO)
    assert "Volume id: TINYVM" in said and "NO Rock Ridge present" in said
    assert "El Torito VD version 1 found" in said and "Arch 0 (x86)" in said
    assert "Boot media 0 (No Emulation Boot)" in said
    assert re.search(r"Nsect 1$", said, re.M) and "Load segment 0" in said
    place = int(re.search(r"Bootoff ([0-9A-F]+)", said).group(1), 16) * BLOCK
    assert load("boot.iso")[place:place + 512] == load("boot.img")[:512]


def test_el_torito_by_xorriso():
    said = run("xorriso", "-no_rc", "-indev", ISO, "-report_el_torito", "plain",
               "-report_system_area", "plain")
    assert re.search(r"El Torito boot img :\s+1\s+BIOS\s+y\s+none\s+0x0000", said)
    assert re.search(r"MBR partition\s+:\s+1\s+0x80\s+0xda\s+1\s+2047", said)


def test_catalogue_checksum():
    """El Torito 1.0, 2.1: the 16-bit words of the validation entry sum up to zero."""
    iso = load("boot.iso")
    pointer = iso[17 * BLOCK + 71:][:4]
    entry = iso[int.from_bytes(pointer, "little") * BLOCK:][:32]
    assert (entry[0], entry[30:32]) == (1, b"\x55\xaa")
    words = (int.from_bytes(entry[at:at + 2], "little") for at in range(0, 32, 2))
    assert sum(words) & 0xFFFF == 0


def test_the_file_on_it_is_the_boot_sector(tmp_path):
    out = tmp_path / "BOOT.BIN"
    with out.open("wb") as file:
        subprocess.run(["isoinfo", "-i", ISO, "-x", "/BOOT.BIN;1"], stdout=file,
                       check=True, timeout=60)
    assert out.read_bytes() == load("boot.img")[:512]
