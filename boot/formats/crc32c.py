"""CRC-32C (Castagnoli), which VHDX uses and Python's zlib does not have.

Source: RFC 3720, appendix B.4; reflected polynomial 82F63B78h.
"""


def _row(value):
    for _ in range(8):
        value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    return value


_TABLE = [_row(byte) for byte in range(256)]


def crc32c(data):
    """Return the CRC-32C of data (bytes)."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF
