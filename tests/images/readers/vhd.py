"""Fixed VHD; Microsoft, Virtual Hard Disk Image Format Specification 1.0."""
import struct

FIELDS = struct.Struct(">8sIIQI4sI4sQQHBBII16sB")
CHECKSUM = slice(64, 68)
# Creators whose size QEMU takes from "current size" and not from CHS; block/vpc.c.
EXACT = (b"win ", b"qem2", b"d2v ", b"tap\0", b"vs  ", b"CTXS")


def chs(sectors):
    """Return the geometry of a disk, by the algorithm in the specification's appendix.

    Only for disks below 504 MiB or so, where no cylinder count is cut off.
    """
    for per_track, most_heads in ((17, 16), (31, 16), (63, 16)):
        tracks = sectors // per_track
        heads = max(-(-tracks // 1024), 4) if per_track == 17 else 16
        if heads <= most_heads and tracks < heads * 1024:
            return tracks // heads, heads, per_track
    raise AssertionError("too large for this reader")


def footer(data):
    """Check the footer of a fixed VHD and return (time stamp, UUID bytes)."""
    raw = data[-512:]
    (cookie, features, version, offset, stamp, creator, _, _, original, current,
     cylinders, heads, sectors, kind, checksum, unique, saved) = FIELDS.unpack_from(raw)
    assert cookie == b"conectix" and features == 2 and version == 0x10000
    assert offset == 0xFFFFFFFFFFFFFFFF and kind == 2 and saved == 0
    assert creator in EXACT
    assert original == current == len(data) - 512
    assert (cylinders, heads, sectors) == chs(current // 512)
    covered = raw[:CHECKSUM.start] + bytes(4) + raw[CHECKSUM.stop:]
    assert checksum == 0xFFFFFFFF - sum(covered)
    assert not any(raw[FIELDS.size:])
    assert any(unique)
    return stamp, unique


def read(data):
    """Return the disk in a fixed VHD."""
    footer(data)
    return data[:-512]
