"""The raw images: the program in a boot sector, zeros behind it.

boot.bin owns bytes 0..255 of the sector, this wrapper the rest.  On a hard disk that is
a partition table with one active entry, for real machines: many BIOSes take a USB stick
without a valid table for a floppy, or refuse it.  The entry says type DAh (data without
a file system, so that no system offers to format or mount it), from LBA 1 to the end.
Its CHS ends on 64 heads x 32 sectors, the geometry that BIOSes read off the table for
small sticks, in which 1 MiB is one whole cylinder.

A floppy has no partition table.  Neither image has a BIOS parameter block (bytes
11..61), for these bytes are the program's: a BIOS that "repairs" the BPB of a medium in
memory would damage it, and is why the disk image has the table that makes it a disk.
"""
import struct

from .sizes import DISK, FLOPPY, SECTOR

PROGRAM = 256           # bytes of a boot.bin
TABLE = 446             # offset of the partition table
ACTIVE = 0x80
TYPE_DATA = 0xDA        # "Non-FS data"
HEADS, SECTORS = 64, 32


def _chs(lba):
    """Return the three bytes of a cylinder, head, sector address (INT 13h order)."""
    cylinder, rest = divmod(lba, HEADS * SECTORS)
    head, sector = divmod(rest, SECTORS)
    return bytes([head, sector + 1 | cylinder >> 2 & 0xC0, cylinder & 0xFF])


def _entry(first, last):
    return (bytes([ACTIVE]) + _chs(first) + bytes([TYPE_DATA]) + _chs(last)
            + struct.pack("<II", first, last - first + 1))


def _sector(program, table):
    if len(program) != PROGRAM:
        raise ValueError(f"the program has {len(program)} bytes, not {PROGRAM}")
    return (program.ljust(TABLE, b"\0") + table).ljust(SECTOR - 2, b"\0") + b"\x55\xaa"


def sector(program):
    """Return the hard disk's first sector, which boots program (256 bytes)."""
    return _sector(program, _entry(1, DISK // SECTOR - 1))


def disk(program):
    """Return a hard disk of DISK bytes that boots program (256 bytes)."""
    return sector(program).ljust(DISK, b"\0")


def floppy(program):
    """Return a 1.44 MB floppy that boots program (256 bytes)."""
    return _sector(program, b"").ljust(FLOPPY, b"\0")
