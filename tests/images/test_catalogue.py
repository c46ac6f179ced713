"""images.json and SHA256SUMS say what is true of the files beside them."""
import hashlib
import json
from pathlib import Path

import jsonschema
import pytest
from tools import CATALOGUE, ENTRIES, IMAGES, TOP, load, run

SCHEMA = json.loads(Path(__file__).with_name("images.schema.json").read_text())
LISTS = {"images.json", "SHA256SUMS"}


def test_it_follows_the_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(CATALOGUE)


def test_names_and_formats_are_unique():
    formats = [entry["format"] for entry in CATALOGUE["images"]]
    assert len(ENTRIES) == len(CATALOGUE["images"]) == len(set(formats))


def test_it_is_written_stably():
    text = json.dumps(CATALOGUE, indent=2, sort_keys=True) + "\n"
    assert text == (IMAGES / "images.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ENTRIES)
def test_size_and_sum(name):
    data = load(name)
    assert ENTRIES[name]["size"] == len(data)
    assert ENTRIES[name]["sha256"] == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("name", [n for n, e in ENTRIES.items() if e["driver"]])
def test_qemu_img_agrees_on_format_and_virtual_size(name):
    driver = ENTRIES[name]["driver"]
    said = run("qemu-img", "info", "--output=json", "-f", driver, IMAGES / name)
    info = json.loads(said)
    assert info["format"] == driver
    assert info["virtual-size"] == ENTRIES[name]["virtual_size"]
    assert "backing-filename" not in info


@pytest.mark.parametrize("name", ENTRIES)
def test_parts_are_in_the_catalogue(name):
    assert set(ENTRIES[name]["parts"]) <= set(ENTRIES)


def test_banner_is_what_the_program_holds():
    assert CATALOGUE["banner"].encode() in load("boot.bin")


def test_sums_cover_every_file():
    run("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=IMAGES)
    lines = (IMAGES / "SHA256SUMS").read_text().splitlines()
    assert {line.split("  ")[1] for line in lines} == {*ENTRIES, "images.json"}


def test_install_puts_exactly_these_files_in_place(tmp_path):
    destination = tmp_path / "a root"
    run("make", "--no-print-directory", "install-images", f"DESTDIR={destination}",
        "prefix=/opt", cwd=TOP)
    installed = {path.name: path for path in (destination / "opt/share/tinyvm").iterdir()}
    assert set(installed) == {*ENTRIES, *LISTS}
    assert {path.stat().st_mode & 0o7777 for path in installed.values()} == {0o644}
    run("sha256sum", "--check", "--strict", "SHA256SUMS",
        cwd=destination / "opt/share/tinyvm")
