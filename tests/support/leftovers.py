"""What a program may leave behind on a host, and how to see that it did not.

A Snapshot holds every file below the places where libvirt, tinyvm and their users keep
state, every domain, pool and volume of the daemons, and every QEMU process.  The sandbox
hides all other processes and files of the machine, so nothing in here is a stranger's.
"""
import glob
import os
import shutil
import signal

import libvirt

from support import sandbox

PLACES = ("/tmp", "/var/tmp", "/run", "/dev/shm", "/home", "/etc/libvirt",
          "/var/lib/libvirt", "/var/lib/tinyvm", "/root")
# Not state of a guest: the tests' own files, and what libvirt keeps for the next time.
OURS = (sandbox.PRIVATE, "/run/mount")
KEPT = tuple(f"/.cache/libvirt/{name}" for name in (
    "qemu/cache", "qemu/log", "common", "hostdevmgr", "virtlogd.log", "libvirtd.log"))
KEPT_IN = ("/.cache", "/.cache/libvirt", "/.cache/libvirt/qemu")

# Only libvirt may touch these.
LIBVIRTS = ("/run/libvirt/", "/etc/libvirt/", "/var/lib/libvirt/qemu/")


def files():
    """Every path below PLACES but for OURS and KEPT.

    The tree itself may lie in one of them, and gains bytecode as tests run.
    """
    found = set()
    for place in PLACES:
        for directory, subdirectories, names in os.walk(place):
            subdirectories[:] = [d for d in subdirectories
                                 if f"{directory}/{d}" not in OURS]
            found.update(f"{directory}/{n}" for n in names + subdirectories)
    return {path for path in found
            if "/__pycache__" not in path and not path.endswith(KEPT_IN)
            and not any(kept in path for kept in KEPT)}


def commands():
    """The process id and command line of every process in the sandbox."""
    found = {}
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            with open(path, "rb") as file:
                words = file.read().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        found[int(path.split("/")[2])] = [w.decode(errors="replace") for w in words]
    return found


def the_qemu():
    """The process id of the only QEMU in the sandbox."""
    found = [pid for pid, words in commands().items()
             if os.path.basename(words[0]).startswith("qemu-system-")]
    assert len(found) == 1, found
    return found[0]


def qemus():
    """Every QEMU that runs, except libvirt's own probes of its capabilities."""
    return {f"process {pid}: {' '.join(words[:3])}" for pid, words in commands().items()
            if os.path.basename(words[0]).startswith("qemu-system-")
            and not any("/capabilities.monitor.sock" in w or "qmp.monitor" in w
                        for w in words)}


def objects(uri):
    """Domains, pools and volumes of the daemon at uri."""
    connection = libvirt.open(uri)
    try:
        found = {f"{uri} domain {d.name()}" for d in connection.listAllDomains()}
        for pool in connection.listAllStoragePools():
            found.add(f"{uri} pool {pool.name()}")
            volumes = pool.listAllVolumes() if pool.isActive() else []
            found.update(f"{uri} volume {v.path()}" for v in volumes)
        return found
    finally:
        connection.close()


class Snapshot:
    """Everything that there is now; new() tells what has come since."""

    def __init__(self, *uris):
        self.uris = uris
        self.there = self.look()

    def look(self):
        return files().union(qemus(), *(objects(uri) for uri in self.uris))

    def new(self):
        return sorted(self.look() - self.there)

    def check(self):
        """Fail if something was left, and remove it, so that it fails no other test."""
        new = self.new()
        self.remove(new)
        assert not new, "left behind:\n" + "\n".join(new)

    def remove(self, new):
        """Remove what new() has told; what only libvirt may touch stays libvirt's."""
        for line in new:
            if line.startswith("process "):
                os.kill(int(line.split()[1].rstrip(":")), signal.SIGKILL)
        for uri in self.uris:
            remove_objects(uri, new)
        for path in new:
            if path.startswith("/") and not path.startswith(LIBVIRTS):
                remove_path(path)


def remove_objects(uri, new):
    """Remove those domains, pools and volumes at uri that are named in new."""
    connection = libvirt.open(uri)
    for domain in connection.listAllDomains():
        if f"{uri} domain {domain.name()}" in new:
            persistent = domain.isPersistent()
            if domain.isActive():
                domain.destroy()
            if persistent:
                domain.undefine()
    for pool in connection.listAllStoragePools():
        for volume in pool.listAllVolumes() if pool.isActive() else []:
            if f"{uri} volume {volume.path()}" in new:
                volume.delete()
        if f"{uri} pool {pool.name()}" in new:
            remove_pool(pool)
    connection.close()


def remove_pool(pool):
    """Stop and forget a pool; its directory and files stay."""
    persistent = pool.isPersistent()  # cannot be asked once a transient one has stopped
    if pool.isActive():
        pool.destroy()
    if persistent:
        pool.undefine()


def remove_path(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)
