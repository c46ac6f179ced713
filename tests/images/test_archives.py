"""OVA, box and OCI archive: valid packages around the right disk."""
import gzip
import hashlib
import io
import json
import os
import re
import tarfile
from pathlib import Path

import jsonschema
import pytest
from readers import qcow2, vmdk
from tools import CATALOGUE, IMAGES, load, run

# Our own subset of DSP8023, since the schema itself is in no package; whoever has DMTF's
# names it in TINYVM_DSP8023 and it is used as well.
SCHEMAS = [Path(__file__).with_name("ovf.xsd")]
if os.environ.get("TINYVM_DSP8023"):
    SCHEMAS.append(Path(os.environ["TINYVM_DSP8023"]))


def members(data):
    """Return {name: (TarInfo, contents)} of an archive, in its order."""
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return {info.name: (info, info.isfile() and archive.extractfile(info).read())
                for info in archive}


def ova():
    return {name: contents for name, (_, contents) in members(load("boot.ova")).items()}


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("name", ["boot.ova", "boot.oci.tar", "boot.box"])
def test_archives_are_plain_ustar_of_nobody(name):
    """No pax or GNU extension, no user's name; owners that the format fixes, or root."""
    data = gzip.decompress(load(name)) if name == "boot.box" else load(name)
    run("tar", "--list", "--verbose", "--file", IMAGES / name)
    headers = [data[at:at + 512] for at in range(0, len(data), 512)]
    headers = [header for header in headers if header[257:262] == b"ustar"]
    assert len(headers) == len(members(data))
    for header in headers:
        assert header[257:265] == b"ustar\x0000" and header[156:157] in b"05"
    for info, _ in members(data).values():
        assert (info.uid, info.gid, info.uname, info.gname) == (0, 0, "", "")
        assert info.mode == (0o755 if info.isdir() else 0o644)


def test_ova_order():
    """DSP0243 5.3: the descriptor first, the manifest after it, then the references."""
    assert list(ova()) == ["tinyvm.ovf", "tinyvm.mf", "tinyvm-disk1.vmdk"]


def test_ova_manifest():
    files = ova()
    lines = files["tinyvm.mf"].decode().splitlines()
    sums = dict(re.fullmatch(r"SHA256\((.*)\)= ([0-9a-f]{64})", line).groups()
                for line in lines)
    assert sums == {name: hashlib.sha256(files[name]).hexdigest()
                    for name in ("tinyvm.ovf", "tinyvm-disk1.vmdk")}


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.name)
def test_ovf_follows_the_schema(schema, tmp_path):
    descriptor = tmp_path / "tinyvm.ovf"
    descriptor.write_bytes(ova()["tinyvm.ovf"])
    run("xmllint", "--noout", "--nonet", "--schema", schema, descriptor)


def test_ovf_says_what_is_there():
    text = ova()["tinyvm.ovf"].decode()
    assert f'ovf:size="{len(ova()["tinyvm-disk1.vmdk"])}"' in text
    assert 'ovf:capacity="1048576"' in text
    assert f"<Version>{CATALOGUE['version']}</Version>" in text
    assert re.findall(r"ResourceType>(\d+)<", text) == ["3", "4", "5", "17", "21"]


def test_ova_disk():
    assert vmdk.read_stream(ova()["tinyvm-disk1.vmdk"]) == load("boot.img")


def test_box():
    files = members(gzip.decompress(load("boot.box")))
    assert list(files) == ["metadata.json", "Vagrantfile", "box.img"]
    assert json.loads(files["metadata.json"][1]) == {
        "provider": "libvirt", "format": "qcow2", "virtual_size": 1}
    assert qcow2.read(files["box.img"][1]) == load("boot.img")


def test_gzip_headers_name_nothing():
    """RFC 1952: no flags, thus no file name; the time is the release's."""
    assert load("boot.box")[:4] == b"\x1f\x8b\x08\x00"


def test_oci_layout():
    """Every blob is under its digest, and the layer holds /disk/boot.qcow2 of uid 107."""
    files = {name: data for name, (_, data) in members(load("boot.oci.tar")).items()}
    assert json.loads(files["oci-layout"]) == {"imageLayoutVersion": "1.0.0"}

    def blob(descriptor):
        data = files["blobs/" + descriptor["digest"].replace(":", "/")]
        assert digest(data) == descriptor["digest"] and len(data) == descriptor["size"]
        return data
    entry, = json.loads(files["index.json"])["manifests"]
    manifest = json.loads(blob(entry))
    config = json.loads(blob(manifest["config"]))
    layer = gzip.decompress(blob(manifest["layers"][0]))
    assert config["rootfs"]["diff_ids"] == [digest(layer)]
    assert (config["architecture"], config["os"]) == ("amd64", "linux")
    inside = members(layer)
    assert list(inside) == ["disk", "disk/boot.qcow2"]
    assert {(info.uid, info.gid) for info, _ in inside.values()} == {(107, 107)}
    assert inside["disk/boot.qcow2"][1] == load("boot.qcow2")


def test_skopeo_takes_the_oci_archive(tmp_path):
    """An independent reader unpacks it, every digest checked, into a plain directory."""
    policy = tmp_path / "policy.json"
    policy.write_text('{"default": [{"type": "insecureAcceptAnything"}]}')
    source = f"oci-archive:{IMAGES / 'boot.oci.tar'}:{CATALOGUE['version']}"
    facts = json.loads(run("skopeo", "--policy", policy, "inspect", source))
    assert (facts["Architecture"], facts["Os"]) == ("amd64", "linux")
    copy = tmp_path / "copy"
    run("skopeo", "--policy", policy, "copy", source, f"dir:{copy}")
    layers = [gzip.decompress(path.read_bytes()) for path in copy.iterdir()
              if path.read_bytes()[:2] == b"\x1f\x8b"]
    assert members(layers[0])["disk/boot.qcow2"][1] == load("boot.qcow2")


def test_schema_tests_can_fail():
    """The subset of DSP8023 is not so loose that it takes anything."""
    with pytest.raises(AssertionError):
        broken = ova()["tinyvm.ovf"].replace(b"ovf:diskId", b"diskId")
        run("xmllint", "--noout", "--nonet", "--schema", SCHEMAS[0], "-",
            input=broken.decode())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({}, {"required": ["images"]})
