"""VHDX, dynamic: the five MiB below which the format does not go.

MiB 0 holds the file identifier, two headers and two region tables; then one MiB each
for the log (empty), the block allocation table, the metadata, and one payload block a
MiB of the disk that is not zero.

Source: Microsoft, [MS-VHDX]; the sections are named below.  Little-endian.
"""
import struct
import uuid

from .crc32c import crc32c
from .identity import identifier
from .sizes import MIB, SECTOR

KIB = 1 << 10
HEADERS_AT = (64 * KIB, 128 * KIB)              # 2.2.2
REGION_TABLES_AT = (192 * KIB, 256 * KIB)       # 2.2.3
HEADER_SIZE, TABLE_SIZE = 4 * KIB, 64 * KIB
LOG_AT, BAT_AT, METADATA_AT, PAYLOAD_AT = (n * MIB for n in (1, 2, 3, 4))
REGION = MIB                                    # least length of a log or region
BLOCK = MIB                                     # least payload block, 2.6.2.1
BLOCK_ZERO, BLOCK_PRESENT = 2, 6                # 2.5.1.1
REQUIRED, VIRTUAL_DISK = 1 << 2, 1 << 1         # flags of a metadata entry, 2.6.1.2

BAT_REGION = uuid.UUID("2dc27766-f623-4200-9d64-115e9bfd4a08")      # 2.2.3.2
METADATA_REGION = uuid.UUID("8b7ca206-4790-4b9a-b8fe-575f050f886e")
FILE_PARAMETERS = uuid.UUID("caa16737-fa36-4d43-b3b6-33f0aa44e76b")  # 2.6.2
DISK_SIZE = uuid.UUID("2fa54224-cd1b-4876-b211-5dbed83bf4b8")
DISK_ID = uuid.UUID("beca12ab-b2e6-4523-93ef-c309e000c746")
LOGICAL_SECTOR = uuid.UUID("8141bf1d-a96f-4709-ba47-f233a8faab5f")
PHYSICAL_SECTOR = uuid.UUID("cda348c7-445d-4471-9cc9-e9885251c556")


def _sealed(structure, size):
    """Return structure, grown to size bytes, with its CRC-32C at offset 4."""
    sealed = bytearray(structure.ljust(size, b"\0"))
    struct.pack_into("<I", sealed, 4, crc32c(sealed))
    return sealed


def _header(sequence, unique):
    """Return a header (2.2.2); a log GUID of zero says that nothing is to be replayed."""
    return _sealed(struct.pack(
        "<4sIQ16s16s16sHHIQ", b"head", 0, sequence, unique("file write"),
        unique("data write"), bytes(16), 0, 1, REGION, LOG_AT), HEADER_SIZE)


def _region_table():
    entries = [(BAT_REGION, BAT_AT), (METADATA_REGION, METADATA_AT)]
    return _sealed(struct.pack("<4sIII", b"regi", 0, len(entries), 0) + b"".join(
        struct.pack("<16sQII", guid.bytes_le, at, REGION, 1) for guid, at in entries),
        TABLE_SIZE)


def _metadata(size, unique):
    """Return table and items of the metadata region (2.6)."""
    items = [
        (FILE_PARAMETERS, REQUIRED, struct.pack("<II", BLOCK, 0)),
        (DISK_SIZE, REQUIRED | VIRTUAL_DISK, struct.pack("<Q", size)),
        (DISK_ID, REQUIRED | VIRTUAL_DISK, unique("disk")),
        (LOGICAL_SECTOR, REQUIRED | VIRTUAL_DISK, struct.pack("<I", SECTOR)),
        (PHYSICAL_SECTOR, REQUIRED | VIRTUAL_DISK, struct.pack("<I", SECTOR)),
    ]
    table, values = struct.pack("<8sHH20x", b"metadata", 0, len(items)), b""
    for guid, flags, value in items:
        table += struct.pack("<16sIIII", guid.bytes_le, TABLE_SIZE + len(values),
                             len(value), flags, 0)
        values += value
    return table.ljust(TABLE_SIZE, b"\0") + values


def image(disk, size, release):
    """Return disk (bytes), grown with zeros to size (whole MiB), as a VHDX."""
    disk = disk.ljust(size, b"\0")
    table, payload = [], []
    for at in range(0, size, BLOCK):
        block = disk[at:at + BLOCK]
        if any(block):
            table.append(PAYLOAD_AT + len(payload) * BLOCK | BLOCK_PRESENT)
            payload.append(block)
        else:
            table.append(BLOCK_ZERO)

    def unique(purpose):
        return identifier(release, f"vhdx {purpose}", disk).bytes_le

    out = bytearray(PAYLOAD_AT)
    creator = f"tinyvm {release}".encode("utf-16-le")
    parts = {
        0: b"vhdxfile" + creator,               # 2.2.1
        HEADERS_AT[0]: _header(1, unique),
        HEADERS_AT[1]: _header(2, unique),
        REGION_TABLES_AT[0]: _region_table(),
        REGION_TABLES_AT[1]: _region_table(),
        BAT_AT: struct.pack(f"<{len(table)}Q", *table),
        METADATA_AT: _metadata(size, unique),
    }
    for at, part in parts.items():
        out[at:at + len(part)] = part
    return bytes(out) + b"".join(payload)
