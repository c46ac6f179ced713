"""VMDK streamOptimized: compressed grains that can be written and read front to back.

Source: VMware, Virtual Disk Format 5.0, "Stream-Optimized Compressed Sparse Extents".
Little-endian.  Header, descriptor, grains, their table, the directory, the footer (the
header again, which now knows where the directory is) and the end-of-stream marker; each
part behind the descriptor has a marker sector, or is its own marker (grains).
"""
import struct
import zlib

from .sizes import SECTOR, padded
from .vmdk import descriptor

VERSION = 3                         # the version that compressed extents have
FLAGS = 1 | 1 << 16 | 1 << 17       # newline test valid, grains compressed, markers
GRAIN_SECTORS = 128                 # 64 KiB, what VMware's own tools write
GRAIN = GRAIN_SECTORS * SECTOR
ENTRIES = 512                       # of a grain table
AT_END = (1 << 64) - 1              # the directory's place is in the footer
DEFLATE = 1
DESCRIPTOR_SECTORS = 20             # what every other writer reserves
OVERHEAD = 1 + DESCRIPTOR_SECTORS   # a stream's grains need no alignment
END_OF_STREAM, TABLE, DIRECTORY, FOOTER = range(4)


def _header(capacity, directory):
    return struct.pack(
        "<4sIIQQQQIQQQBccccH", b"KDMV", VERSION, FLAGS, capacity, GRAIN_SECTORS,
        1, DESCRIPTOR_SECTORS, ENTRIES, 0, directory, OVERHEAD, 0,
        b"\n", b" ", b"\r", b"\n", DEFLATE).ljust(SECTOR, b"\0")


def _marker(kind, sectors):
    return struct.pack("<QII", sectors, 0, kind).ljust(SECTOR, b"\0")


def _grain(lba, data):
    packed = zlib.compress(data, 9)
    return padded(struct.pack("<QI", lba, len(packed)) + packed, SECTOR)


class _Stream(bytearray):
    """Bytes that know their length in sectors."""

    @property
    def sectors(self):
        return len(self) // SECTOR


def image(disk, name, release):
    """Return disk (bytes) as a streamOptimized VMDK that is to be called name."""
    capacity = len(disk) // SECTOR
    text = descriptor(disk, "streamOptimized", f'SPARSE "{name}"', release)
    out = _Stream(_header(capacity, AT_END) + text)
    out += bytes(OVERHEAD * SECTOR - len(out))
    table = [0] * ENTRIES
    if len(text) > DESCRIPTOR_SECTORS * SECTOR or len(disk) > ENTRIES * GRAIN:
        raise ValueError("the descriptor or the disk is too large")
    for at in range(0, len(disk), GRAIN):
        grain = disk[at:at + GRAIN].ljust(GRAIN, b"\0")
        if any(grain):
            table[at // GRAIN] = out.sectors
            out += _grain(at // SECTOR, grain)
    packed = struct.pack(f"<{ENTRIES}I", *table)
    out += _marker(TABLE, len(packed) // SECTOR)
    directory = padded(struct.pack("<I", out.sectors), SECTOR)
    out += packed + _marker(DIRECTORY, 1)
    place = out.sectors
    out += directory + _marker(FOOTER, 1) + _header(capacity, place)
    return bytes(out + _marker(END_OF_STREAM, 0))
