"""Readers that have nothing to do with QEMU or with us find the same disk."""
import re
import subprocess

import pytest
from tools import ENTRIES, IMAGES, load, run

# 7-Zip's name of each format.
SEVEN_ZIP = {"boot.qcow2": "qcow", "deaf.qcow2": "qcow", "boot.vdi": "vdi",
             "boot.vhd": "vhd", "boot-azure.vhd": "vhd", "boot.vhdx": "vhdx",
             "boot-stream.vmdk": "vmdk"}
# The libyal tools, and what they must print of each image.
LIBYAL = {
    "boot.qcow2": ("qcowinfo", ["Format version : 2", "Media size : 1.0 MiB"]),
    "boot.vhd": ("vhdiinfo", ["Disk type : Fixed", "Media size : 3.0 MiB"]),
    "boot-azure.vhd": ("vhdiinfo", ["Disk type : Fixed", "Media size : 20 MiB"]),
    "boot.vhdx": ("vhdiinfo", ["Format : VHDX", "Disk type : Dynamic",
                               "Media size : 3.0 MiB"]),
    "boot.vmdk": ("vmdkinfo", ["Disk type: Monolithic flat", "Media size: 1.0 MiB",
                               "Filename: boot-flat.vmdk"]),
    "boot-stream.vmdk": ("vmdkinfo", ["Disk type: Stream optimized",
                                      "Media size: 1.0 MiB"]),
}


@pytest.mark.parametrize("name", SEVEN_ZIP)
def test_seven_zip(name):
    done = subprocess.run(["7zz", "x", "-so", f"-t{SEVEN_ZIP[name]}", IMAGES / name],
                          capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    raw = load(f"{ENTRIES[name]['program']}.img")
    assert done.stdout == raw.ljust(ENTRIES[name]["virtual_size"], b"\0")


@pytest.mark.parametrize("name", LIBYAL)
def test_libyal(name):
    tool, lines = LIBYAL[name]
    said = re.sub(r"\s*:\s*", ": ", run(tool, IMAGES / name))
    for line in lines:
        assert re.sub(r"\s*:\s*", ": ", line) in said
