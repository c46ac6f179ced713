"""An idle guest costs its host about nothing."""
import os
import subprocess

import pytest
from qemu import Qemu

SECONDS = 3


def processor_seconds(vm, seconds):
    """Processor time that QEMU takes in that many seconds of a guest left alone."""
    def used():
        with open(f"/proc/{vm.process.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    before = used()
    with pytest.raises(subprocess.TimeoutExpired):
        vm.process.wait(seconds)
    return used() - before


@pytest.mark.parametrize("machine", ["pc", "q35", "isapc"])
def test_idle_guest_halts(disk, machine):
    """At most 3 % of a core here, where others work too; tests/bench/guest holds 1 %."""
    with Qemu(machine, drives=[disk]) as vm:
        vm.expect(b"$ ")
        vm.line(b"busy, then idle")
        assert processor_seconds(vm, SECONDS) <= 0.03 * SECONDS


def test_woken_at_once_not_by_the_tick(disk):
    """Channel 0 of the PIT is made to fire once and never again (mode 0, count 1).
    A byte and the button still get through: each wakes by an interrupt of its own."""
    with Qemu("pc", drives=[disk], args=["-no-shutdown"]) as vm:
        vm.expect(b"$ ")
        vm.line(b"one idle, for the masks to be set")
        for port, value in ((0x43, 0x30), (0x40, 1), (0x40, 0)):
            vm.hmp(f"o /b {port:#x} {value:#x}")
        vm.line(b"the last tick is taken")
        ticks = vm.memory(0x46C, 4)
        vm.line(b"without a tick")
        vm.press_button()
        assert vm.wait_shutdown() == "guest-shutdown"
        assert ticks == vm.memory(0x46C, 4), "there was a tick after all"
