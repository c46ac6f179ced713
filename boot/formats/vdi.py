"""VDI 1.1, dynamically allocated: a header, a block map of one sector, the blocks.

Source: VirtualBox, src/VBox/Storage/VDICore.h (VDIHEADER1); QEMU block/vdi.c, which
takes blocks of 1 MiB only.  Little-endian; geometry 0 means "choose by the size".
"""
import struct

from .identity import identifier
from .sizes import MIB, SECTOR, padded

SIGNATURE, VERSION, HEADER_SIZE, DYNAMIC = 0xBEDA107F, 0x10001, 0x180, 1
BLOCK, NOT_ALLOCATED = MIB, 0xFFFFFFFF
MAP_AT = SECTOR


def image(disk, release):
    """Return disk (bytes, whole MiB) as a VDI."""
    blocks = [disk[at:at + BLOCK] for at in range(0, len(disk), BLOCK)]
    kept = [number for number, block in enumerate(blocks) if any(block)]
    places = [kept.index(number) if number in kept else NOT_ALLOCATED
              for number in range(len(blocks))]
    block_map = padded(struct.pack(f"<{len(places)}I", *places), SECTOR)
    unique = [identifier(release, purpose, disk).bytes_le
              for purpose in ("vdi", "vdi modification")]
    header = struct.pack(
        "<64sIIIII256sIIIIIIIQIIII16s16s16s16s", b"<<< tinyvm disk image >>>\n",
        SIGNATURE, VERSION, HEADER_SIZE, DYNAMIC, 0, b"tinyvm " + release.encode(),
        MAP_AT, MAP_AT + len(block_map), 0, 0, 0, SECTOR, 0, len(disk), BLOCK, 0,
        len(blocks), len(kept), *unique, bytes(16), bytes(16))
    return padded(header, SECTOR) + block_map + b"".join(blocks[n] for n in kept)
