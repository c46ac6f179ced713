"""What the tests of the images share: where they are, and running programs on them.

TINYVM_IMAGES names another directory with images, e.g. /usr/share/tinyvm, or one with
images broken on purpose.
"""
import json
import os
import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
IMAGES = Path(os.environ.get("TINYVM_IMAGES", TOP / "build")).resolve()
CATALOGUE = json.loads((IMAGES / "images.json").read_text(encoding="utf-8"))
ENTRIES = {entry["name"]: entry for entry in CATALOGUE["images"]}
DISKS = [name for name, entry in ENTRIES.items() if entry["device"] == "disk"]
SECTOR = 512
MIB = 1 << 20


def load(name):
    """Return the bytes of an image."""
    return (IMAGES / name).read_bytes()


def run(*command, timeout=60, **options):
    """Run a program, which must succeed, and return what it printed on stdout."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          timeout=timeout, check=False, **options)
    assert done.returncode == 0, (
        f"{command[0]} ended with {done.returncode}: {done.stderr}{done.stdout}")
    return done.stdout


def raw_bytes(path, driver, where):
    """Return what QEMU's driver reads from the image at path; where is scratch space."""
    out = where / "raw"
    run("qemu-img", "convert", "-f", driver, "-O", "raw", path, out)
    return out.read_bytes()
