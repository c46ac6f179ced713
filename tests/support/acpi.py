"""ACPI tables as bytes, laid out as a test asks (ACPI 6.5 section 5.2).

A Layout says where tables lie and what they hold; `tables(layout)` gives the pieces of
memory as (address, bytes).  Addresses are guest-physical.
"""
import dataclasses
import struct


def checksummed(table, at=9):
    """Return the table with the byte at `at` set so that all bytes add up to 0."""
    table = bytearray(table)
    table[at] = 0
    table[at] = -sum(table) & 0xFF
    return bytes(table)


def table(signature, body=b"", length=None):
    """A system description table: 36 bytes of header, then the body."""
    head = struct.pack("<4sIBB6s8sI4sI", signature, length or 36 + len(body), 2, 0,
                       b"TINYVM", b"TESTBED ", 1, b"TEST", 1)
    return checksummed(head + body)


def sleep_object(typ, form="byte", b_typ=0):
    """AML for Name (_S5_, Package {typ, b_typ, 0, 0}); `form` is the encoding of typ:
    byte (BytePrefix), op (ZeroOp, OneOp)."""
    def number(n, prefixed):
        return bytes([0x0A, n]) if prefixed else bytes([n])
    body = number(typ, form == "byte") + number(b_typ, b_typ > 1) + b"\0\0"
    return b"\x08_S5_\x12" + bytes([2 + len(body), 4]) + body


@dataclasses.dataclass
class Layout:
    """One machine.  Ports are 0 where there is none, addresses None where no table."""
    rsdp: int = 0xF5A40
    rsdt: int = 0x7FFE0000
    fadt: int = 0x7FFE1000
    dsdt: int = 0x7FFE2000
    evt: int = 0x600
    cnt: int = None             # evt + 4, as on every machine known
    smi_cmd: int = 0xB2
    enable: int = 0xF1
    typ: int = 5
    form: str = "byte"
    b_typ: int = 0
    entries: int = 6            # of the RSDT, the FADT among them
    fadt_index: int = 0
    before: bytes = b""         # AML in the DSDT before and after _S5_
    after: bytes = b""
    s5: bool = True
    others: int = 0x7FFD0000    # where the RSDT's other tables lie
    other_body: bytes = b"\0" * 20
    rsdt_extra: bytes = b""     # in memory right after the RSDT, and after the DSDT
    dsdt_extra: bytes = b""
    signature: bytes = b"RSD PTR "

    @property
    def value(self):
        """What powers this machine off, as it is written to PM1a_CNT_BLK."""
        return self.typ << 10 | 1 << 13

    @property
    def port_cnt(self):
        return self.evt + 4 if self.cnt is None else self.cnt


def fadt(layout):
    """A FADT of revision 3, 244 bytes, its 32-bit blocks alone filled in."""
    body = bytearray(244 - 36)
    struct.pack_into("<II", body, 0, 0, layout.dsdt)
    struct.pack_into("<HIBB", body, 10, 9, layout.smi_cmd, layout.enable,
                     layout.enable ^ 1)
    struct.pack_into("<IIII", body, 20, layout.evt, 0,
                     layout.port_cnt if layout.evt else 0, 0)
    body[52:54] = bytes([4, 2])         # PM1_EVT_LEN, PM1_CNT_LEN
    return table(b"FACP", bytes(body))


def tables(layout):
    """Return [(address, bytes)] of everything that the layout has."""
    pieces = []
    if layout.rsdp is None:
        return pieces
    rsdp = struct.pack("<8sB6sBI", layout.signature, 0, b"TINYVM", 0, layout.rsdt)
    pieces.append((layout.rsdp, checksummed(rsdp, 8)))
    pointers = []
    for i in range(layout.entries):
        if i == layout.fadt_index and layout.fadt is not None:
            pointers.append(layout.fadt)
            continue
        other = table(b"SSDT" if i % 2 else b"APIC", layout.other_body)
        address = layout.others + i * (len(other) + 3)
        pointers.append(address)
        pieces.append((address, other))
    rsdt = table(b"RSDT", struct.pack(f"<{len(pointers)}I", *pointers))
    pieces.append((layout.rsdt, rsdt + layout.rsdt_extra))
    if layout.fadt is not None:
        pieces.append((layout.fadt, fadt(layout)))
        aml = sleep_object(layout.typ, layout.form, layout.b_typ) if layout.s5 else b""
        dsdt = table(b"DSDT", layout.before + aml + layout.after)
        pieces.append((layout.dsdt, dsdt + layout.dsdt_extra))
    return pieces
