"""Media are told apart by their identifiers, and these depend on nothing but content."""
import os
import re
import struct
import uuid

import pytest
from readers import vhd, vmdk
from tools import CATALOGUE, IMAGES, TOP, load, run

EPOCH_2000 = 946684800
MKIMAGE = ["/usr/bin/python3", "-B", TOP / "boot/mkimage.py"]


def vdi_uuids(data):
    return {str(uuid.UUID(bytes_le=data[at:at + 16])) for at in (0x188, 0x198)}


def vhdx_uuids(data):
    """File and data write GUIDs, and the disk's."""
    found = {data[at:at + 16] for at in (0x10010, 0x10020)}
    table = 0x300000
    for number in range(5):
        guid, at, size = struct.unpack_from("<16sII", data, table + 32 + 32 * number)
        if str(uuid.UUID(bytes_le=guid)).startswith("beca12ab"):
            found.add(data[table + at:table + at + size])
    return {str(uuid.UUID(bytes_le=guid)) for guid in found}


def vmdk_uuids(text):
    return set(re.findall(r'ddb\.uuid\.(?:image|modification) = "(.*)"', text))


def identifiers(directory):
    """Return every identifier of the images in a directory, by file."""
    def at(name):
        return (directory / name).read_bytes()
    found = {name: {str(uuid.UUID(bytes=vhd.footer(at(name))[1]))}
             for name in ("boot.vhd", "boot-azure.vhd")}
    found["boot.vdi"] = vdi_uuids(at("boot.vdi"))
    found["boot.vhdx"] = vhdx_uuids(at("boot.vhdx"))
    found["boot.vmdk"] = vmdk_uuids(at("boot.vmdk").decode())
    stream = at("boot-stream.vmdk")[512:512 * 21].rstrip(b"\0").decode()
    found["boot-stream.vmdk"] = vmdk_uuids(stream)
    return found


def remade(where, release, program):
    """Wrap a program again, as another release; return the directory."""
    env = dict(os.environ, SOURCE_DATE_EPOCH="1700000000")
    (where / "boot.bin").write_bytes(program)

    def make(kind, source, name):
        run(*MKIMAGE, "--release", release, kind, where / source, where / name, env=env)
    make("disk", "boot.bin", "boot.img")
    for kind, name in (("vhd", "boot.vhd"), ("vhd-azure", "boot-azure.vhd"),
                       ("vdi", "boot.vdi"), ("vhdx", "boot.vhdx"), ("vmdk", "boot.vmdk"),
                       ("vmdk-stream", "boot-stream.vmdk")):
        make(kind, "boot.img", name)
    return where


def test_all_are_different_and_of_version_5():
    sets = identifiers(IMAGES)
    everything = [one for found in sets.values() for one in found]
    assert len(everything) == len(set(everything)) == 2 + 2 + 3 + 2 + 2
    assert {uuid.UUID(one).version for one in everything} == {5}


@pytest.mark.parametrize("what", ["same", "release", "program"])
def test_they_follow_release_and_bytes_alone(what, tmp_path):
    """The same again, at another time: the same.  Another release or program: another."""
    release = CATALOGUE["version"] + (".1" if what == "release" else "")
    program = bytearray(load("boot.bin"))
    if what == "program":
        program[255] ^= 1
    again, before = identifiers(remade(tmp_path, release, program)), identifiers(IMAGES)
    for name, found in again.items():
        if what == "same":
            assert found == before[name], name
        else:
            assert not found & before[name], name


def test_vmdk_content_id_is_of_the_content():
    settings, _ = vmdk.descriptor(load("boot.vmdk"))
    assert settings["CID"] not in ("ffffffff", "fffffffe", "00000000")


def test_vhd_time_stamp_is_the_releases():
    changelog = (TOP / "debian/changelog").read_text()
    date = re.search(r"^ -- .*>  (.*)$", changelog, re.M).group(1)
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH") or
                  run("date", "-u", "+%s", "-d", date))
    assert vhd.footer(load("boot.vhd"))[0] == max(seconds - EPOCH_2000, 0)
