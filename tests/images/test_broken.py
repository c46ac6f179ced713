"""The readers of these tests notice damage: flip a bit anywhere and they say so.

A reader that overlooked a field would make the tests of that field worthless.
"""
import struct
import zlib

import pytest
from readers import qcow2, vdi, vhd, vhdx, vmdk
from tools import load

# Image: its reader, every how many bytes a bit is flipped (VHDX's checksums take time),
# and the ranges that no reader could know: free text, identifiers, and the deflated
# grain, in which a bit can be without effect (its contents are compared as such).
CASES = {
    "boot.qcow2": (qcow2.read, 1, []),
    "boot.vhd": (vhd.read, 1, []),
    "boot.vdi": (vdi.read, 1, [(0, 64), (84, 340), (392, 424)]),
    "boot-stream.vmdk": (vmdk.read_stream, 1,
                         [(512, 21 * 512), (21 * 512 + 12, 22 * 512)]),
    "boot.vhdx": (vhdx.read, 13, [(8, 520), (0x310010, 0x310020)]),
}


def noticed(read, data, disk):
    """Whether the reader refuses data, or at least finds another disk in it."""
    try:
        return read(data) != disk
    except (AssertionError, IndexError, KeyError, ValueError, struct.error, zlib.error):
        return True


@pytest.mark.parametrize("name", CASES)
def test_every_flipped_bit_is_noticed(name):
    read, step, free = CASES[name]
    data = bytearray(load(name))
    disk = read(bytes(data))
    used = [at for at, byte in enumerate(data)
            if byte and not any(start <= at < end for start, end in free)]
    overlooked = []
    for at in used[::step]:
        data[at] ^= 1
        if not noticed(read, bytes(data), disk):
            overlooked.append(at)
        data[at] ^= 1
    assert len(used[::step]) >= 30 and not overlooked


@pytest.mark.parametrize("name", CASES)
def test_a_truncated_image_is_noticed(name):
    read, data = CASES[name][0], load(name)
    disk = read(data)
    for length in (len(data) - 512, len(data) // 2, 512):
        assert noticed(read, data[:length], disk)
