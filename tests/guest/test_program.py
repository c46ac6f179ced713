"""The program on a bare CPU: any BIOS's state at entry, lines, ports and pace."""
import random
import os
import re
import subprocess

import pytest
from acpi import Layout, tables
from conftest import TOP
from pc import Pc

MACHINE = Layout()
AWKWARD = bytes(b for b in range(256) if b not in b"\r\n")


def start(program, machine=MACHINE, **options):
    pc = Pc(program, tables(machine), evt=machine.evt, cnt=machine.port_cnt,
            ports=[machine.smi_cmd], **options)
    pc.run()
    return pc


def entry_states():
    """Registers as some BIOS might leave them: all that is fixed is 0x7C00."""
    ones = {name: 0xFFFFFFFF for name in
            "eax ebx ecx edx esi edi ebp".split()} | {"esp": 0xFFFF7000}
    yield "ones", dict(ones, eflags=0x2 | 0x400 | 0x200, ds=0xFFFF, es=0xFFFF)
    yield "direction", {"eflags": 0x2 | 0x400, "esp": 0x400, "ss": 0x30}
    yield "floppy", {"edx": 0, "esp": 0x7C00}
    yield "cdrom", {"edx": 0xE0, "esp": 0xFFF0, "ss": 0x9000, "ds": 0x40}
    r = random.Random(1)
    for number in range(5):
        yield f"random{number}", {
            **{n: r.getrandbits(32) for n in "eax ebx ecx edx esi edi ebp".split()},
            "esp": r.getrandbits(16) << 16 | r.randrange(0x400, 0x7000) * 2,
            "ds": r.getrandbits(16), "es": r.getrandbits(16), "ss": 0x2000,
            "fs": r.getrandbits(16), "gs": r.getrandbits(16)}


@pytest.mark.parametrize("segment", [0x0000, 0x07C0, 0x0700], ids=hex)
@pytest.mark.parametrize("state", entry_states(), ids=lambda s: s[0])
def test_any_state_at_entry(boot, segment, state):
    pc = start(boot, segment=segment, registers=state[1])
    assert pc.take() == b"ClientAPI\r\n$ "
    pc.line(b"state")
    pc.press().run()
    assert (pc.off, pc.stray, pc.wild) == (MACHINE.value, [], [])


def test_exact_size(boot, deaf):
    assert (len(boot), len(deaf)) == (256, 256)


def test_com1_is_set_to_9600_8n1_with_interrupts(boot):
    pc = start(boot)
    assert pc.baud == 0xE3
    assert pc.uart[1] == 0x01, "IER: received data"
    assert pc.uart[4] & 0x1A == 0x0A, "MCR: OUT2, RTS, no loop"


def test_interrupts_that_wake_are_unmasked(boot):
    pc = start(boot)
    assert pc.masks[0x21] & 0b00010101 == 0, "tick, cascade, COM1"
    assert pc.masks[0xA1] & 0b00000010 == 0, "SCI"


def test_handler_of_irq_9_only_returns(boot):
    """So that a level-triggered SCI, never ended on the second PIC, cannot storm."""
    pc = start(boot)
    offset, segment = (int.from_bytes(pc.cpu.mem_read(0x71 * 4 + i, 2), "little")
                       for i in (0, 2))
    assert pc.cpu.mem_read(segment * 16 + offset, 1) == b"\xcf"
    assert bytes(pc.cpu.mem_read(0x70 * 4, 4)) == bytes(4), "its neighbours untouched"
    assert bytes(pc.cpu.mem_read(0x72 * 4, 4)) == bytes(4)


def test_lines(boot):
    pc = start(boot)
    pc.take()
    for text in (b"", b"a", b"hello, world", b"x" * 79, b"y" * 80, b" lead and trail "):
        pc.line(text)


@pytest.mark.parametrize("end", [b"\r", b"\n"], ids=["cr", "lf"])
def test_cr_or_lf_ends_a_line(boot, end):
    pc = start(boot)
    pc.take()
    assert pc.type(b"ab" + end).run().take() == b"ab\r\nba\r\n$ "


def test_all_other_bytes_come_back_as_they_were(boot):
    pc = start(boot)
    pc.take()
    for i in range(0, len(AWKWARD), 80):
        pc.line(AWKWARD[i:i + 80])


@pytest.mark.parametrize("length", [81, 82, 200, 5000])
def test_line_of_more_than_80_bytes(boot, length):
    """The 81st and later bytes are dropped, and memory below the line is untouched."""
    pc = start(boot)
    pc.take()
    text = bytes(33 + i % 90 for i in range(length))
    assert pc.type(text).run().take() == text[:80]
    guard = bytes(pc.cpu.mem_read(0x500, 0x7000))
    assert pc.type(text[:7]).run().take() == b""
    assert bytes(pc.cpu.mem_read(0x500, 0x7000)) == guard
    assert pc.type(b"\r").run().take() == b"\r\n" + text[79::-1] + b"\r\n$ "
    pc.line(b"and it lives")


def test_code_is_intact_after_full_lines(boot):
    pc = start(boot)
    before = bytes(pc.cpu.mem_read(0x7CA8, 0x7D00 - 0x7CA8))
    for _ in range(3):
        pc.type(b"z" * 300 + b"\r").run()
    assert bytes(pc.cpu.mem_read(0x7CA8, 0x7D00 - 0x7CA8)) == before


def test_slow_transmitter_loses_nothing(boot):
    """Every byte waits until the one before it has left."""
    pc = start(boot, echo_delay=40)
    assert pc.take() == b"ClientAPI\r\n$ "
    for _ in range(5):
        pc.line(b"one line after another")


def test_button_while_output_waits(boot):
    """Pressed in the midst of a reply, not after it."""
    pc = start(boot, echo_delay=5)
    pc.take()
    pc.type(b"a line of some length\r")
    send = pc._uart_out

    def press_at_the_tenth_byte(register, value):
        send(register, value)
        if len(pc.serial) == 30:
            pc.press()
    pc._uart_out = press_at_the_tenth_byte
    pc.run()
    assert pc.off == MACHINE.value
    assert len(pc.serial) == 30, "not one byte more"


def test_button_in_mid_line(boot):
    pc = start(boot)
    pc.type(b"half a li").run()
    pc.press().run()
    assert pc.off == MACHINE.value


def test_armed_before_the_first_byte(boot):
    pc = Pc(boot, tables(MACHINE), evt=MACHINE.evt, cnt=MACHINE.port_cnt,
            ports=[MACHINE.smi_cmd])
    send = pc._uart_out

    def armed(register, value):
        assert register or pc.enable == 0x100, "a byte came before the button was armed"
        send(register, value)
    pc._uart_out = armed
    pc.run()
    assert pc.take().startswith(b"ClientAPI")


def test_deaf_touches_no_acpi_port(deaf):
    pc = start(deaf)
    assert pc.take() == b"ClientAPI\r\n$ "
    pc.line(b"I hear nothing")
    pc.press().run()
    assert (pc.off, pc.writes, pc.stray, pc.enable) == (None, [], [], 0)


def make(tmp_path, *arguments):
    """Run make apart from the make that runs this test."""
    clean = {name: value for name, value in os.environ.items()
             if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(["make", "-s", f"B={tmp_path}", *arguments], cwd=TOP, env=clean,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60)


@pytest.mark.parametrize("banner", ["Hello", "x", "Cupboards", "12345678"])
def test_banner_of_ones_own(tmp_path, banner):
    assert make(tmp_path, "guest", f"BANNER={banner}").returncode == 0
    pc = start((tmp_path / "boot.bin").read_bytes())
    assert pc.take() == banner.encode() + b"\r\n$ "
    pc.line(b"other banner")
    pc.press().run()
    assert pc.off == MACHINE.value


def test_banner_too_long_is_one_clear_error(tmp_path):
    done = make(tmp_path, "guest", "BANNER=" + "far too long" * 3)
    assert done.returncode != 0
    assert "make the banner 28 bytes shorter" in done.stderr
    assert not (tmp_path / "boot.bin").exists()


@pytest.mark.parametrize("banner", ["", "it's", 'say "hi"'])
def test_banner_that_cannot_be_is_refused(tmp_path, banner):
    done = make(tmp_path, "guest", f"BANNER={banner}")
    assert done.returncode != 0
    assert "BANNER must be a text without quotation marks" in done.stderr
    assert not (tmp_path / "boot.bin").exists()


def test_size_is_one_line(tmp_path):
    make(tmp_path, "guest")
    done = make(tmp_path, "size")
    found = re.fullmatch(r"(\d+) / 256 bytes \((\d+) free\)\n", done.stdout)
    assert found and int(found[1]) + int(found[2]) == 256
