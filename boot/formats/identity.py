"""Identifiers and times that depend on the release and the contents, on nothing else.

VirtualBox and Hyper-V know a medium by its UUID: it must differ between releases and
between formats, and be the same whenever the same bytes are wrapped again.
"""
import hashlib
import os
import uuid

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "tinyvm:images")


def identifier(release, purpose, disk):
    """Return a version 5 UUID (RFC 4122, 4.3) of release, purpose and disk (bytes)."""
    digest = hashlib.sha256(disk).hexdigest()
    return uuid.uuid5(_NAMESPACE, f"{release} {purpose} {digest}")


def timestamp():
    """Return the release's time, seconds since 1970 UTC, from SOURCE_DATE_EPOCH.

    Raises KeyError when it is not set: the clock must never get into an image.
    """
    return int(os.environ["SOURCE_DATE_EPOCH"])
