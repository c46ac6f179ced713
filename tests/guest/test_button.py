"""The power button at every moment of a guest's life."""
import pytest
from qemu import Qemu, Timeout

MACHINES = pytest.mark.parametrize("machine", ["pc", "q35"])


def off(vm):
    assert vm.wait_shutdown() == "guest-shutdown"
    assert vm.wait_exit() == 0


@MACHINES
def test_at_the_first_byte_of_the_banner(disk, machine):
    with Qemu(machine, drives=[disk]) as vm:
        vm.expect(b"C")
        vm.press_button()
        off(vm)


@MACHINES
def test_before_any_input(disk, machine):
    with Qemu(machine, drives=[disk]) as vm:
        vm.expect(b"$ ")
        vm.press_button()
        off(vm)


@MACHINES
def test_in_mid_line(disk, machine):
    with Qemu(machine, drives=[disk]) as vm:
        vm.expect(b"$ ")
        vm.send(b"half a li")
        vm.expect(b"half a li")
        vm.press_button()
        off(vm)


@MACHINES
def test_while_5000_bytes_pour_in(disk, machine):
    with Qemu(machine, drives=[disk]) as vm:
        vm.expect(b"$ ")
        vm.send(b"pour it in\r" * 455)
        vm.expect(b"ni ti ruop")
        vm.press_button()
        off(vm)


@MACHINES
def test_twice(disk, machine):
    """-no-shutdown, lest QEMU be gone before the second press."""
    with Qemu(machine, drives=[disk], args=["-no-shutdown"]) as vm:
        vm.expect(b"$ ")
        vm.press_button()
        vm.press_button()
        assert vm.wait_shutdown() == "guest-shutdown"


@MACHINES
def test_after_a_minute_of_idling(disk, machine):
    """The guest's minute, not ours: with icount, time jumps to the next timer while
    the processor halts."""
    with Qemu(machine, drives=[disk],
              args=["-icount", "shift=auto,sleep=off", "-rtc", "clock=vm"]) as vm:
        vm.expect(b"$ ")
        begun = ticks(vm)
        while ticks(vm) - begun < 60 * 18.2:
            vm.qmp("query-status")
        vm.line(b"a minute has gone by")
        vm.press_button()
        off(vm)


def ticks(vm):
    """The BIOS's count of 18.2 ticks a second (0040:006C)."""
    return int.from_bytes(vm.memory(0x46C, 4), "little")


@MACHINES
def test_after_reset(disk, machine):
    with Qemu(machine, drives=[disk]) as vm:
        vm.expect(b"$ ")
        vm.send(b"forgotten")
        vm.expect(b"forgotten")
        vm.qmp("system_reset")
        vm.expect(b"ClientAPI\r\n$ ")
        vm.line(b"again")
        vm.press_button()
        off(vm)


@MACHINES
def test_after_stop_and_cont(disk, machine):
    with Qemu(machine, drives=[disk]) as vm:
        vm.expect(b"$ ")
        vm.send(b"half")
        vm.expect(b"half")
        vm.qmp("stop")
        vm.send(b" and half\r")
        vm.qmp("cont")
        vm.expect(b"flah dna flah\r\n$ ")
        vm.press_button()
        off(vm)


@MACHINES
def test_while_stopped(disk, machine):
    with Qemu(machine, drives=[disk]) as vm:
        vm.expect(b"$ ")
        vm.qmp("stop")
        vm.press_button()
        vm.qmp("cont")
        off(vm)


@MACHINES
def test_after_migration_to_a_file_with_half_a_line(disk, machine, tmp_path):
    saved = tmp_path / "state"
    with Qemu(machine, drives=[disk]) as vm:
        vm.expect(b"$ ")
        vm.send(b"half a line, ")
        vm.expect(b"half a line, ")
        vm.qmp("migrate-set-capabilities",
               capabilities=[{"capability": "events", "state": True}])
        vm.qmp("migrate", uri=f"exec:cat >'{saved}'")
        while vm.wait_event("MIGRATION")["data"]["status"] != "completed":
            pass
    with Qemu(machine, drives=[disk], args=["-incoming", f"exec:cat '{saved}'"]) as vm:
        vm.wait_event("RESUME")
        vm.send(b"half a line\r")
        vm.expect(b"half a line\r\nenil a flah ,enil a flah\r\n$ ")
        vm.press_button()
        off(vm)


@MACHINES
def test_screen_and_button(disk, machine):
    with Qemu(machine, drives=[disk], vga="std") as vm:
        vm.expect(b"$ ")
        vm.press_button()
        off(vm)


def test_press_before_the_guest_arms_is_lost(disk):
    """QEMU latches no press before that (so the banner is the time to press)."""
    with Qemu("pc", drives=[disk], args=["-S"]) as vm:
        vm.press_button()
        vm.qmp("cont")
        vm.expect(b"$ ")
        vm.line(b"nothing heard")
        vm.press_button()
        off(vm)


def test_forced_end_is_not_taken_for_a_clean_one(disk):
    """The proof itself: another end has another reason, or none."""
    with Qemu("pc", drives=[disk]) as vm:
        vm.expect(b"$ ")
        vm.qmp("quit")
        assert vm.wait_shutdown() == "host-qmp-quit"
    with Qemu("pc", drives=[disk]) as vm:
        vm.expect(b"$ ")
        vm.process.kill()
        with pytest.raises(Timeout):
            vm.wait_shutdown()
