"""No file is larger than what qemu-img or xorriso makes of the same disk at its best."""
import pytest
from tools import DISKS, ENTRIES, IMAGES, load, raw_bytes, run

# Image: the format and options with which qemu-img makes the smallest file.
BEST = {
    "boot.qcow2": ("qcow2", "cluster_size=512"),
    "deaf.qcow2": ("qcow2", "cluster_size=512"),
    "boot.vdi": ("vdi", "static=off"),
    "boot.vhd": ("vpc", "subformat=fixed,force_size=on"),
    "boot-azure.vhd": ("vpc", "subformat=fixed,force_size=on"),
    "boot.vhdx": ("vhdx", "subformat=dynamic,block_size=1M,log_size=1M"),
    "boot.vmdk": ("vmdk", "subformat=monolithicFlat"),
    "boot-stream.vmdk": ("vmdk", "subformat=streamOptimized"),
}
LEAST_BOOTABLE = 1008 * 512     # what SeaBIOS's LBA geometry needs: one cylinder


@pytest.mark.parametrize("name", BEST)
def test_not_larger_than_qemu_img(name, tmp_path):
    disk, out = tmp_path / "disk", tmp_path / "out"
    driver, options = BEST[name]
    disk.write_bytes(raw_bytes(IMAGES / name, ENTRIES[name]["driver"], tmp_path))
    run("qemu-img", "convert", "-f", "raw", "-O", driver, "-o", options, disk, out)
    assert (IMAGES / name).stat().st_size <= out.stat().st_size


def test_iso_filesystem_not_larger_than_xorriso(tmp_path):
    """What counts is the file system; the file is padded to boot as a disk."""
    out, sector = tmp_path / "out.iso", tmp_path / "sector"
    sector.write_bytes(load("boot.img")[:512])
    run("xorriso", "-as", "mkisofs", "-quiet", "-o", out, "--norock", "-no-pad", "-b",
        "boot", "-no-emul-boot", "-graft-points", f"boot={sector}")
    blocks = int.from_bytes(load("boot.iso")[16 * 2048 + 80:][:4], "little")
    assert blocks * 2048 <= out.stat().st_size


@pytest.mark.parametrize("name", DISKS)
def test_large_enough_to_boot_on_every_bus(name):
    assert ENTRIES[name]["virtual_size"] >= LEAST_BOOTABLE
    assert ENTRIES[name]["virtual_size"] % (1 << 20) == 0


@pytest.mark.parametrize("name,least", [("boot.vhd", 3), ("boot.vhdx", 3),
                                        ("boot-azure.vhd", 20)])
def test_importers_minimum(name, least):
    assert ENTRIES[name]["virtual_size"] == least << 20
