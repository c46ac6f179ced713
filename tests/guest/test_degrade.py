"""Where there is no button to be found: banner and lines, and no port is touched."""
import pytest
import unicorn as uc
from acpi import Layout, tables
from pc import Pc
from test_layouts import DECOYS, check_armed, check_unarmed, start

FLOATING = pytest.mark.parametrize("floating", [0xFF, 0x00, None])


@FLOATING
def test_no_acpi(boot, floating):
    check_unarmed(boot, Layout(rsdp=None), floating=floating)


@FLOATING
def test_no_fadt(boot, floating):
    # The RSDT's header is followed, too, before it is given up: hence wild reads.
    check_unarmed(boot, Layout(fadt=None), floating=floating, wild=True)


@FLOATING
@pytest.mark.parametrize("smi_cmd", [0, 0xB2])
def test_no_event_block(boot, floating, smi_cmd):
    """Hardware-reduced, or an FADT that has X_PM1a_EVT_BLK alone."""
    check_unarmed(boot, Layout(evt=0, smi_cmd=smi_cmd), floating=floating)


@FLOATING
def test_no_s5(boot, floating):
    check_unarmed(boot, Layout(s5=False), floating=floating)


@pytest.mark.parametrize("decoy", DECOYS)
def test_decoy_is_no_s5(boot, decoy):
    check_unarmed(boot, Layout(s5=False, before=b"\x10" * 50 + decoy + b"\x10" * 50))


@pytest.mark.parametrize("decoy", DECOYS)
def test_decoy_before_the_object(boot, decoy):
    check_armed(boot, Layout(before=decoy * 20))


def test_s5_behind_the_dsdt_is_not_taken(boot):
    check_unarmed(boot, Layout(s5=False, dsdt_extra=b"\x10" * 4 +
                               b"\x08_S5_\x12\x06\x04\x0A\x07\0\0"))


def test_fadt_behind_the_rsdt_is_not_taken(boot):
    machine = Layout(rsdt_extra=(0x7FFE1000).to_bytes(4, "little") * 4)
    pieces = [(a, d) for a, d in tables(machine)]
    rsdt = next(i for i, (a, d) in enumerate(pieces) if d[:4] == b"RSDT")
    address, data = pieces[rsdt]
    pieces[rsdt] = (address, data.replace(b"\0\x10\xfe\x7f", b"\0\0\xfd\x7f", 1))
    pc = Pc(boot, pieces, evt=machine.evt, cnt=machine.port_cnt)
    assert pc.run().take() == b"ClientAPI\r\n$ "
    assert (pc.writes, pc.stray) == ([], [])


@pytest.mark.parametrize("signature", [b"RSD QQQ ", b"QQQ PTR ", b"RSD_PTR_"])
def test_false_rsdp(boot, signature):
    check_unarmed(boot, Layout(signature=signature))


def test_dead_event_block_never_powers_off(boot):
    """The FADT names a port at which nothing answers: all ones are no press."""
    machine = Layout()
    pc = Pc(boot, tables(machine), ports=[machine.smi_cmd, machine.evt, machine.evt + 2])
    assert pc.run().take() == b"ClientAPI\r\n$ "
    pc.line(b"alive")
    assert (pc.off, pc.stray) == (None, [])


def test_stale_press_is_forgotten(boot):
    """The press that started the machine does not end it."""
    machine = Layout()
    pc = Pc(boot, tables(machine), ports=[machine.smi_cmd], evt=machine.evt,
            cnt=machine.port_cnt)
    pc.status = 0x8100
    pc.run()
    assert pc.off is None and pc.take() == b"ClientAPI\r\n$ "


def test_other_events_are_no_press(boot):
    machine = Layout()
    pc = start(boot, machine)
    for bit in (0, 4, 5, 9, 10, 15):
        pc.status = 1 << bit
        pc.run()
        assert pc.off is None, bit
    pc.status = 0x8100
    pc.run()
    assert pc.off == machine.value


def with_length(machine, signature, length):
    """The machine's tables, one of them with another Length than it has."""
    return [(a, d[:4] + length.to_bytes(4, "little") + d[8:] if d[:4] == signature else d)
            for a, d in tables(machine)]


AFTER = 0x7FFE3000          # memory after the tables of a Layout


def precise(pc):
    """Make Unicorn translate the search for _S5_ one instruction at a time: it mistakes
    the flags behind a LOOPNE that ends in the block of code in which it was entered."""
    pc.cpu.hook_add(uc.UC_HOOK_CODE, lambda *_: None, None, 0x7C4F, 0x7C70)


@pytest.mark.parametrize("length", [0, 35, 0x80000000, 0xFFFFFFFF])
def test_bogus_length_of_the_dsdt_bounds_the_scan(boot, length):
    """16 MiB at most are read, and an _S5_ beyond them is not taken."""
    s5 = b"\x08_S5_\x12\x06\x04\x0A\x07\0\0"
    far = (1 << 24) if length == 0xFFFFFFFF else 0
    pc = Pc(boot, [*with_length(Layout(s5=False), b"DSDT", length),
                   (AFTER, b"\x10" * far + s5)])
    if not far:
        precise(pc)
    assert pc.run(seconds=60).take() == b"ClientAPI\r\n$ "
    pc.line(b"bounded")
    assert (pc.off, pc.writes, pc.stray, pc.read) == (None, [], [], set())


@pytest.mark.parametrize("length", [0, 35, 37, 0xFFFF, 0x80000000, 0xFFFFFFFF])
def test_bogus_length_of_the_rsdt_bounds_the_scan(boot, length):
    pieces = [(a, d) for a, d in with_length(Layout(s5=False), b"RSDT", length)
              if d[:4] not in (b"FACP", b"DSDT")]
    pc = Pc(boot, pieces)
    assert pc.run(seconds=60).take() == b"ClientAPI\r\n$ "
    pc.line(b"bounded")
    assert (pc.off, pc.writes, pc.stray, pc.read) == (None, [], [], set())
