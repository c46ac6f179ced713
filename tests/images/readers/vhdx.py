"""VHDX, dynamic and without a log to replay; Microsoft, [MS-VHDX]."""
import struct
import uuid

KIB, MIB = 1 << 10, 1 << 20
REGIONS = {"bat": "2dc27766-f623-4200-9d64-115e9bfd4a08",           # 2.2.3.2
           "metadata": "8b7ca206-4790-4b9a-b8fe-575f050f886e"}
ITEMS = {"parameters": "caa16737-fa36-4d43-b3b6-33f0aa44e76b",      # 2.6.2
         "size": "2fa54224-cd1b-4876-b211-5dbed83bf4b8",
         "id": "beca12ab-b2e6-4523-93ef-c309e000c746",
         "logical": "8141bf1d-a96f-4709-ba47-f233a8faab5f",
         "physical": "cda348c7-445d-4471-9cc9-e9885251c556"}
ABSENT, ZERO, PRESENT = 0, 2, 6                                     # 2.5.1.1


def crc32c(data):
    """Return the CRC-32C of data, by long division (slow, and unlike any table)."""
    remainder = 0xFFFFFFFF
    polynomial = 0x82F63B78         # 1EDC6F41h with its bits in reverse order
    for byte in data:
        remainder ^= byte
        for _ in range(8):
            low = remainder & 1
            remainder >>= 1
            if low:
                remainder ^= polynomial
    return remainder ^ 0xFFFFFFFF


def _checked(data, at, size, signature):
    """Return the structure at an offset, once signature and CRC are right."""
    raw = data[at:at + size]
    assert raw[:4] == signature
    assert struct.unpack_from("<I", raw, 4)[0] == crc32c(raw[:4] + bytes(4) + raw[8:])
    return raw


def _header(data, at):
    raw = _checked(data, at, 4 * KIB, b"head")
    (sequence, file_write, data_write, log, log_version, version, log_length, log_at
     ) = struct.unpack_from("<Q16s16s16sHHIQ", raw, 8)
    assert any(file_write) and any(data_write)
    assert not any(log), "there is a log to replay"
    assert (log_version, version) == (0, 1) and not any(raw[80:])
    assert log_length and log_length % MIB == 0 and log_at % MIB == 0 and log_at >= MIB
    assert not any(data[log_at:log_at + log_length])
    return sequence, (log_at, log_length)


def _regions(data, at):
    raw = _checked(data, at, 64 * KIB, b"regi")
    count, reserved = struct.unpack_from("<II", raw, 8)
    assert count == len(REGIONS) and reserved == 0 and not any(raw[16 + 32 * count:])
    found = {}
    for number in range(count):
        guid, start, length, required = struct.unpack_from(
            "<16sQII", raw, 16 + 32 * number)
        assert start % MIB == 0 and length % MIB == 0 and start and length
        assert required == 1
        found[str(uuid.UUID(bytes_le=guid))] = (start, length)
    return {name: found[guid] for name, guid in REGIONS.items()}


def _metadata(data, start, length):
    raw = data[start:start + length]
    signature, reserved, count = struct.unpack_from("<8sHH", raw)
    assert signature == b"metadata" and reserved == 0 and count == len(ITEMS)
    assert not any(raw[12:32])
    values, flags_of, places = {}, {}, []
    for number in range(count):
        guid, at, size, flags, rest = struct.unpack_from(
            "<16sIIII", raw, 32 + 32 * number)
        assert at >= 64 * KIB and at + size <= length and rest == 0
        name = str(uuid.UUID(bytes_le=guid))
        values[name], flags_of[name] = raw[at:at + size], flags
        places.append((at, size))
    _apart(places, 64 * KIB, length)
    for name, guid in ITEMS.items():    # IsRequired, and IsVirtualDisk but for one
        assert flags_of[guid] == (4 if name == "parameters" else 6)
    return {name: values[guid] for name, guid in ITEMS.items()}


def _apart(places, limit, end):
    """The places (offset, length) do not overlap and are between limit and end."""
    for start, length in sorted(places):
        assert start >= limit
        limit = start + length
    assert limit <= end


def read(data):
    """Return the disk in a VHDX."""
    assert data[:8] == b"vhdxfile"
    headers = [_header(data, at) for at in (64 * KIB, 128 * KIB)]
    assert headers[0][0] != headers[1][0], "which of the headers is the current one?"
    tables = [_regions(data, at) for at in (192 * KIB, 256 * KIB)]
    assert tables[0] == tables[1]
    items = _metadata(data, *tables[0]["metadata"])
    block, flags = struct.unpack("<II", items["parameters"])
    size, = struct.unpack("<Q", items["size"])
    assert flags == 0 and MIB <= block <= 256 * MIB and block & block - 1 == 0
    assert struct.unpack("<I", items["logical"])[0] == 512 and size % 512 == 0
    assert struct.unpack("<I", items["physical"])[0] in (512, 4096)
    assert any(items["id"]) and size <= block * ((1 << 23) * 512 // block)  # one chunk
    count = -(-size // block)
    start, length = tables[0]["bat"]
    assert not any(data[start + 8 * count:start + length])
    places, out = [headers[0][1], *tables[0].values()], []
    for entry in struct.unpack_from(f"<{count}Q", data, start):
        state, at = entry & 7, entry >> 20 << 20
        assert entry == at | state and state in (ABSENT, ZERO, PRESENT)
        if state == PRESENT:
            places.append((at, block))
        out.append(data[at:at + block] if state == PRESENT else bytes(block))
    _apart(places, MIB, len(data))
    return b"".join(out)[:size]
