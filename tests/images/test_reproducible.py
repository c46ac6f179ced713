"""Two builds that share nothing but the sources give the same bytes."""
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from builds import copy_tree, make
from tools import ENTRIES, IMAGES

NAMES = [*ENTRIES, "images.json", "SHA256SUMS"]
NOBODY = 65534

# Everything about a builder that has been seen to get into an image elsewhere.
HERE = {"LANG": "C", "LC_ALL": "C", "TZ": "UTC", "USER": "root", "LOGNAME": "root",
        "HOME": "/", "PYTHONHASHSEED": "1"}
THERE = {"LANG": "fr_FR.UTF-8", "LC_ALL": "fr_FR.UTF-8", "TZ": "Pacific/Kiritimati",
         "USER": "someone", "LOGNAME": "someone", "HOME": "/nonexistent",
         "EMAIL": "someone@example.org", "PYTHONHASHSEED": "2"}


def as_another_user(where):
    """Return subprocess options that build as nobody, where root may choose that."""
    if os.geteuid() != 0:
        return {}
    for folder, names, files in os.walk(where):
        for name in [".", *names, *files]:
            os.chown(os.path.join(folder, name), NOBODY, NOBODY)
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


@pytest.fixture(scope="module")
def builds():
    """Two build directories, made as differently as one machine allows."""
    with tempfile.TemporaryDirectory() as scratch:
        os.chmod(scratch, 0o755)
        one = copy_tree(Path(scratch) / "one")
        make(one, "-j1", "images", env=HERE, umask=0o022)
        other = copy_tree(Path(scratch) / "another place, with spaces" / "tinyvm")
        make(other, "-j4", "images", env=THERE, umask=0o077,
             prefix=["faketime", "2031-07-14 23:59:30"], **as_another_user(other))
        yield one / "build", other / "build"


def difference(one, other):
    """Return what diffoscope, or cmp where it is not installed, says of two files."""
    tool = ["diffoscope"] if shutil.which("diffoscope") else ["cmp", "-bl"]
    done = subprocess.run([*tool, one, other], capture_output=True, text=True,
                          timeout=120,
                          check=False)
    return (done.stdout + done.stderr)[:4000]


@pytest.mark.parametrize("name", NAMES)
def test_same_bytes(builds, name):
    one, other = (build / name for build in builds)
    assert one.read_bytes() == other.read_bytes(), difference(one, other)


def test_the_builds_differed(builds):
    """The second did run as another user, or it would prove little."""
    one, other = ((build / "boot.vhdx").stat() for build in builds)
    assert one.st_mode & 0o777 == 0o644 and other.st_mode & 0o777 == 0o600
    if os.geteuid() == 0:
        assert (one.st_uid, other.st_uid) == (0, NOBODY)


@pytest.mark.parametrize("name", NAMES)
def test_the_images_under_test_are_these(builds, name):
    """What the other tests look at is what the sources make."""
    one, other = IMAGES / name, builds[0] / name
    assert one.read_bytes() == other.read_bytes(), difference(one, other)
