"""tinyvm images: what is installed, whether it is intact, and copies of it."""
import hashlib
import json
import pathlib

import pytest
from support import guests, program, tinyvm


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
