"""osinfo-db's entry, as `make install` leaves it, read by the tools that use it."""
import pathlib
import re

import pytest
from support import guests, program, sandbox

PLACE = f"{sandbox.PRIVATE}/osinfo"
ID = "http://packages.debian.org/tinyvm"


@pytest.fixture(scope="module")
def osinfo():
    """osinfo(ARGUMENT...) → the output of a tool that finds the entry."""
    program.must(["make", "-C", sandbox.TREE, "install-osinfo", f"DESTDIR={PLACE}"])
    environment = {"OSINFO_LOCAL_DIR": f"{PLACE}/usr/share/osinfo",
                   "XDG_CACHE_HOME": f"{PLACE}/cache", "HOME": PLACE}
    return lambda *argv: program.must(argv, env=environment)


def installed():
    return next(pathlib.Path(PLACE).glob("usr/share/osinfo/os/*/*.xml"))


def test_it_is_valid(osinfo):
    osinfo("osinfo-db-validate", installed())


def test_its_place_follows_from_its_id(osinfo):
    vendor, name = re.fullmatch(r"http://([^/]+)/(\w+)", ID).groups()
    assert installed().parts[-2:] == (vendor, f"{name}.xml")


def test_it_is_found(osinfo):
    found = osinfo("osinfo-query", "--fields=short-id,name,id", "os", "short-id=tinyvm")
    assert [cell.strip() for cell in found.splitlines()[2].split("|")] == [
        "tinyvm", "tinyvm", ID]


def test_the_cd_is_recognised(osinfo):
    found = osinfo("osinfo-detect", f"{guests.built()}/boot.iso")
    assert "live media for OS 'tinyvm" in found


def test_virt_install_makes_a_guest_of_it(osinfo, virsh):
    """What virt-install chooses by the entry alone starts, and obeys the button."""
    disk = pathlib.Path(PLACE, "disks", "boot.qcow2")
    disk.parent.mkdir()
    disk.write_bytes(pathlib.Path(guests.built(), "boot.qcow2").read_bytes())
    argv = ["virt-install", "--connect", "qemu:///system", "--osinfo", "tinyvm",
            "--import", "--name", "by-virt-install", "--disk", disk, "--virt-type", "qemu",
            "--network", "none", "--graphics", "none", "--transient"]
    xml = osinfo(*argv, "--print-xml")
    assert f'<libosinfo:os id="{ID}"/>' in xml
    assert "<memory>16384</memory>" in xml and "<vcpu>1</vcpu>" in xml
    assert '<target dev="vda" bus="virtio"/>' in xml and "<acpi/>" in xml
    osinfo(*argv, "--noautoconsole")
    program.must([f"{sandbox.TREE}/build/tinyvm", "shutdown", "--press-again", "2",
                  "by-virt-install"])
    assert "by-virt-install" not in virsh("list", "--all").out
    for verb in ("pool-destroy", "pool-undefine"):  # virt-install made one for the disk
        assert virsh(verb, "disks").status == 0
