"""Hosts that lack something: named in one line, exit status 3, nothing left behind."""
import glob
import json
import os
import pathlib
import socket
import stat

import pytest
from support import guests, program, sandbox, tinyvm

VERBS = [["check"], ["define"]]


def unchecked(outcome, code, *words):
    """Exit status 3, and one line with the code: on stderr, or as the failed phase."""
    assert outcome.status == 3, outcome
    line = outcome.err or tinyvm.failure(outcome.out)
    assert code in line and line.count("\n") <= 1, outcome
    for word in words:
        assert word in line, f"{word!r} is not named: {line}"


def covered(paths, source="/dev/null"):
    """A command prefix under which the paths hold nothing that could be used."""
    script = "".join(f"mount --bind {source} {path} && " for path in paths) + 'exec "$@"'
    return ["unshare", "--mount", "sh", "-c", script, "sh"]


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_daemon_is_not_running(verb, no_daemon):
    unchecked(tinyvm.run(*verb, "-c", "qemu:///system", within=no_daemon), "TV-CONNECT",
              "qemu:///system")


def test_daemon_left_a_dead_socket():
    dead = f"{sandbox.PRIVATE}/dead"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(dead)
    outcome = tinyvm.run("check", "-c", f"qemu+unix:///system?socket={dead}")
    unchecked(outcome, "TV-CONNECT", "refused")


@pytest.mark.parametrize("uri,word", [
    ("qemu+ssh://nosuch.invalid/system", "nosuch.invalid"),
    ("qemu+tcp://127.0.0.1:1/system", "127.0.0.1"),
    ("qemu+unix:///system?socket=/nonexistent", "/nonexistent")])
def test_host_is_not_reachable(uri, word):
    unchecked(tinyvm.run("check", "-c", uri), "TV-CONNECT", word)


def test_daemon_that_accepts_and_is_silent():
    mute = f"{sandbox.PRIVATE}/mute-environment"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(mute)
        listener.listen()
        unchecked(tinyvm.run("check", "-c", f"qemu+unix:///system?socket={mute}",
                             "--timeout", "connect=2", timeout=15), "TV-NO-ANSWER", mute)


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_no_access_to_the_socket(verb, session_user):
    outcome = tinyvm.run(*verb, "-c", "qemu:///system", user=session_user)
    unchecked(outcome, "TV-NO-ACCESS", "qemu:///system")


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_runtime_directory_of_another_user(verb, session_user):
    """As su leaves it.  That of the system's daemon is no matter of directories."""
    roots = {"XDG_RUNTIME_DIR": program.ROOT.runtime}
    outcome = tinyvm.run(*verb, user=session_user, env=roots)
    unchecked(outcome, "TV-RUNTIME-DIR", program.ROOT.runtime)
    outcome = tinyvm.run(*verb, "-c", "qemu:///system", user=session_user, env=roots)
    unchecked(outcome, "TV-NO-ACCESS", "qemu:///system")


def test_member_of_the_group_has_access(session_user):
    group = int(program.must(["getent", "group", "libvirt"]).split(":")[2])
    tinyvm.passed(tinyvm.run("check", "-c", "qemu:///system", user=session_user,
                             groups=[group]))


def test_no_emulator(no_daemon):
    every = [p for pattern in ("qemu-system-*", "qemu-kvm", "kvm")
             for p in glob.glob(f"/usr/bin/{pattern}")]
    outcome = tinyvm.run("check", within=[*covered(every), *no_daemon])
    unchecked(outcome, "TV-NO-EMULATOR")


@pytest.mark.skipif(os.path.exists("/dev/kvm"), reason="this run has KVM")
@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_no_kvm(verb):
    unchecked(tinyvm.run(*verb, "--virt-type", "kvm"), "TV-NO-KVM")


@pytest.fixture
def closed_kvm():
    """A /dev/kvm that root alone can open, as on a machine without udev."""
    if os.path.exists("/dev/kvm"):
        pytest.skip("this run has a /dev/kvm of its own")
    os.mknod("/dev/kvm", stat.S_IFCHR | 0o600, os.makedev(10, 232))
    try:
        os.close(os.open("/dev/kvm", os.O_RDWR))
        yield
    except OSError as error:
        pytest.skip(f"no KVM in this kernel: {error}")
    finally:
        os.unlink("/dev/kvm")


def test_kvm_that_qemu_may_not_use(closed_kvm):
    """Asked for it is an error; else it is told, and the guest is emulated."""
    outcome = tinyvm.run("check", "--virt-type", "kvm")
    assert outcome.status == 1
    tinyvm.failed(outcome.out, "prepare", "TV-KVM-ACCESS")
    found = tinyvm.passed(tinyvm.run("check"))
    assert "TV-KVM-ACCESS" in found["prepare"][2], found


def test_pool_without_its_directory(virsh):
    place = f"{sandbox.PRIVATE}/gone"
    os.mkdir(place)
    assert virsh("pool-define-as", "gone", "dir", "--target", place).status == 0
    assert virsh("pool-start", "gone").status == 0
    os.rmdir(place)
    unchecked(tinyvm.run("check"), "TV-NO-POOL", "'gone'")
    assert virsh("pool-destroy", "gone").status == 0
    assert virsh("pool-undefine", "gone").status == 0


def test_combination_that_cannot_be():
    """A disk on virtio wants a PCI bus."""
    unchecked(tinyvm.run("check", "--machine", "isapc"), "TV-UNSUPPORTED", "PCI")


def test_definition_that_libvirt_cannot_write():
    os.mkdir("/etc/libvirt/qemu/blocked.xml")
    outcome = tinyvm.run("define", "blocked")
    os.rmdir("/etc/libvirt/qemu/blocked.xml")
    tinyvm.refused(outcome, 1, "TV-DEFINE", "blocked")


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_unknown_machine_type(verb):
    unchecked(tinyvm.run(*verb, "--machine", "pdp11"), "TV-NO-MACHINE", "pdp11")


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
@pytest.mark.parametrize("missing", ["boot.img", "images.json", "."])
def test_image_missing(verb, images, missing):
    os.rename(f"{images}/{missing}" if missing != "." else images, f"{images}-away")
    try:
        unchecked(tinyvm.run(*verb, images=images), "TV-IMAGE-MISSING", images)
    finally:
        os.rename(f"{images}-away", f"{images}/{missing}" if missing != "." else images)


@pytest.mark.parametrize("damage", ["shorter", "longer", "changed", "empty", "directory"])
@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_image_damaged(verb, images, damage):
    path = pathlib.Path(images, "boot.img")
    data = path.read_bytes()
    if damage == "directory":
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes({"shorter": data[:-1], "longer": data + b"\0", "empty": b"",
                          "changed": b"\xf4" + data[1:]}[damage])
    unchecked(tinyvm.run(*verb, images=images), "TV-IMAGE-", "boot.img")


@pytest.mark.parametrize("text", [
    "", "{", "[]", "null", '{"images": 5}', '{"images": [{}]}', '{"images": [7]}',
    '{"version": "1", "banner": "x", "images": []}', "\0" * 100, "[" * 100_000,
], ids=lambda text: repr(text[:12]))
def test_catalogue_damaged(images, text):
    pathlib.Path(images, guests.CATALOGUE).write_text(text, encoding="utf-8")
    for verb in (["images"], ["check"]):
        outcome = tinyvm.run(*verb, images=images)
        if '"images": []' in text:
            assert outcome.status in (0, 2, 3), outcome
        else:
            unchecked(outcome, "TV-IMAGE-", guests.CATALOGUE)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../boot.img"])
def test_catalogue_that_points_elsewhere_is_refused(images, name):
    path = pathlib.Path(images, guests.CATALOGUE)
    facts = json.loads(path.read_text(encoding="utf-8"))
    next(i for i in facts["images"] if i["format"] == "raw")["name"] = name
    path.write_text(json.dumps(facts), encoding="utf-8")
    unchecked(tinyvm.run("images", "--path", "raw", images=images), "TV-IMAGE-DAMAGED")


def test_image_dir_option_goes_before_the_environment(images):
    outcome = tinyvm.run("images", "--path", "raw", "--image-dir", images,
                         images="/nonexistent")
    assert tinyvm.done(outcome) == f"{images}/boot.img\n"
