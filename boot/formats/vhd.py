"""Fixed VHD: the disk as it is, then a footer of one sector.

Source: Microsoft, Virtual Hard Disk Image Format Specification 1.0, "Hard Disk Footer
Format" and the appendix on CHS calculation.  All fields are big-endian.
"""
import struct

from .identity import identifier, timestamp
from .sizes import SECTOR

EPOCH_2000 = 946684800          # VHD counts seconds from 2000-01-01 00:00 UTC
FEATURES, VERSION, NO_OFFSET, FIXED = 2, 0x10000, (1 << 64) - 1, 2
# Readers take the size from the CHS geometry, which can be smaller than the disk, unless
# they know the creator for one that states it exactly: QEMU's list (block/vpc.c) has
# "win " (Hyper-V) since before it knew its own "qem2", and an unknown name is not on it.
CREATOR, CREATOR_VERSION, CREATOR_HOST = b"win ", 0xA0000, b"Wi2k"
_CHECKSUM_AT = 64


def geometry(sectors):
    """Return (cylinders, heads, sectors a track) as the specification computes them."""
    sectors = min(sectors, 65535 * 16 * 255)
    if sectors >= 65535 * 16 * 63:
        return sectors // 255 // 16, 16, 255
    per_track, tracks = 17, sectors // 17
    heads = max((tracks + 1023) // 1024, 4)
    if tracks >= heads * 1024 or heads > 16:
        per_track, heads, tracks = 31, 16, sectors // 31
    if tracks >= heads * 1024:
        per_track, heads, tracks = 63, 16, sectors // 63
    return tracks // heads, heads, per_track


def image(disk, size, release):
    """Return disk (bytes), grown with zeros to size (bytes), as a fixed VHD."""
    data = disk.ljust(size, b"\0")
    footer = bytearray(struct.pack(
        ">8sIIQI4sI4sQQHBBII16s", b"conectix", FEATURES, VERSION, NO_OFFSET,
        max(timestamp() - EPOCH_2000, 0), CREATOR, CREATOR_VERSION, CREATOR_HOST,
        size, size,
        *geometry(size // SECTOR), FIXED, 0,
        identifier(release, "vhd", data).bytes).ljust(SECTOR, b"\0"))
    struct.pack_into(">I", footer, _CHECKSUM_AT, ~sum(footer) & 0xFFFFFFFF)
    return data + footer
