"""COM1 as a real 16550A at 9600 baud (PC16550D): time passes, bytes arrive unasked, a
receive FIFO that is off holds one of them and one that is on sixteen, and what finds no
room is lost.  The screen is slow: a character takes 0.2 ms, a scroll 6 ms, and the
cursor is on its last row.  In ms."""
import pytest
import unicorn.x86_const as x86
from acpi import Layout, tables
from pc import Pc

BYTE = 10 / 9600 * 1000
TICK = 54.9


class Uart(Pc):
    """A Pc with a clock.  Only waiting takes time: for the screen, the line, the HLT."""

    def __init__(self, program, **options):
        machine = Layout()
        self.now, self.gone = 0.0, 0.0          # `gone`: when all that is sent has left
        self.column = 0
        self.coming, self.fifo, self.lost, self.fcr = [], [], bytearray(), 0
        super().__init__(program, tables(machine), evt=machine.evt, cnt=machine.port_cnt,
                         ports=[machine.smi_cmd], **options)

    def arrive(self):
        """Let in what has come by now."""
        while self.coming and self.coming[0][0] <= self.now:
            byte = self.coming.pop(0)[1]
            if len(self.fifo) < (16 if self.fcr & 1 else 1):
                self.fifo.append(byte)
            else:
                self.lost.append(byte)

    def transmitter_empty(self):
        """THRE: nothing waits behind the byte that the shift register sends."""
        return self.gone - self.now <= BYTE

    def send(self, data, gap=BYTE):
        """Bytes that come one each `gap` from now on."""
        start = max([self.now] + [time for time, _ in self.coming])
        self.coming += [(start + gap * (i + 1), byte) for i, byte in enumerate(data)]
        return self

    def settle(self):
        """Run until all has come and the machine sleeps."""
        self.run()
        while self.coming or self.fifo:
            # IRQ 4 where it is on in UART, gate and PIC; else the next tick.
            wakes = self.uart[1] & 1 and self.uart[4] & 8 and not self.masks[0x21] & 0x10
            self.now = self.coming[0][0] if wakes and self.coming else self.now + TICK
            self.arrive()
            self.run()
        return self

    def _interrupt(self, cpu, number, context):
        super()._interrupt(cpu, number, context)
        if number == 0x10:
            letter = cpu.reg_read(x86.UC_X86_REG_AL)
            self.column = (0 if letter == 13 else self.column if letter == 10
                           else (self.column + 1) % 80)
            scrolls = letter == 10 or letter != 13 and self.column == 0
            self.now += 6 if scrolls else 0.2

    def _uart_in(self, register):
        self.now += 0.01
        self.arrive()
        if register == 0:
            return self.fifo.pop(0) if self.fifo else 0
        if register == 5:
            return (0x20 if self.transmitter_empty() else 0) | bool(self.fifo)
        return self.uart.get(register, 0)

    def _uart_out(self, register, value):
        self.now += 0.01
        self.arrive()
        if register == 0:
            assert self.transmitter_empty(), "sent over one that waits"
            self.gone = max(self.now, self.gone) + BYTE
            self.serial.append(value)
        elif register == 2:
            if (value ^ self.fcr) & 1 or value & 2:
                self.lost += bytes(self.fifo)   # a change of mode clears the FIFO
                self.fifo.clear()
            self.fcr = value
        else:
            self.uart[register] = value


@pytest.fixture
def machine(boot):
    machine = Uart(boot)
    assert machine.settle().take() == b"ClientAPI\r\n$ "
    return machine


def replies(lines):
    return b"".join(text + b"\r\n" + text[::-1] + b"\r\n$ " for text in lines)


@pytest.mark.parametrize("length", [1, 8, 77])
def test_no_byte_of_a_line_is_lost_at_full_line_rate(machine, length):
    text = bytes(97 + i % 26 for i in range(length))
    machine.send(text + b"\r").settle()
    assert (machine.lost, machine.take()) == (b"", replies([text]))


def test_what_comes_while_the_screen_scrolls_under_a_line_is_lost(machine):
    """The limit, stated: the 78th byte fills the row, the prompt being two."""
    machine.send(b"x" * 80 + b"\r").settle()
    assert 0 < len(machine.lost) <= 6
    assert machine.send(b"\r").settle().take().endswith(b"\r\n$ ")


def test_what_is_sent_during_a_reply_is_lost_but_does_no_harm(machine):
    """The limit, stated: a reply takes as long as its line took to come, nobody reads
    meanwhile, and there is no flow control; a FIFO would hold 16 of the bytes."""
    machine.send(b"x" * 79 + b"\r" + b"y" * 79 + b"\r").settle()
    assert len(machine.lost) > 0
    machine.take()
    machine.send(b"\r").settle().take()
    machine.send(b"still here\r").settle()
    assert machine.take() == replies([b"still here"])


def test_screen_and_button_where_there_is_no_com1(boot):
    """All ones are no byte: the guest sleeps, and hears the button."""
    machine = Layout()
    pc = Pc(boot, tables(machine), evt=machine.evt, cnt=machine.port_cnt,
            ports=[machine.smi_cmd])
    pc._uart_in = lambda register: 0xFF
    pc.run()
    assert bytes(pc.screen) == b"ClientAPI\r\n$ "
    assert pc.masks[0x21] & 1 == 0, "the tick wakes"
    pc.run()
    pc.press().run()
    assert (pc.off, bytes(pc.screen)) == (machine.value, b"ClientAPI\r\n$ ")
