"""containerDisk: a container image that holds nothing but the disk, as an OCI archive.

KubeVirt takes the one file below /disk, and reads it as uid 107 (qemu).

Source: OCI Image Format Specification 1.0 (image-layout, index, manifest, config, layer);
KubeVirt user guide, "containerDisk".
"""
import hashlib
import json
import time

from . import archive, qcow2
from .identity import timestamp

QEMU_UID = 107
_TYPE = "application/vnd.oci.image"
INDEX, MANIFEST = f"{_TYPE}.index.v1+json", f"{_TYPE}.manifest.v1+json"
CONFIG, LAYER = f"{_TYPE}.config.v1+json", f"{_TYPE}.layer.v1.tar+gzip"


def _digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _json(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


class _Blobs(dict):
    """The blobs directory: contents by path."""

    def add(self, media_type, data):
        """Keep data and return its descriptor."""
        digest = _digest(data)
        self["blobs/" + digest.replace(":", "/")] = data
        return {"mediaType": media_type, "digest": digest, "size": len(data)}


def image(disk, release):
    """Return an OCI archive (bytes) tagged with the release, with disk (bytes) in it."""
    layer = archive.tar([("disk/", None, QEMU_UID),
                         ("disk/boot.qcow2", qcow2.image(disk), QEMU_UID)])
    created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(timestamp()))
    config = {
        "architecture": "amd64", "os": "linux", "created": created, "config": {},
        "rootfs": {"type": "layers", "diff_ids": [_digest(layer)]},
        "history": [{"created": created, "created_by": f"tinyvm {release}"}],
    }
    blobs = _Blobs()
    manifest = blobs.add(MANIFEST, _json({
        "schemaVersion": 2, "mediaType": MANIFEST,
        "config": blobs.add(CONFIG, _json(config)),
        "layers": [blobs.add(LAYER, archive.packed(layer))]}))
    manifest["annotations"] = {"org.opencontainers.image.ref.name": release}
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [manifest]}
    members = [("oci-layout", _json({"imageLayoutVersion": "1.0.0"}), 0),
               ("index.json", _json(index), 0),
               ("blobs/", None, 0), ("blobs/sha256/", None, 0)]
    members += [(path, blobs[path], 0) for path in sorted(blobs)]
    return archive.tar(members)
