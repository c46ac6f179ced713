"""qcow2, version 2, clusters of 512 bytes: header, tables, and what is not zero.

Version 2 (qemu-img's compat=0.10) is what every QEMU since 2009 opens, and VirtualBox;
version 3 adds nothing that a disk of one sector needs.  qemu-img itself makes more than
twice the bytes of this, since it keeps the tables of clusters that it freed.

Source: QEMU, docs/interop/qcow2.txt.  All fields are big-endian.
"""
import struct

from .sizes import padded

CLUSTER_BITS = 9        # the least the format allows
CLUSTER = 1 << CLUSTER_BITS
COPIED = 1 << 63        # refcount is exactly one
ENTRIES = CLUSTER // 8  # of an L1 or L2 table's cluster
REFCOUNTS = CLUSTER // 2
HEADER, REFCOUNT_TABLE, REFCOUNT_BLOCK, L1_TABLE, FIRST_L2 = range(5)


def _table(values):
    return padded(struct.pack(f">{len(values)}Q", *values), CLUSTER)


def _header(size, l1_size):
    return padded(struct.pack(
        ">4sIQIIQIIQQIIQ", b"QFI\xfb", 2, 0, 0, CLUSTER_BITS, size, 0, l1_size,
        L1_TABLE * CLUSTER, REFCOUNT_TABLE * CLUSTER, 1, 0, 0), CLUSTER)


def image(disk):
    """Return disk (bytes) as a qcow2 image of the same virtual size."""
    clusters = [disk[at:at + CLUSTER] for at in range(0, len(disk), CLUSTER)]
    groups = [clusters[at:at + ENTRIES] for at in range(0, len(clusters), ENTRIES)]
    used = [number for number, group in enumerate(groups) if any(map(any, group))]
    free = FIRST_L2 + len(used)
    l1_table, l2_tables, data = [0] * len(groups), [], []
    for number in used:
        l1_table[number] = (FIRST_L2 + len(l2_tables)) * CLUSTER | COPIED
        entries = [0] * ENTRIES
        for index, cluster in enumerate(groups[number]):
            if any(cluster):
                entries[index] = (free + len(data)) * CLUSTER | COPIED
                data.append(cluster)
        l2_tables.append(_table(entries))
    total = free + len(data)
    if len(l1_table) > ENTRIES or total > REFCOUNTS:
        raise ValueError("the disk holds too much for one L1 table or refcount block")
    return b"".join([
        _header(len(disk), len(l1_table)), _table([REFCOUNT_BLOCK * CLUSTER]),
        padded(struct.pack(f">{total}H", *[1] * total), CLUSTER),
        _table(l1_table), *l2_tables, *data])
