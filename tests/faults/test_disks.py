"""Disks that are full, cannot be written, have no inodes or a quota; images that change.

Small file systems of the tests' own take the place of the host's.
"""
import contextlib
import os
import pathlib
import stat

import moments
import pytest
from support import domains, guests, leftovers, program, relay, sandbox
from support import tinyvm

POOL = "/var/lib/libvirt/images"
SMALL = f"{sandbox.PRIVATE}/small"
# What a file system can lack: mount options of a tmpfs (tmpfs(5)).
LACKS = {"space": "size=4k", "half": "size=512k", "inodes": "nr_inodes=1", "write": "ro"}


@contextlib.contextmanager
def mounted(place, options):
    """A small file system at a place, for the daemon as well."""
    os.makedirs(place, exist_ok=True)
    program.must(["mount", "-t", "tmpfs", "-o", f"mode=0777,{options}", "none", place])
    try:
        yield place
    finally:
        program.must(["umount", place])


@contextlib.contextmanager
def default_pool():
    """The pool that most hosts have, whatever lies at its place."""
    with domains.connected() as connection:
        pool = connection.storagePoolDefineXML(
            "<pool type='dir'><name>default</name>"
            f"<target><path>{POOL}</path></target></pool>")
        pool.create()
    try:
        yield
    finally:
        with domains.connected() as connection:
            leftovers.remove_pool(connection.storagePoolLookupByName("default"))


def one_line(outcome, *words):
    """Status 1 or 3, and one line with a code, on stderr or as the failed phase."""
    assert outcome.status in (1, 3), outcome
    line = outcome.err or tinyvm.failure(outcome.out)
    assert "TV-" in line and line.count("\n") <= 1, outcome
    assert any(word in line for word in words), outcome
    return line


WHY = ("No space left on device", "Read-only file system")


@pytest.mark.parametrize("lack", LACKS)
@pytest.mark.parametrize("verb", ["check", "define", "run"])
def test_pool(verb, lack):
    with mounted(POOL, LACKS[lack]), default_pool():
        one_line(tinyvm.run(verb), *WHY)
        assert os.listdir(POOL) == []


@pytest.mark.parametrize("exercise", ["save", "snapshot"])
def test_pool_without_room_for_a_guest(exercise):
    """There is room for the disk, and none for what the guest is saved into."""
    with mounted(POOL, "size=1200k"), default_pool():
        outcome = tinyvm.run("check", "-e", exercise)
        assert outcome.status == 1, outcome
        assert tinyvm.phases(outcome.out)[exercise][0] == "FAIL", outcome
        assert tinyvm.phases(outcome.out)["clean"][0] == "ok", outcome
        assert os.listdir(POOL) == []


SIZES = [f"size={pages * 4}k" for pages in (1, 2, 3, 5, 9, 20, 40)]
INODES = [f"nr_inodes={n}" for n in (1, 2, 3, 4, 6, 9, 14, 20, 28)]


@pytest.mark.parametrize("options", [*SIZES, *INODES, "ro"])
def test_private_directory(session_user, options):
    """The in-process driver's state of an ordinary user, ever a little more of it."""
    with mounted(SMALL, options):
        outcome = tinyvm.run("check", "-c", "qemu:///embed", "--bus", "ide",
                             user=session_user, env={"XDG_RUNTIME_DIR": SMALL})
        if outcome.status:
            one_line(outcome, *WHY, "Failed to write pid file")
        left = set(os.listdir(SMALL)) - {"libvirt"}  # which every user of libvirt has
        assert not left, outcome


@pytest.mark.parametrize("lack", ["space", "inodes", "write"])
@pytest.mark.parametrize("form", ["human", "json", "jsonl", "junit", "tap", "nagios",
                                  "prometheus"])
def test_report(form, lack):
    """Not one of the promised reports: the check may pass, its outcome is lost."""
    with mounted(SMALL, LACKS[lack]) as place:
        if lack == "space":
            pathlib.Path(place, "filler").write_bytes(b"x" * 4096)
        outcome = tinyvm.run("check", "-o", f"{form}:{place}/report")
        assert outcome.status == 3 and "[TV-OUTPUT]" in outcome.err, outcome
        assert f"'{place}/report'" in outcome.err and outcome.err.count("\n") == 1


def test_old_metrics_stay_when_there_is_no_room_for_new_ones():
    with mounted(SMALL, "size=8k") as place:
        metrics = pathlib.Path(place, "tinyvm.prom")
        metrics.write_text("old 1\n", encoding="ascii")
        pathlib.Path(place, "filler").write_bytes(b"x" * 4096)
        outcome = tinyvm.run("check", "-o", f"prometheus:{metrics}")
        assert outcome.status == 3 and "[TV-OUTPUT]" in outcome.err, outcome
        assert sorted(os.listdir(place)) == ["filler", "tinyvm.prom"]
        assert metrics.read_text(encoding="ascii") == "old 1\n"


@pytest.mark.parametrize("force", [[], ["--force"]], ids=["new", "force"])
@pytest.mark.parametrize("lack", LACKS)
def test_copy(lack, force):
    with mounted(SMALL, LACKS[lack]) as place:
        outcome = tinyvm.run("images", "--copy", "raw", place, *force)
        tinyvm.refused(outcome, 1, "TV-FILE", *[w for w in WHY if w in outcome.err])
        assert os.listdir(place) == []


def loop_device(file):
    """Attach a file to a loop device; the sandbox has no nodes for them yet."""
    with contextlib.suppress(FileExistsError):
        os.mknod("/dev/loop-control", stat.S_IFCHR | 0o600, os.makedev(10, 237))
    device = program.must(["losetup", "--find"]).strip()
    with contextlib.suppress(FileExistsError):
        os.mknod(device, stat.S_IFBLK | 0o600, os.makedev(7, int(device[9:])))
    program.must(["losetup", device, file])
    return device


@contextlib.contextmanager
def limited():
    """A directory, open to all, on a btrfs of which it may fill 64 KiB."""
    with open(f"{SMALL}.btrfs", "wb") as file:
        file.truncate(128 << 20)
    program.must(["mkfs.btrfs", "--quiet", file.name])
    try:
        device = loop_device(file.name)
    except (OSError, AssertionError) as error:
        pytest.skip(f"no loop device for a file system with a quota: {error}")
    try:
        mount = program.run(["mount", device, "/mnt"])
        if mount.status:
            pytest.skip(f"no btrfs, so no file system with a quota: {mount.err}")
        program.must(["btrfs", "quota", "enable", "/mnt"])
        program.must(["btrfs", "qgroup", "limit", "64K", "/mnt"])
        os.chmod("/mnt", 0o777)
        yield "/mnt"
    finally:
        program.run(["umount", "/mnt"])
        program.must(["losetup", "--detach", device])


def test_quota():
    """What a user may have of a file system is used up."""
    with limited() as place:
        outcome = tinyvm.run("images", "--copy", "raw", place, user=program.USER)
        tinyvm.refused(outcome, 1, "TV-FILE", "quota")
        assert os.listdir(place) == []


def replace_by_link(path):
    path.rename(f"{path}.real")
    path.symlink_to(f"{path}.real")


def replace_by_dangling_link(path):
    path.unlink()
    path.symlink_to("/nonexistent")


def replace_by_fifo(path):
    path.unlink()
    os.mkfifo(path)


def replace_by_device(path):
    path.unlink()
    path.symlink_to("/dev/zero")


def replace_by_directory(path):
    path.unlink()
    path.mkdir()


ODD = [replace_by_dangling_link, replace_by_fifo, replace_by_device, replace_by_directory]


@pytest.mark.parametrize("replace", ODD, ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", ["boot.img", guests.CATALOGUE])
@pytest.mark.parametrize("arguments", [["check"], ["define"], ["run"],
                                       ["images", "--verify"],
                                       ["images", "--copy", "raw", "/tmp"]], ids=" ".join)
def test_image_is_no_file(images, arguments, name, replace):
    replace(pathlib.Path(images, name))
    one_line(tinyvm.run(*arguments, images=images, timeout=20), "TV-IMAGE-")


def test_image_is_a_link_to_one(images):
    replace_by_link(pathlib.Path(images, "boot.img"))
    tinyvm.passed(tinyvm.run("check", images=images))


@pytest.mark.parametrize("size", [0, 1, 511, 512, 4096, (1 << 20) - 1])
def test_image_is_cut_off(images, size):
    os.truncate(f"{images}/boot.img", size)
    one_line(tinyvm.run("check", images=images), "TV-IMAGE-DAMAGED")


@pytest.mark.parametrize("place", [0, 255, 510, 511, 512, (1 << 20) - 1])
def test_image_has_one_other_bit(images, place):
    with open(f"{images}/boot.img", "r+b") as file:
        file.seek(place)
        was = file.read(1)[0]
        file.seek(place)
        file.write(bytes([was ^ 1]))
    one_line(tinyvm.run("check", images=images), "TV-IMAGE-DAMAGED")


def test_image_is_replaced_between_the_look_and_the_upload(images, system_daemon):
    """Only a guest that is not ours can come of that, and it is not taken for ours."""
    calls = moments.calls(system_daemon.uri, "check", images=images)
    with moments.stopped(system_daemon.uri, calls.index(relay.VOLUME), "check",
                         "--timeout", "banner=3", images=images) as (run, gate, _):
        os.truncate(f"{images}/boot.img", 0)
        os.truncate(f"{images}/boot.img", 1 << 20)
        gate.open()
        assert run.end() == 1
    tinyvm.failed(run.output, "banner", "TV-GUEST-SILENT")
