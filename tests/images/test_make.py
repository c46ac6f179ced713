"""The build: complete, incremental, in any directory, and clear about bad input."""
import os
import shutil
import subprocess

import pytest
from builds import copy_tree, make
from readers import vhd
from tools import CATALOGUE, ENTRIES, IMAGES, TOP, load, run

TOOL = ["/usr/bin/python3", "-B", str(TOP / "boot/mkimage.py"), "--release", "1"]


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the sources in which the images are built, in parallel."""
    where = copy_tree(tmp_path_factory.mktemp("make") / "a tree with spaces")
    make(where, "-j4", "images")
    return where


def test_everything_is_built(tree):
    assert {*ENTRIES, "images.json", "SHA256SUMS"} <= set(os.listdir(tree / "build"))


def test_nothing_is_left_in_the_sources(tree):
    assert not list(tree.glob("boot/**/__pycache__"))


def test_a_second_make_does_nothing(tree):
    def times():
        return {path: path.stat().st_mtime_ns for path in (tree / "build").iterdir()}
    before = times()
    make(tree, "images")
    assert times() == before


def test_check_images(tree):
    said = make(tree, "check-images")
    assert f"{len(ENTRIES)} of {len(ENTRIES)} images are good" in said


def test_another_program_makes_every_image_anew(tree, tmp_path):
    where = tmp_path / "again"
    shutil.copytree(tree, where, symlinks=True)
    for name in ("boot.bin", "deaf.bin"):
        path = where / "build" / name
        data = bytearray(path.read_bytes())
        data[255] ^= 0xFF
        path.write_bytes(data)
    make(where, "images")
    for name in [*ENTRIES, "images.json", "SHA256SUMS"]:
        old, new = tree / "build" / name, where / "build" / name
        assert old.read_bytes() != new.read_bytes(), name
    make(where, "check-images")


def mkimage(*words, **env):
    """Run the tool; return (status, stderr)."""
    done = subprocess.run([*TOOL, *map(str, words)], capture_output=True, text=True,
                          timeout=60, check=False,
                          env={"PATH": os.environ["PATH"], **env})
    return done.returncode, done.stderr


def test_a_program_of_another_size_is_refused(tmp_path):
    (tmp_path / "big").write_bytes(bytes(257))
    status, said = mkimage("disk", tmp_path / "big", tmp_path / "out")
    assert status == 1 and "257 bytes, not 256" in said
    assert not (tmp_path / "out").exists()


def test_no_time_but_the_releases(tmp_path):
    status, said = mkimage("vhd", IMAGES / "boot.img", tmp_path / "out")
    assert status == 1 and "SOURCE_DATE_EPOCH is not set" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("epoch", ["0", "1", "1795309200"])
def test_any_release_time_will_do(epoch, tmp_path):
    """VHD counts from 2000, builders like to set 0 or 1."""
    status, said = mkimage("vhd", IMAGES / "boot.img", tmp_path / "out",
                           SOURCE_DATE_EPOCH=epoch)
    assert (status, said) == (0, "")
    stamp = vhd.footer((tmp_path / "out").read_bytes())[0]
    assert stamp == max(int(epoch) - 946684800, 0)


def test_a_missing_source_is_named(tmp_path):
    status, said = mkimage("qcow2", tmp_path / "none", tmp_path / "out")
    assert status == 1 and str(tmp_path / "none") in said and len(said.splitlines()) == 1


def test_an_unknown_format_is_a_usage_error(tmp_path):
    status, said = mkimage("qed", IMAGES / "boot.img", tmp_path / "out")
    assert status == 2 and "qed" in said


@pytest.mark.parametrize("name,at", [("boot.qcow2", 20), ("boot.img", 700),
                                     ("boot.vhdx", 0x10008), ("boot.ova", 0)])
def test_check_images_names_a_damaged_one(name, at, tmp_path):
    for each in [*ENTRIES, "images.json"]:
        shutil.copy(IMAGES / each, tmp_path)
    data = bytearray(load(name))
    data[at] ^= 1
    (tmp_path / name).write_bytes(data)
    tool = ["/usr/bin/python3", "-B", TOP / "boot/checkimages.py"]
    done = subprocess.run([*tool, tmp_path], capture_output=True, text=True, timeout=120,
                          check=False)
    assert done.returncode == 1
    assert [line for line in done.stderr.splitlines() if line.startswith(f"{name}: ")]


def test_the_catalogue_carries_the_release():
    version = run("dpkg-parsechangelog", "-S", "Version", cwd=TOP).split("-")[0].strip()
    assert CATALOGUE["version"] == version
