"""qcow2 version 2; QEMU, docs/interop/qcow2.txt."""
import struct

COPIED = 1 << 63
OFFSET = (1 << 56) - 1 & ~0x1FF


def _words(data, at, count):
    return struct.unpack_from(f">{count}Q", data, at)


class _Image:
    def __init__(self, data):
        (magic, version, backing, backing_size, bits, self.size, crypt, self.l1_size,
         self.l1_at, self.refcounts_at, refcount_clusters, snapshots, snapshots_at
         ) = struct.unpack_from(">4sIQIIQIIQQIIQ", data)
        assert magic == b"QFI\xfb" and version == 2
        assert not (backing or backing_size or crypt or snapshots or snapshots_at)
        assert 9 <= bits <= 21 and refcount_clusters == 1
        self.data, self.cluster, self.references = data, 1 << bits, {}
        assert len(data) % self.cluster == 0
        for at in (0, self.refcounts_at, self.l1_at):
            self.use(at)

    def use(self, at):
        """Count a reference to the cluster at an offset and return its bytes."""
        assert at % self.cluster == 0 and at + self.cluster <= len(self.data)
        number = at // self.cluster
        self.references[number] = self.references.get(number, 0) + 1
        return self.data[at:at + self.cluster]

    def entries(self, at, count):
        """Yield the offset, or 0, that each L1 or L2 entry holds."""
        for entry in _words(self.data, at, count):
            assert entry == 0 or entry & COPIED and entry & ~COPIED == entry & OFFSET
            yield entry & OFFSET

    def contents(self):
        """Return the disk, following both levels of tables."""
        per_table, blank, out = self.cluster // 8, bytes(self.cluster), []
        assert self.l1_size == -(-self.size // (self.cluster * per_table))
        for table in self.entries(self.l1_at, self.l1_size):
            if table:
                self.use(table)
                out += [self.use(at) if at else blank
                        for at in self.entries(table, per_table)]
            else:
                out += [blank] * per_table
        return b"".join(out)[:self.size]

    def check_refcounts(self):
        """Every cluster of the file is counted exactly as often as it is used."""
        block, *rest = _words(self.data, self.refcounts_at, self.cluster // 8)
        assert not any(rest)
        self.use(block)
        counts = struct.unpack_from(f">{self.cluster // 2}H", self.data, block)
        total = len(self.data) // self.cluster
        assert not any(counts[total:])
        assert list(counts[:total]) == [self.references.get(n, 0) for n in range(total)]


def read(data):
    """Return the disk in a qcow2 image."""
    image = _Image(data)
    disk = image.contents()
    image.check_refcounts()
    return disk
