#!/usr/bin/python3
"""Wrap the guest's program, or a disk with it, in one format.

    mkimage.py [--release VERSION] FORMAT SOURCE DESTINATION
    mkimage.py [--release VERSION] [--banner TEXT] catalogue|sums DIRECTORY DESTINATION

SOURCE is the program (256 bytes) for sector, disk and floppy, the raw disk for every
other format.  The result depends on the source, the release, SOURCE_DATE_EPOCH and, in
vmdk, on the destination's name; never on the clock, the machine or the user.
Exit status: 0 made, 1 cannot be made (one line says why), 2 usage.
"""
import argparse
import json
import os
import sys

from formats import (box, catalogue, mbr, oci, ova, qcow2, vdi, vhd, vhdx, vmdk,
                     vmdk_stream)
from formats.sizes import AZURE_DISK, HYPERV_DISK

# Format: how the source's bytes become the image's; `to` has release and name.
WRITERS = {
    "sector": lambda source, to: mbr.sector(source),
    "disk": lambda source, to: mbr.disk(source),
    "floppy": lambda source, to: mbr.floppy(source),
    "qcow2": lambda source, to: qcow2.image(source),
    "vmdk": lambda source, to: vmdk.image(
        source, to.name.replace(".vmdk", "-flat.vmdk"), to.release),
    "vmdk-stream": lambda source, to: vmdk_stream.image(source, to.name, to.release),
    "vdi": lambda source, to: vdi.image(source, to.release),
    "vhd": lambda source, to: vhd.image(source, HYPERV_DISK, to.release),
    "vhd-azure": lambda source, to: vhd.image(source, AZURE_DISK, to.release),
    "vhdx": lambda source, to: vhdx.image(source, HYPERV_DISK, to.release),
    "ova": lambda source, to: ova.image(source, to.release),
    "box": lambda source, to: box.image(source),
    "oci": lambda source, to: oci.image(source, to.release),
}


def read(path):
    """Return the file's bytes."""
    with open(path, "rb") as file:
        return file.read()


def save(path, data, hole=4096):
    """Write data (bytes) to path, with holes where whole pages of it are zero."""
    with open(path, "wb") as file:
        for at in range(0, len(data), hole):
            page = data[at:at + hole]
            if any(page):
                file.seek(at)
                file.write(page)
        file.truncate(len(data))


def make(options):
    """Return the bytes that the command line asks for."""
    if options.format == "catalogue":
        facts = catalogue.catalogue(options.source, options.release, options.banner)
        return json.dumps(facts, indent=2, sort_keys=True).encode() + b"\n"
    if options.format == "sums":
        names = [image.name for image in catalogue.IMAGES] + ["images.json"]
        return catalogue.sums(options.source, names).encode()
    return WRITERS[options.format](read(options.source), options)


def main():
    """Carry the command line out; return the exit status."""
    parser = argparse.ArgumentParser(description="Wrap the guest in a disk format.")
    parser.add_argument("--release", required=True, help="the version, in every UUID")
    parser.add_argument("--banner", default="", help="what the guest prints first")
    parser.add_argument("format", choices=[*WRITERS, "catalogue", "sums"])
    parser.add_argument("source")
    parser.add_argument("destination")
    options = parser.parse_args()
    options.name = os.path.basename(options.destination)
    try:
        save(options.destination, make(options))
    except KeyError as error:
        print(f"mkimage: {error.args[0]} is not set: set it, e.g. to the release's time",
              file=sys.stderr)
        return 1
    except (OSError, ValueError) as error:
        print(f"mkimage: {options.destination}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
