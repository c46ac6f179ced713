"""A QEMU machine whose serial console the tests talk to and whose button they press.

Every wait is for an event (bytes, a QMP reply, the end of the process) with a deadline.
"""
import json
import os
import select
import socket
import subprocess
import tempfile
import time

DEADLINE = 60           # seconds: for slow, shared machines; never waited for in vain


class Machine:
    """Use as a context manager: QEMU is gone when it ends.

    console is the QEMU option whose output is read: serial, or debugcon for SeaBIOS's log.
    """

    def __init__(self, machine, *arguments, console="serial"):
        self.scratch = tempfile.TemporaryDirectory()
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(os.path.join(self.scratch.name, "qmp"))
        listener.listen()
        listener.settimeout(DEADLINE)
        self.qemu = subprocess.Popen(
            ["qemu-system-x86_64", "-machine", f"{machine},accel=tcg", "-m", "16",
             "-nodefaults", "-display", "none", "-no-reboot", f"-{console}", "stdio",
             "-qmp", f"unix:{listener.getsockname()}", *map(str, arguments)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.seen = b""
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            raise AssertionError(self.end()) from None
        finally:
            listener.close()
        connection.settimeout(DEADLINE)
        self.qmp = connection.makefile("rw")
        self.qmp.readline()
        self.command("qmp_capabilities")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """Kill QEMU if it still runs; return what it complained of."""
        self.qemu.kill()
        _, complaint = self.qemu.communicate(timeout=DEADLINE)
        self.scratch.cleanup()
        return complaint.decode(errors="replace")

    def command(self, name):
        """Execute a QMP command without arguments and wait for its reply."""
        self.qmp.write(json.dumps({"execute": name}) + "\n")
        self.qmp.flush()
        while "return" not in (reply := json.loads(self.qmp.readline())):
            assert "error" not in reply, reply

    def send(self, data):
        """Type bytes at the console."""
        self.qemu.stdin.write(data)
        self.qemu.stdin.flush()

    def expect(self, wanted):
        """Wait until the console has printed wanted (bytes), and drop all up to there."""
        limit = time.monotonic() + DEADLINE
        while wanted not in self.seen:
            ready, _, _ = select.select([self.qemu.stdout], [], [],
                                        limit - time.monotonic())
            data = os.read(self.qemu.stdout.fileno(), 4096) if ready else b""
            assert data, f"no {wanted!r} in {self.seen!r}"
            self.seen += data
        self.seen = self.seen.partition(wanted)[2]

    def wait(self):
        """Wait until the machine is off; return QEMU's exit status."""
        return self.qemu.wait(DEADLINE)


def live(machine, banner):
    """Lead a guest through its life: banner, a line, the power button, a clean exit."""
    machine.expect(banner + b"\r\n")
    machine.expect(b"$ ")
    machine.send(b"stressed\r")
    machine.expect(b"\r\ndesserts\r\n$ ")
    machine.command("system_powerdown")
    assert machine.wait() == 0
