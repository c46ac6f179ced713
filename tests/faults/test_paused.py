"""A guest that the host pauses, as its disk is full or its watchdog barks: named for that,
never "clean", and removed all the same."""
import contextlib
import ctypes
import os

import libvirt
from support import sandbox, tinyvm
from test_disks import POOL, default_pool, mounted

# linux/falloc.h
PUNCH_HOLE, KEEP_SIZE = 2, 1
HALF = 512 << 10  # bytes: of the disk, whose second half the guest writes into


def punch(path):
    """Give the second half of a disk back to its file system."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open(path, "r+b") as file:
        done = libc.fallocate64(file.fileno(), PUNCH_HOLE | KEEP_SIZE,
                                ctypes.c_long(HALF), ctypes.c_long(HALF))
    assert done == 0, os.strerror(ctypes.get_errno())


def fill(place):
    """Leave no byte free."""
    with open(f"{place}/filler", "ab", buffering=0) as file:
        with contextlib.suppress(OSError):
            while True:
                file.write(b"x" * 4096)
        assert os.statvfs(place).f_bfree == 0


def await_pause(watch, name, why):
    """Wait until libvirt tells that: every guest of ours begins with a pause of its own."""
    event = (name, libvirt.VIR_DOMAIN_EVENT_SUSPENDED, why)
    with watch.news:
        assert watch.news.wait_for(lambda: event in watch.events, 60), watch.events


def test_full_disk(odd_guest, watch):
    """QEMU stops a guest whose write finds no room (werror=enospc is its default)."""
    with mounted(POOL, "size=2m"), default_pool():
        # The one kind of disk that a guest of a check may write to.
        with tinyvm.running("check", "--bus", "ide", "--timeout", "banner=20",
                            images=odd_guest("WRITES")) as run:
            run.wait_for(" start ")
            name = watch.connection.listAllDomains()[0].name()
            fill(POOL)
            punch(f"{POOL}/{next(n for n in os.listdir(POOL) if n != 'filler')}")
            fill(POOL)
            await_pause(watch, name, libvirt.VIR_DOMAIN_EVENT_SUSPENDED_IOERROR)
            assert run.end(timeout=90) == 1
        os.unlink(f"{POOL}/filler")
    tinyvm.failed(run.output, "banner", "TV-PAUSED")
    assert "the host paused the guest" in run.output


def with_dog(virsh, name):
    """Somebody gives the domain a watchdog that pauses it."""
    xml = virsh("dumpxml", "--inactive", name).out
    with open(f"{sandbox.PRIVATE}/dog.xml", "w", encoding="utf-8") as file:
        file.write(xml.replace("</devices>",
                               "<watchdog model='ib700' action='pause'/></devices>"))
    assert virsh("define", file.name).status == 0


def test_watchdog(odd_guest, watch, virsh):
    barks = odd_guest("BARKS")
    tinyvm.done(tinyvm.run("define", "a", images=barks))
    try:
        with_dog(virsh, "a")
        with tinyvm.running("start", "a", "--timeout", "15", images=barks) as run:
            await_pause(watch, "a", libvirt.VIR_DOMAIN_EVENT_SUSPENDED_WATCHDOG)
            assert run.end(timeout=90) == 1
        assert "the host paused" in run.output and "[TV-PAUSED]" in run.output
    finally:
        virsh("destroy", "a")
        tinyvm.done(tinyvm.run("undefine", "a"))
