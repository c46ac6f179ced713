"""A PC of just a CPU (Unicorn), with every port and BIOS call in the test's hands.

    pc = Pc(program, tables)
    pc.run()                        until HLT, when nothing is left to do
    pc.type(b"abc\\r"); pc.run()
    pc.press(); pc.run()            until the write that powers off

Unicorn knows no segment limits and no interrupts of its own: HLT ends run(), and the
next run() goes on behind it as after any interrupt.  Memory that nothing was put into
reads as all ones, as on a bus where nobody answers, and is noted in `wild`.
"""
import random

import unicorn as uc
import unicorn.x86_const as x86

LOAD = 0x7C00
PAGE = 0x1000
COM1 = 0x3F8


class Hung(AssertionError):
    """The program did not come to HLT within its number of instructions."""


class Pc:
    def __init__(self, program, pieces=(), ports=(), evt=0, cnt=0, floating=0xFF,
                 segment=0, registers=(), echo_delay=0):
        """`evt` and `cnt` are live PM1a blocks, `ports` further ports that may be
        written; each other port reads as `floating` in every byte, or at random where
        that is None, and is noted in `read`."""
        self.evt, self.cnt, self.floating = evt, cnt, floating
        self.allowed = set(ports)
        self.status = self.enable = 0
        self.writes = []                # (port, bytes, value) but UART, PIC and CNT
        self.read = set()
        self.noise = random.Random(1)
        self.stray = []                 # writes to any port that is not allowed
        self.serial, self.screen = bytearray(), bytearray()
        self.input = bytearray()
        self.uart = {1: 0, 4: 0}
        self.baud = None
        self.masks = {0x21: 0xB8, 0xA1: 0xFF}
        self.off = None                 # the value that powered off
        self.wild = []
        self.busy = self.delay = echo_delay
        self.mapped = set()
        self.cpu = uc.Uc(uc.UC_ARCH_X86, uc.UC_MODE_16)
        self.cpu.mem_map(0, 0x100000)
        self.mapped.update(range(0, 0x100))
        for address, data in pieces:
            self.load(address, data)
        self.load(LOAD, bytes(program))
        self.load(LOAD + 510, b"\x55\xaa")
        for hook, function in ((uc.UC_HOOK_INTR, self._interrupt),
                               (uc.UC_HOOK_MEM_READ_UNMAPPED, self._unmapped)):
            self.cpu.hook_add(hook, function)
        self.cpu.hook_add(uc.UC_HOOK_INSN, self._in, None, 1, 0, x86.UC_X86_INS_IN)
        self.cpu.hook_add(uc.UC_HOOK_INSN, self._out, None, 1, 0, x86.UC_X86_INS_OUT)
        for name, value in dict(registers).items():
            self.cpu.reg_write(getattr(x86, f"UC_X86_REG_{name.upper()}"), value)
        self.cpu.reg_write(x86.UC_X86_REG_CS, segment)
        self.next = LOAD - segment * 16

    def load(self, address, data):
        """Put bytes into memory, mapping the pages they touch."""
        self._map(address, len(data))
        self.cpu.mem_write(address, bytes(data))

    def _map(self, address, size, fill=b"\xff"):
        first, last = address // PAGE, (address + size - 1) // PAGE
        while first <= last:
            end = first
            while end <= last and end not in self.mapped:
                end += 1
            if end > first:             # a run of pages at once: Unicorn is slow at each
                self.mapped.update(range(first, end))
                self.cpu.mem_map(first * PAGE, (end - first) * PAGE)
                self.cpu.mem_write(first * PAGE, fill * (end - first) * PAGE)
            first = end + 1

    def run(self, instructions=0, seconds=20):
        """Go on to the next HLT, the power-off, or fail."""
        base = self.cpu.reg_read(x86.UC_X86_REG_CS) * 16
        self.halted = False
        self.cpu.emu_start(base + self.next, 0xFFFFFFFF, seconds * 1000000, instructions)
        self.next = self.cpu.reg_read(x86.UC_X86_REG_IP)
        code = self.cpu.mem_read(base + self.next - 1, 1)
        if self.off is None and code != b"\xf4":
            raise Hung(f"no HLT in {seconds} s, at {self.next:04X}")
        return self

    def type(self, data):
        self.input += data
        return self

    def press(self):
        """Press the power button: latched only where it is armed, as QEMU does."""
        if self.enable & 0x100:
            self.status |= 0x100
        return self

    def take(self):
        """Return and forget what came out of COM1; the screen must show the same."""
        assert self.serial == self.screen, (self.serial, self.screen)
        out = bytes(self.serial)
        self.serial.clear()
        self.screen.clear()
        return out

    def line(self, text, kept=None):
        """Type a line and CR; check the echo and the line back to front."""
        kept = text if kept is None else kept
        got = self.type(text + b"\r").run().take()
        assert got == kept + b"\r\n" + kept[::-1] + b"\r\n$ ", got

    def _interrupt(self, cpu, number, _):
        ax = cpu.reg_read(x86.UC_X86_REG_AX)
        if number == 0x10 and ax >> 8 == 0x0E:
            assert cpu.reg_read(x86.UC_X86_REG_BX) >> 8 == 0, "page 0"
            self.screen.append(ax & 0xFF)
        elif number == 0x14 and ax >> 8 == 0 and cpu.reg_read(x86.UC_X86_REG_DX) == 0:
            self.baud = ax & 0xFF
            cpu.reg_write(x86.UC_X86_REG_AX, 0x60B0)
        else:
            raise AssertionError(f"BIOS call {number:02X}h with AX {ax:04X}h")

    def _unmapped(self, cpu, access, address, size, value, _):
        self.wild.append(address)
        self._map(address, size)
        return True

    def _in(self, cpu, port, size, _):
        if port == self.evt and self.evt and size == 2:
            return self.status
        if port == self.cnt and self.cnt and size == 2:
            return 1
        if port == self.evt + 2 and self.evt and size == 2:
            return self.enable
        if size == 1 and port in self.masks:
            return self.masks[port]
        if size == 1 and COM1 <= port < COM1 + 8:
            return self._uart_in(port - COM1)
        self.read.add(port)
        if self.floating is None:
            return self.noise.getrandbits(8 * size)
        return int.from_bytes(bytes([self.floating]) * size, "little")

    def _uart_in(self, register):
        if register == 0:
            return self.input.pop(0) if self.input else 0
        if register == 5:
            if self.busy:
                self.busy -= 1
                return 0x01 if self.input else 0
            return 0x61 if self.input else 0x60
        return self.uart.get(register, 0)

    def _out(self, cpu, port, size, value, _):
        if size == 1 and port in self.masks:
            self.masks[port] = value
        elif size == 1 and COM1 <= port < COM1 + 8:
            self._uart_out(port - COM1, value)
        elif port == self.cnt and self.cnt and size == 2:
            self.off = value
            cpu.emu_stop()
        elif self.evt and port in (self.evt, self.evt + 2) and size == 2:
            self.writes.append((port, size, value))
            if port == self.evt:
                self.status &= ~value
            else:
                self.enable = value
        elif port in self.allowed:
            self.writes.append((port, size, value))
        else:
            self.stray.append((port, size, value))

    def _uart_out(self, register, value):
        if register == 0:
            assert not self.busy, "a byte sent before the last one had left"
            self.busy = self.delay
            self.serial.append(value)
        else:
            self.uart[register] = value
