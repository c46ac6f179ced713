"""What the guest's tests share: the programs, and disks that hold them.

TINYVM_GUEST names another directory of programs than build/: that is how the mutation
run (tests/guest/mutants) hands its broken guests to the very same tests.
"""
import os
import pathlib
import sys

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = pathlib.Path(os.environ.get("TINYVM_GUEST", TOP / "build"))
sys.path.insert(0, str(TOP / "tests" / "support"))

SECTOR = 512
MIB = 1 << 20


def sector(program):
    """A boot sector: the program, zeros, 55h AAh."""
    assert len(program) <= 510
    return program.ljust(510, b"\0") + b"\x55\xaa"


@pytest.fixture(scope="session")
def boot():
    return (PROGRAMS / "boot.bin").read_bytes()


@pytest.fixture(scope="session")
def deaf():
    return (PROGRAMS / "deaf.bin").read_bytes()


@pytest.fixture(scope="session")
def make_disk(tmp_path_factory):
    """make_disk(name, program, size, more): a raw disk with the program as its boot
    sector and `more` from the second sector on."""
    directory = tmp_path_factory.mktemp("disks")

    def make(name, program, size=MIB, more=b""):
        path = directory / name
        path.write_bytes((sector(program) + more).ljust(size, b"\0"))
        return path
    return make


@pytest.fixture(scope="session")
def disk(make_disk, boot):
    return make_disk("boot.img", boot)
