"""The first minute: tinyvm define && virsh start && virsh console && virsh shutdown."""
import os
import pty
import select
import subprocess
import time

import libvirt
import pytest
from support import console, program, tinyvm


class Terminal:
    """A program on a terminal of its own, typed at and read."""

    def __init__(self, *argv):
        self.screen = b""
        self.master, slave = pty.openpty()
        self.child = subprocess.Popen(argv, stdin=slave, stdout=slave, stderr=slave,
                                      start_new_session=True)
        os.close(slave)

    def expect(self, text):
        deadline = time.monotonic() + program.DEADLINE
        while text not in self.screen:
            ready = select.select([self.master], [], [], deadline - time.monotonic())[0]
            assert ready, self.screen
            self.screen += os.read(self.master, 4096)

    def type(self, text):
        os.write(self.master, text)

    def close(self):
        assert self.child.wait(timeout=program.DEADLINE) == 0
        os.close(self.master)


@pytest.fixture(params=[
    ["--machine", "pc"], ["--machine", "q35"], ["--image", "qcow2"], ["--image", "iso"],
    ["--image", "iso", "--machine", "q35"], ["--image", "floppy"]], ids=" ".join)
def defined(request):
    tinyvm.done(tinyvm.run("define", *request.param))
    yield "tinyvm"
    tinyvm.done(tinyvm.run("undefine", "tinyvm"))


def test_start_console_shutdown(defined, virsh, watch):
    terminal = Terminal("virsh", "start", "--console", defined)
    terminal.expect(b"ClientAPI\r\n$ ")
    terminal.type(b"live\r")
    terminal.expect(b"live\r\nevil\r\n$ ")
    terminal.type(b"\x1d")  # ^]
    terminal.close()
    assert virsh("shutdown", defined).status == 0
    assert watch.wait_for(defined, libvirt.VIR_DOMAIN_EVENT_STOPPED) == \
        libvirt.VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN
    assert watch.wait_for(defined, libvirt.VIR_DOMAIN_EVENT_SHUTDOWN) == \
        libvirt.VIR_DOMAIN_EVENT_SHUTDOWN_GUEST
    assert virsh("domstate", "--reason", defined).out.strip() == "shut off (shutdown)"


def test_suspend_and_save_keep_the_line(virsh):
    tinyvm.done(tinyvm.run("define"))
    with ConsoleOf("tinyvm") as line:
        line.expect(b"ClientAPI\r\n$ ")
        line.send(b"half of ")
        line.expect(b"half of ")
        assert virsh("suspend", "tinyvm").status == 0
        assert virsh("resume", "tinyvm").status == 0
        line.send(b"a line\r")
        line.expect(b"enil a fo flah\r\n$ ")
    assert virsh("destroy", "tinyvm").status == 0
    tinyvm.done(tinyvm.run("undefine", "tinyvm"))


class ConsoleOf:
    """Start a defined domain paused, open its console, let it run."""

    def __init__(self, name):
        console.start_loop()
        self.connection = libvirt.open("qemu:///system")
        self.domain = self.connection.lookupByName(name)

    def __enter__(self):
        self.domain.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)
        self.line = console.Console(self.domain)
        self.domain.resume()
        return self.line

    def __exit__(self, *_):
        self.line.close()
        self.connection.close()
