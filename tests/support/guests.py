"""Image directories of the tests' own: a catalogue, and guests that misbehave."""
import hashlib
import json
import os
import pathlib
import shutil

from support import program, sandbox

SOURCE = f"{sandbox.TREE}/tests/libvirt/odd-guest.asm"
CATALOGUE = "images.json"


def assemble(behaviours, path):
    """Assemble the odd guest with NASM options such as DEAF or BANNER='"x"'."""
    options = [word for b in behaviours for word in ("-D", b)]
    program.must(["nasm", "-f", "bin", *options, "-o", path, SOURCE])


def entry(path, form="raw"):
    """A catalogue's entry for a raw disk."""
    data = pathlib.Path(path).read_bytes()
    return {"name": os.path.basename(path), "format": form, "program": "boot",
            "driver": "raw", "device": "disk", "parts": [], "virtual_size": len(data),
            "size": len(data), "sha256": hashlib.sha256(data).hexdigest(),
            "summary": "a guest of the tests"}


def write_catalogue(directory, entries):
    """Write images.json; readable for everybody, as the real one."""
    facts = {"version": "0.1.0", "banner": "ClientAPI", "images": entries}
    pathlib.Path(directory, CATALOGUE).write_text(json.dumps(facts), encoding="utf-8")
    program.must(["chmod", "-R", "a+rX", directory])


def odd_images(directory, *behaviours):
    """Make an image directory whose raw disk, the default, is an odd guest."""
    os.makedirs(directory)
    assemble(behaviours, f"{directory}/boot.img")
    write_catalogue(directory, [entry(f"{directory}/boot.img")])
    return directory


def copied_images(directory):
    """Copy the real images, for a test that damages them."""
    shutil.copytree(built(), directory)
    program.must(["chmod", "-R", "a+rX", directory])
    return directory


def built():
    """A directory with nothing but the images that `make images` built."""
    place = f"{sandbox.PRIVATE}/images"
    if not os.path.isdir(place):
        build = pathlib.Path(sandbox.TREE, "build")
        names = [i["name"] for i in json.loads((build / CATALOGUE).read_text())["images"]]
        os.makedirs(place)
        for name in [*names, CATALOGUE]:
            shutil.copy(build / name, place)
        program.must(["chmod", "-R", "a+rX", place])
    return place
