"""ACPI discovery on an emulated CPU: thousands of machines that never were.

Ports and types are those of real machines and hypervisors; positions, lengths, decoys
and what is missing vary.  Each machine must print the banner, write to its ports what
ACPI asks for and nothing else, answer a line, and power off by its own value, or, with
no button to be found, stay up and leave every port alone.
"""
import dataclasses
import random

import pytest
from acpi import Layout, tables
from pc import Pc

# PM1a_EVT_BLK and SLP_TYP of 662 PCs and of the hypervisors, the commonest more often.
EVENT_BLOCKS = [0x1800] * 6 + [0x400] * 3 + [0x800] * 3 + [
    0x600, 0xB000, 0x1000, 0x4000, 0x500, 0x8000, 0xF800, 0xFF00, 0x1C00, 0x1F40]
TYPES = [7] * 6 + [5] * 4 + [0, 1, 2, 3, 4, 6]
SMI = [(0xB2, 0xF1), (0xB2, 0xA0), (0xB2, 0xF0), (0xB2, 0xE1), (0x442E, 0xA1),
       (0xB1, 0xA6), (0xB2, 0x02), (0, 0)]
DECOYS = [b"\x0D_S5_\0", b"\x5B\x01_S5_\x0A\x07", b"_S5_", b"_S4_\x12\x07\x04\x0A\x06",
          b"_S5\x12\x06\x04\x0A\x03", b"FACP", b"\x10\x08_SB_S5_", b"S5__\x12\x06\x04"]
BLOCKS = 20
EACH = 200


def place(r, low, high, odd=True):
    """An address anywhere in the range, with no care for alignment."""
    address = r.randrange(low, high)
    return address if odd else address & ~3


def padding(r):
    """Bytes of AML that hold no _S5_ object, though they may look like one."""
    size = r.choice([0, 0, 1, 7, 100, r.randrange(5000), r.randrange(60000)])
    filler = bytes([r.choice([0x10, 0x5F, 0x08, 0x12, 0xFF])]) * size
    return filler + r.choice([b"", *DECOYS])


def layout(r):
    """A machine that can be powered off."""
    top = r.choice([0x100000, 0x7FFE0000, 0xBFFF0000, 0xDFF00000, 0xFCF00000,
                    r.randrange(0x100000, 0xFC000000)])
    smi_cmd, enable = r.choice(SMI)
    typ = r.choice(TYPES)
    entries = r.choice([1, 2, 6, 15, 31, 60, r.randrange(1, 100)])
    return Layout(
        rsdp=r.choice([r.randrange(0xE0000, 0x100000, 16), 0xE0000, 0xFFFE0,
                       r.randrange(0x9FC00, 0xA0000, 16)]),
        rsdt=place(r, top, top + 0x1000),
        fadt=place(r, top + 0x2000, top + 0x3000),
        others=place(r, top + 0x4000, top + 0x5000),
        dsdt=place(r, top + 0x10000, top + 0x11000),
        evt=r.choice(EVENT_BLOCKS), smi_cmd=smi_cmd, enable=enable, typ=typ,
        form=r.choice(["byte", "byte", "op"]) if typ < 2 else "byte",
        b_typ=r.choice([0, typ, r.randrange(8)]),
        entries=entries,
        fadt_index=r.choice([0, entries - 1, entries // 2]),
        before=padding(r), after=padding(r),
        other_body=r.choice([b"\0" * 20, b"FACP" * 9, b"\xFF" * 40, b"RSD PTR "]),
        rsdt_extra=b"\xAA" * 16, dsdt_extra=b"\xAA" * 16)


def start(program, machine, **options):
    pc = Pc(program, tables(machine), evt=machine.evt,
            cnt=machine.port_cnt if machine.evt else 0,
            ports=[machine.smi_cmd] if machine.smi_cmd else [], **options)
    assert pc.run().take() == b"ClientAPI\r\n$ "
    return pc


def check_armed(program, machine, **options):
    """The whole life of a machine with a button."""
    pc = start(program, machine, **options)
    wanted = [(machine.smi_cmd, 1, machine.enable)] if machine.smi_cmd else []
    wanted += [(machine.evt, 2, 0x100), (machine.evt + 2, 2, 0x100)]
    assert pc.writes == wanted
    pc.line(b"reversed")
    pc.press().run()
    assert (pc.off, pc.stray, pc.wild) == (machine.value, [], [])


def check_unarmed(program, machine, wild=False, **options):
    """A machine without a button: banner and lines, and no port is touched."""
    pc = start(program, machine, **options)
    pc.line(b"reversed")
    pc.status = 0x100
    pc.run()
    assert (pc.off, pc.writes, pc.stray, pc.read) == (None, [], [], set())
    assert wild or pc.wild == []


@pytest.mark.parametrize("block", range(BLOCKS))
def test_generated_machine_powers_off(boot, block):
    for number in range(block * EACH, (block + 1) * EACH):
        machine = layout(random.Random(number))
        try:
            check_armed(boot, machine)
        except AssertionError as error:
            summary = {k: v if not isinstance(v, bytes) or len(v) < 40 else len(v)
                       for k, v in dataclasses.asdict(machine).items()}
            raise AssertionError(f"machine {number}: {summary}") from error


@pytest.mark.parametrize("evt", [0x1800, 0x400, 0x800, 0x600, 0xB000, 0x1000, 0x4000])
@pytest.mark.parametrize("typ", range(8))
def test_every_type_at_every_port(boot, evt, typ):
    check_armed(boot, Layout(evt=evt, typ=typ))


@pytest.mark.parametrize("typ", [0, 1])
@pytest.mark.parametrize("b_typ", [0, 1, 5])
def test_one_byte_integers(boot, typ, b_typ):
    check_armed(boot, Layout(typ=typ, form="op", b_typ=b_typ))


@pytest.mark.parametrize("entries", [1, 2, 59, 60, 200])
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_fadt_anywhere_in_the_rsdt(boot, entries, place):
    index = {"first": 0, "middle": entries // 2, "last": entries - 1}[place]
    check_armed(boot, Layout(entries=entries, fadt_index=index))


def test_dsdt_of_700_kib_at_an_odd_address(boot):
    check_armed(boot, Layout(dsdt=0x80000001, before=b"\x10" * 700 * 1024))


@pytest.mark.parametrize("before, after", [(b"", b"\x10" * 999), (b"\x10" * 999, b"")])
def test_s5_at_the_very_start_and_end(boot, before, after):
    check_armed(boot, Layout(before=before, after=after))


@pytest.mark.parametrize("top", [0xFCEF0000, 0xFFFF0000], ids=hex)
def test_tables_just_below_4_gib(boot, top):
    """The second is above the flat segment's limit, which Unicorn does not check: it
    holds the arithmetic alone.  PCs have no memory there."""
    check_armed(boot, Layout(rsdt=top + 1, fadt=top + 0x1003, dsdt=top + 0x2005,
                             others=top + 0x8000))


def test_tables_in_the_first_mib(boot):
    check_armed(boot, Layout(rsdt=0xE1001, fadt=0xE1203, dsdt=0xE2005, others=0xE0203))


@pytest.mark.parametrize("rsdp", [0xE0000, 0xFFFE0, 0x9FC00, 0x9FFE0])
def test_rsdp_at_the_ends_of_its_areas(boot, rsdp):
    check_armed(boot, Layout(rsdp=rsdp))
