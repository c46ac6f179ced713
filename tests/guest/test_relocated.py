"""QEMU's PM block moved to other ports, and other S5 types, by a pre-boot stage.

A guest with a port or a type of its own would fail here, on real device models.  QEMU
ends as told by SLP_TYP: 0 is off, 1 suspend, and s4_val a suspend to disk.
"""
import subprocess

import pytest
from conftest import TOP
from qemu import Qemu

FUNCTIONS = {"pc": 0x000B, "q35": 0x00F8}        # 00:01.3 and 00:1f.0
PACKAGES = {"zero": "0x06,4,0,0,0,0", "one": "0x06,4,1,0,0,0",
            "byte0": "0x06,3,0x0A,0,0,0", "byte5": "0x06,3,0x0A,5,0,0",
            "byte7": "0x06,3,0x0A,7,0,0"}
S4 = {"pc": "PIIX4_PM", "q35": "ICH9-LPC"}


@pytest.fixture
def relocated(tmp_path, make_disk, boot):
    def start(machine, base, package, *args):
        stage = tmp_path / "stage"
        subprocess.run(["nasm", "-f", "bin", "-o", stage, f"-dPM_FN={FUNCTIONS[machine]}",
                        f"-dPM_BASE={base}", f"-dS5={PACKAGES[package]}",
                        TOP / "tests/guest/relocate.asm"], check=True, timeout=30)
        disk = make_disk(f"{machine}-{base}-{package}.img", stage.read_bytes()[:510],
                         more=boot)
        return Qemu(machine, drives=[disk], args=args)
    return start


@pytest.mark.parametrize("machine", FUNCTIONS)
@pytest.mark.parametrize("base", [0x400, 0x800, 0x1000, 0x1800, 0x4000, 0xB000, 0xF800])
def test_port(relocated, machine, base):
    with relocated(machine, base, "zero") as vm:
        vm.expect(b"ClientAPI\r\n$ ")
        assert f"{base:016x}-" in vm.hmp("info mtree")
        vm.line(b"moved")
        vm.press_button()
        assert vm.wait_shutdown() == "guest-shutdown"


@pytest.mark.parametrize("machine", FUNCTIONS)
@pytest.mark.parametrize("package", ["zero", "byte0"])
def test_type_0(relocated, machine, package):
    with relocated(machine, 0x1800, package) as vm:
        vm.expect(b"$ ")
        vm.press_button()
        assert vm.wait_shutdown() == "guest-shutdown"


@pytest.mark.parametrize("machine", FUNCTIONS)
def test_type_1(relocated, machine):
    with relocated(machine, 0x1800, "one") as vm:
        vm.expect(b"$ ")
        vm.press_button()
        vm.wait_event("SUSPEND")


@pytest.mark.parametrize("machine", FUNCTIONS)
@pytest.mark.parametrize("typ", [5, 7])
def test_type_in_a_byte(relocated, machine, typ):
    with relocated(machine, 0x1800, f"byte{typ}",
                   "-global", f"{S4[machine]}.s4_val={typ}") as vm:
        vm.expect(b"$ ")
        vm.press_button()
        vm.wait_event("SUSPEND_DISK")
