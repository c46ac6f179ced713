#!/usr/bin/python3
"""Check the built images in a second: sums, and what qemu-img thinks of each.

    checkimages.py DIRECTORY

Every disk of images.json must pass `qemu-img check` (where its format has one) and hold
the bytes of its program's raw disk.  The tests go further; see tests/images/.
Exit status: 0 all good, 1 not (one line an image says what), 2 usage.
"""
import hashlib
import json
import os
import subprocess
import sys

QEMU_IMG = os.environ.get("QEMU_IMG", "qemu-img")
NO_CHECK = 63       # qemu-img check: the format has no consistency check


def _qemu_img(*arguments, good=(0,)):
    """Run qemu-img; return None, or its complaint when it ends with another status."""
    run = subprocess.run([QEMU_IMG, *arguments], capture_output=True, text=True,
                         timeout=60, check=False)
    if run.returncode in good:
        return None
    return f"{arguments[0]}: " + (run.stderr + run.stdout).strip().replace("\n", "; ")


def complaint(directory, image):
    """Return what is wrong with one entry of the catalogue, or None."""
    path = os.path.join(directory, image["name"])
    with open(path, "rb") as file:
        data = file.read()
    if hashlib.sha256(data).hexdigest() != image["sha256"]:
        return "its SHA-256 is not the catalogue's"
    if image["device"] != "disk":
        return None
    raw = os.path.join(directory, image["program"] + ".img")
    driver = image["driver"]
    return (_qemu_img("check", "-q", "-f", driver, path, good=(0, NO_CHECK))
            or _qemu_img("compare", "-q", "-f", "raw", "-F", driver, raw, path))


def main(directory):
    """Check every image; return the exit status."""
    with open(os.path.join(directory, "images.json"), encoding="utf-8") as file:
        images = json.load(file)["images"]
    bad = 0
    for image in images:
        wrong = complaint(directory, image)
        if wrong:
            bad += 1
            print(f"{image['name']}: {wrong}", file=sys.stderr)
    print(f"{len(images) - bad} of {len(images)} images are good")
    return 1 if bad else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(sys.argv[1]))
