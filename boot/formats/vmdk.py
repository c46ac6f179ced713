"""VMDK: the text descriptor, and monolithicFlat's descriptor file.

Source: VMware, Virtual Disk Format 5.0, "The Descriptor File".  VirtualBox keeps the
UUIDs by which it knows a medium in the ddb.uuid entries, and writes them when missing;
libvmdk finds the sections by their comments.
"""
from .identity import identifier
from .sizes import SECTOR

HEADS, SECTORS = 16, 63     # of an IDE disk below 504 MiB ("The Disk Database")


def descriptor(disk, create_type, extent, release):
    """Return the descriptor (bytes) of a disk (bytes) whose one extent is `extent`.

    extent is the rest of the extent line behind access mode and size, file name included.
    """
    sectors = len(disk) // SECTOR
    unique = identifier(release, f"vmdk {create_type}", disk)
    changed = identifier(release, f"vmdk {create_type} modification", disk)
    database = {
        "virtualHWVersion": 4,
        "adapterType": "ide",
        "geometry.cylinders": max(sectors // (HEADS * SECTORS), 1),
        "geometry.heads": HEADS,
        "geometry.sectors": SECTORS,
        "uuid.image": unique,
        "uuid.modification": changed,
    }
    lines = [
        "# Disk DescriptorFile",
        "version=1",
        'encoding="UTF-8"',
        f"CID={changed.hex[:8]}",
        "parentCID=ffffffff",
        f'createType="{create_type}"',
        "# Extent description",
        f"RW {sectors} {extent}",
        "# The Disk Data Base",
        "#DDB",
        *(f'ddb.{name} = "{value}"' for name, value in database.items()),
    ]
    return ("\n".join(lines) + "\n").encode()


def image(disk, flat_name, release):
    """Return the descriptor file of a disk whose bytes are in flat_name beside it."""
    return descriptor(disk, "monolithicFlat", f'FLAT "{flat_name}" 0', release)
