"""tinyvm images: what is installed, whether it is intact, and copies of it."""
import hashlib
import json
import pathlib
import tempfile

import pytest
from support import guests, program, tinyvm


@pytest.fixture
def place():
    """An empty directory."""
    with tempfile.TemporaryDirectory() as path:
        yield pathlib.Path(path)


def catalogue():
    path = pathlib.Path(guests.built(), guests.CATALOGUE)
    return json.loads(path.read_text(encoding="utf-8"))["images"]


def test_table_names_every_image():
    table = tinyvm.done(tinyvm.run("images"))
    for image in catalogue():
        rows = [line for line in table.splitlines()
                if line.split()[:1] == [image["format"]]]
        assert len(rows) == 1, table
        for value in (image["name"], str(image["size"]), image["sha256"][:12]):
            assert value in rows[0]


@pytest.mark.parametrize("form", ["bin", "raw", "qcow2", "iso", "vmdk", "ova", "oci"])
def test_path(form):
    path = tinyvm.done(tinyvm.run("images", "--path", form)).rstrip("\n")
    image = next(i for i in catalogue() if i["format"] == form)
    data = pathlib.Path(path).read_bytes()
    assert hashlib.sha256(data).hexdigest() == image["sha256"]


def test_verify_sound_images():
    said = tinyvm.done(tinyvm.run("images", "--verify"))
    assert all(image["name"] in said for image in catalogue())


def test_verify_names_every_damaged_image(images):
    for name in ("boot.iso", "boot-flat.vmdk"):
        with open(f"{images}/{name}", "r+b") as file:
            file.write(b"damage")
    pathlib.Path(images, "boot.vdi").unlink()
    outcome = tinyvm.run("images", "--verify", images=images)
    assert outcome.status == 3
    lines = outcome.err.splitlines()
    assert len(lines) == 3 and all(line.startswith("tinyvm images: ") for line in lines)
    for name, code in {"boot.iso": "DAMAGED", "boot-flat.vmdk": "DAMAGED",
                       "boot.vdi": "MISSING"}.items():
        assert [line for line in lines if name in line and f"[TV-IMAGE-{code}]" in line]


def test_ordinary_users_need_no_daemon():
    assert "qcow2" in tinyvm.done(tinyvm.run("images", user=program.USER))


def test_json_is_the_catalogue_with_paths():
    told = json.loads(tinyvm.done(tinyvm.run("images", "--json")))
    assert [i["sha256"] for i in told["images"]] == [i["sha256"] for i in catalogue()]
    for image in told["images"]:
        data = pathlib.Path(image["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == image["sha256"]
        assert len(data) == image["size"]


@pytest.mark.parametrize("form, files", [
    ("qcow2", ["boot.qcow2"]), ("vmdk", ["boot-flat.vmdk", "boot.vmdk"])])
def test_copy_into_a_directory(form, files, place):
    said = tinyvm.done(tinyvm.run("images", "--copy", form, str(place)))
    assert said == f"{place}/{files[-1]}\n"
    assert sorted(p.name for p in place.iterdir()) == files
    for image in catalogue():
        if image["name"] in files:
            data = (place / image["name"]).read_bytes()
            assert hashlib.sha256(data).hexdigest() == image["sha256"]


def test_copy_overwrites_by_force_only(place):
    there = place / "mine"
    there.write_text("precious")
    tinyvm.refused(tinyvm.run("images", "--copy", "raw", str(there)), 1, "TV-EXISTS")
    assert there.read_text() == "precious" and list(place.iterdir()) == [there]
    tinyvm.done(tinyvm.run("images", "--copy", "raw", str(there), "--force"))
    assert there.stat().st_size == 1048576 and list(place.iterdir()) == [there]


@pytest.mark.parametrize("force", [[], ["--force"]], ids=["", "force"])
def test_copy_of_two_files_is_all_or_nothing(force, place):
    """The second cannot be written: the first is as it was, or is not there."""
    (place / "boot.vmdk").mkdir()
    if force:
        (place / "boot-flat.vmdk").write_text("precious")
    outcome = tinyvm.run("images", "--copy", "vmdk", str(place), *force)
    assert outcome.status == 1 and f"{place}/boot.vmdk" in outcome.err
    assert len(list(place.iterdir())) == 1 + len(force)
    assert not force or (place / "boot-flat.vmdk").read_text() == "precious"


def test_copy_of_a_damaged_image_is_refused(images, place):
    with open(f"{images}/boot.img", "r+b") as file:
        file.write(b"damage")
    outcome = tinyvm.run("images", "--copy", "raw", str(place), images=images)
    assert outcome.status == 3 and "[TV-IMAGE-DAMAGED]" in outcome.err
    assert not list(place.iterdir())


@pytest.mark.parametrize("arguments", [
    ["--copy", "raw"], ["DEST"], ["--force"], ["--json", "--verify"],
    ["--copy", "papertape", "x"]])
def test_usage(arguments):
    assert tinyvm.run("images", *arguments).status == 2


@pytest.mark.parametrize("target", ["/nonexistent/x", "/dev/full"])
def test_copy_where_none_can_be(target):
    outcome = tinyvm.run("images", "--copy", "raw", target, "--force")
    assert outcome.status == 1 and target in outcome.err
