"""OVA: descriptor, manifest and disk in one ustar archive, in this order.

Source: DMTF DSP0243 1.1.1, 5.1 (manifest) and 5.3 (distribution as a single file).  The
manifest has SHA-256 sums, as VMware's and VirtualBox's exporters write them.
"""
import hashlib

from . import archive, ovf, vmdk_stream

NAME = "tinyvm"


def _manifest(members):
    return "".join(f"SHA256({name})= {hashlib.sha256(contents).hexdigest()}\n"
                   for name, contents in members).encode()


def image(disk, release):
    """Return an appliance (bytes) that boots disk (bytes)."""
    disk_name = f"{NAME}-disk1.vmdk"
    stream = vmdk_stream.image(disk, disk_name, release)
    descriptor = ovf.descriptor(release, disk_name, stream, len(disk))
    parts = [(f"{NAME}.ovf", descriptor), (disk_name, stream)]
    parts.insert(1, (f"{NAME}.mf", _manifest(parts)))
    return archive.tar((name, contents, 0) for name, contents in parts)
