"""images.json: what each image is, stated once, for the utility and for scripts.

The fields are described in tinyvm-images(7).
"""
import hashlib
import os
from typing import NamedTuple, Optional

from .sizes import AZURE_DISK, DISK, FLOPPY, HYPERV_DISK


class Image(NamedTuple):
    """What cannot be read off the file."""
    name: str
    format: str
    program: str
    driver: Optional[str]
    device: Optional[str]
    virtual_size: Optional[int]
    summary: str
    parts: tuple = ()


IMAGES = (
    Image("boot.bin", "bin", "boot", None, None, None, "the program, 256 bytes"),
    Image("boot.img", "raw", "boot", "raw", "disk", DISK,
          "any PC (dd to a stick), QEMU, libvirt, Proxmox, OpenStack"),
    Image("boot.qcow2", "qcow2", "boot", "qcow2", "disk", DISK,
          "QEMU, libvirt, Proxmox, OpenStack, Incus"),
    Image("boot.iso", "iso", "boot", "raw", "cdrom", DISK,
          "CD or stick, for any hypervisor or PC"),
    Image("boot-floppy.img", "floppy", "boot", "raw", "floppy", FLOPPY, "1.44 MB floppy"),
    Image("boot.vmdk", "vmdk", "boot", "vmdk", "disk", DISK,
          "VMware Workstation, Player and Fusion", ("boot-flat.vmdk",)),
    Image("boot-flat.vmdk", "vmdk-flat", "boot", "raw", "disk", DISK,
          "the bytes that boot.vmdk describes"),
    Image("boot-stream.vmdk", "vmdk-stream", "boot", "vmdk", "disk", DISK,
          "VMware ESXi and vSphere, OpenStack (streamOptimized)"),
    Image("boot.vdi", "vdi", "boot", "vdi", "disk", DISK, "VirtualBox"),
    Image("boot.vhd", "vhd", "boot", "vpc", "disk", HYPERV_DISK,
          "Hyper-V generation 1, VirtualBox, Xen"),
    Image("boot-azure.vhd", "vhd-azure", "boot", "vpc", "disk", AZURE_DISK,
          "Azure, generation 1"),
    Image("boot.vhdx", "vhdx", "boot", "vhdx", "disk", HYPERV_DISK,
          "Hyper-V generation 1"),
    Image("boot.ova", "ova", "boot", None, None, DISK, "VMware and VirtualBox import"),
    Image("boot.box", "box", "boot", None, None, DISK, "Vagrant, libvirt provider"),
    Image("boot.oci.tar", "oci", "boot", None, None, DISK, "KubeVirt containerDisk"),
    Image("deaf.bin", "deaf-bin", "deaf", None, None, None,
          "the program that ignores the power button"),
    Image("deaf.img", "deaf", "deaf", "raw", "disk", DISK,
          "a guest that ignores the power button"),
    Image("deaf.qcow2", "deaf-qcow2", "deaf", "qcow2", "disk", DISK,
          "a guest that ignores the power button"),
)


def _facts(image, directory):
    with open(os.path.join(directory, image.name), "rb") as file:
        data = file.read()
    return dict(image._asdict(), parts=list(image.parts), size=len(data),
                sha256=hashlib.sha256(data).hexdigest())


def catalogue(directory, release, banner):
    """Return the catalogue (for json) of the images in directory.

    Raises FileNotFoundError, with the name, when one is missing.
    """
    return {"version": release, "banner": banner,
            "images": [_facts(image, directory) for image in IMAGES]}


def sums(directory, names):
    """Return SHA256SUMS (text) of the named files, as sha256sum writes it."""
    lines = []
    for name in sorted(names):
        with open(os.path.join(directory, name), "rb") as file:
            lines.append(f"{hashlib.sha256(file.read()).hexdigest()}  {name}\n")
    return "".join(lines)
