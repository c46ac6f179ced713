"""Archives whose bytes depend on names and contents alone."""
import gzip
import io
import tarfile

from .identity import timestamp


def tar(members):
    """Return a ustar archive (POSIX.1-1988) of members, in their order.

    A member is (name, contents in bytes or None for a directory, owner's uid and gid).
    """
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, contents, owner in members:
            info = tarfile.TarInfo(name)
            info.mtime = timestamp()
            info.uid = info.gid = owner
            if contents is None:
                info.type, info.mode = tarfile.DIRTYPE, 0o755
                archive.addfile(info)
            else:
                info.mode, info.size = 0o644, len(contents)
                archive.addfile(info, io.BytesIO(contents))
    return out.getvalue()


def packed(data):
    """Return data gzipped, with no name in it and the release's time (RFC 1952)."""
    return gzip.compress(data, 9, mtime=timestamp())
