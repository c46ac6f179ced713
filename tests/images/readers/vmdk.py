"""VMDK, streamOptimized and monolithicFlat; VMware, Virtual Disk Format 5.0."""
import re
import struct
import zlib

HEADER = struct.Struct("<4sIIQQQQIQQQBccccH")
GRAIN, TABLE_ENTRIES = 128, 512
END, TABLE, DIRECTORY, FOOTER = range(4)


def descriptor(text):
    """Check a descriptor and return (its settings, its one extent line's words)."""
    lines = text.rstrip(b"\0").decode("ascii").splitlines()
    assert lines[0] == "# Disk DescriptorFile"
    settings = dict(line.replace(" = ", "=").split("=", 1)
                    for line in lines if "=" in line)
    settings = {name.strip(): value.strip('"') for name, value in settings.items()}
    assert {"# Extent description", "# The Disk Data Base"} <= set(lines)
    assert settings["version"] == "1" and settings["parentCID"] == "ffffffff"
    assert re.fullmatch("[0-9a-f]{8}", settings["CID"])
    assert settings["ddb.uuid.image"] != settings["ddb.uuid.modification"]
    extents = [line for line in lines if line.startswith("RW ")]
    assert len(extents) == 1
    return settings, extents[0].split()


def _header(data, at):
    fields = HEADER.unpack_from(data, at)
    magic, version, flags, _, grain = fields[:5]
    assert (magic, version, flags, grain) == (b"KDMV", 3, 0x30001, GRAIN)
    assert fields[7:9] == (TABLE_ENTRIES, 0) and fields[11] == 0
    assert fields[12:] == (b"\n", b" ", b"\r", b"\n", 1)
    return fields


def _markers(data, at):
    """Yield (kind or None for a grain, sector or LBA, contents) to the end of stream."""
    while True:
        value, size, kind = struct.unpack_from("<QII", data, at * 512)
        if size:
            stream = zlib.decompressobj()
            grain = stream.decompress(data[at * 512 + 12:at * 512 + 12 + size])
            assert stream.eof and not stream.unused_data
            yield None, at, (value, grain)
            at += -(-(12 + size) // 512)
            continue
        body = data[(at + 1) * 512:(at + 1 + value) * 512]
        yield kind, at + 1, body
        at += 1 + value
        if kind == END:
            assert value == 0 and at * 512 == len(data), "bytes behind the end of stream"
            return


def read_stream(data):
    """Return the disk in a streamOptimized extent."""
    first = _header(data, 0)
    _, _, _, capacity, _, text_at, text_size, _, _, directory_at, overhead = first[:11]
    assert directory_at == 0xFFFFFFFFFFFFFFFF, "the directory is not at the end"
    settings, extent = descriptor(data[text_at * 512:(text_at + text_size) * 512])
    assert settings["createType"] == "streamOptimized"
    assert extent[1:3] == [str(capacity), "SPARSE"]
    assert capacity <= GRAIN * TABLE_ENTRIES
    grains, parts, disk = {}, {}, bytearray(capacity * 512)
    for kind, at, body in _markers(data, overhead):
        if kind is None:
            lba, contents = body
            assert lba % GRAIN == 0 and len(contents) == GRAIN * 512
            disk[lba * 512:(lba + GRAIN) * 512] = contents
            grains[lba // GRAIN] = at
        else:
            assert kind not in parts
            parts[kind] = at, body
    table = struct.unpack(f"<{TABLE_ENTRIES}I", parts[TABLE][1])
    assert {n: at for n, at in enumerate(table) if at} == grains
    assert struct.unpack("<128I", parts[DIRECTORY][1]) == (parts[TABLE][0],) + (0,) * 127
    last = _header(parts[FOOTER][1], 0)
    assert last[9] == parts[DIRECTORY][0]
    assert last[:9] + last[10:] == first[:9] + first[10:]
    assert len(disk) == capacity * 512
    return bytes(disk)


def read_flat(text, files):
    """Return the disk of a monolithicFlat descriptor; files maps names to contents."""
    settings, extent = descriptor(text)
    assert settings["createType"] == "monolithicFlat"
    _, sectors, kind, name, offset = extent
    disk = files[name.strip('"')]
    assert (kind, offset) == ("FLAT", "0") and len(disk) == int(sectors) * 512
    return disk
