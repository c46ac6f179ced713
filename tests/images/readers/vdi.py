"""VDI 1.1, dynamic; VirtualBox, src/VBox/Storage/VDICore.h."""
import struct

FIELDS = struct.Struct("<64sIIIII256sIIIIIIIQIIII16s16s16s16s")
FREE = 0xFFFFFFFF


def read(data):
    """Return the disk in a VDI."""
    (_, signature, version, header, kind, flags, _, map_at, data_at, _, _, _, sector, _,
     size, block, extra, blocks, allocated, image, changed, linked, parent
     ) = FIELDS.unpack_from(data)
    assert signature == 0xBEDA107F and version == 0x10001 and kind == 1 and flags == 0
    assert header == FIELDS.size - 72   # counts from its own field; 64 + 8 come before
    assert sector == 512 and block == 1 << 20 and extra == 0
    assert blocks == -(-size // block)
    assert any(image) and any(changed) and image != changed
    assert not any(linked) and not any(parent)
    assert map_at % 512 == 0 and map_at >= FIELDS.size
    assert data_at % 512 == 0 and data_at >= map_at + 4 * blocks
    table = struct.unpack_from(f"<{blocks}I", data, map_at)
    used = [place for place in table if place != FREE]
    assert sorted(used) == list(range(allocated))
    assert len(data) == data_at + allocated * block
    out = []
    for place in table:
        at = data_at + place * block
        out.append(bytes(block) if place == FREE else data[at:at + block])
    return b"".join(out)[:size]
