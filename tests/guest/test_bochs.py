"""The guest on Bochs: other firmware, another chipset's ports, and checked limits."""
import pytest
from bochs import DISK_SIZE, Bochs


@pytest.fixture
def machine(tmp_path, make_disk, boot):
    disk = tmp_path / "disk.img"
    disk.write_bytes(make_disk("bochs.img", boot, DISK_SIZE).read_bytes())
    with Bochs(tmp_path, "disk.img") as bochs:
        yield bochs


def test_banner_and_lines(machine):
    assert machine.expect(b"$ ") == b"ClientAPI\r\n$ "
    for text in (b"segment limits", b"", b"x" * 80):
        machine.send(text + b"\r")
        assert machine.expect(b"\r\n$ ") == text + b"\r\n" + text[::-1] + b"\r\n$ "


def test_button_found_and_armed_through_the_tables(machine):
    """Bochs has no button to press.  Its FADT says PM1a_EVT_BLK 0xB000, its _S5_ type 0:
    both stand in registers, and the machine is halted, waiting."""
    machine.expect(b"$ ")
    found = machine.debug("r", r"rcx: \w+_(\w+).*rdi: \w+_(\w+).*rip: \w+_(\w+)")
    assert int(found[1], 16) & 0xFFFF == 0xB000
    assert int(found[2], 16) & 0xFFFF == 0x2000


def test_real_mode_again_with_ordinary_stack(machine):
    machine.expect(b"$ ")
    found = machine.debug("creg", r"CR0=0x\w*(\w): pg .*?\n")
    assert int(found[1], 16) & 1 == 0
