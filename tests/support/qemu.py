"""One raw QEMU guest under a test's control: serial console, QMP and nothing else.

    with Qemu(machine="q35", drives=["build/boot.img"]) as vm:
        vm.expect(b"$ ")
        vm.press_button()
        assert vm.wait_shutdown() == "guest-shutdown"

Both channels are socket pairs inherited by QEMU, so there is no path, port or start-up
race, and a dead QEMU is an end of file.  Every wait has a deadline on the monotonic
clock, in seconds, and raises Timeout.  Leaving the context always ends the process.
"""
import json
import select
import shutil
import socket
import subprocess
import tempfile
import time

DEADLINE = 30.0


class Timeout(AssertionError):
    """A deadline passed; the text says what was awaited and what came instead."""


class QmpError(RuntimeError):
    """QEMU refused a QMP command."""


def raw(path, interface="ide", **options):
    """Return the -drive argument for a raw image, e.g. raw(p, "ide", readonly="on")."""
    extra = "".join(f",{k}={v}" for k, v in options.items())
    return f"file={str(path).replace(',', ',,')},format=raw,if={interface}{extra}"


class Qemu:
    """A QEMU process.  `drives` are raw images for the machine's first controller (or
    whole -drive arguments), `args` any further arguments; vga is off unless named."""

    def __init__(self, machine="pc", memory="16", drives=(), args=(), accel="tcg",
                 vga="none", binary="qemu-system-x86_64"):
        self.directory = tempfile.mkdtemp(prefix="tinyvm-qemu-")
        self._serial, serial = socket.socketpair()
        self._qmp, qmp = socket.socketpair()
        self._received = b""
        self._lines = b""
        self.console = b""
        self.events = []
        command = [binary, "-nodefaults", "-no-user-config", "-display", "none",
                   "-machine", machine, "-accel", accel, "-m", str(memory), "-vga", vga,
                   "-chardev", f"socket,id=serial,fd={serial.fileno()}",
                   "-serial", "chardev:serial",
                   "-chardev", f"socket,id=qmp,fd={qmp.fileno()}",
                   "-mon", "chardev=qmp,mode=control"]
        for drive in drives:
            drive = str(drive)
            command += ["-drive", drive if drive.startswith("file=") else raw(drive)]
        command += [str(a) for a in args]
        with open(f"{self.directory}/stderr", "wb") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                pass_fds=(serial.fileno(), qmp.fileno()))
        serial.close()
        qmp.close()
        try:
            self._await("the QMP greeting", lambda m: "QMP" in m, DEADLINE)
            self.qmp("qmp_capabilities")
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """End the guest if it still runs and remove its directory."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._serial.close()
        self._qmp.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def stderr(self):
        """Return what QEMU has printed so far."""
        with open(f"{self.directory}/stderr", errors="replace") as log:
            return log.read()

    # The serial console.

    def send(self, data):
        """Type bytes; blocks while the guest takes none (up to DEADLINE)."""
        self._serial.settimeout(DEADLINE)
        self._serial.sendall(data)

    def expect(self, data, timeout=DEADLINE):
        """Return everything up to and including `data`, which must come in time."""
        end = time.monotonic() + timeout
        while data not in self._received:
            if not self._readable(self._serial, end):
                raise Timeout(f"no {data!r} within {timeout} s; "
                              f"console: {self._received!r} {self.stderr()}")
            got = self._serial.recv(65536)
            if not got:
                raise Timeout(f"the console closed before {data!r}: "
                              f"{self._received!r} {self.stderr()}")
            self._received += got
            self.console += got
        head, _, self._received = self._received.partition(data)
        return head + data

    def line(self, text, timeout=DEADLINE):
        """Type a line and a CR, check echo and reversed reply up to the next prompt."""
        self.send(text + b"\r")
        got = self.expect(b"\r\n$ ", timeout)
        assert got == text + b"\r\n" + text[::-1] + b"\r\n$ ", got

    # QMP.

    def qmp(self, command, **arguments):
        """Run a QMP command and return its value."""
        request = {"execute": command}
        if arguments:
            request["arguments"] = {k.replace("_", "-"): v for k, v in arguments.items()}
        self._qmp.sendall(json.dumps(request).encode() + b"\n")
        answer = self._await(command, lambda m: "return" in m or "error" in m, DEADLINE)
        if "error" in answer:
            raise QmpError(f"{command}: {answer['error']['desc']}")
        return answer["return"]

    def hmp(self, line):
        """Run a line of the human monitor and return its text."""
        return self.qmp("human-monitor-command", command_line=line)

    def wait_event(self, name, timeout=DEADLINE):
        """Return the first event of that name not yet taken, waiting if need be."""
        for index, event in enumerate(self.events):
            if event["event"] == name:
                return self.events.pop(index)
        event = self._await(f"event {name}", lambda m: m.get("event") == name, timeout)
        self.events.remove(event)
        return event

    def press_button(self):
        self.qmp("system_powerdown")

    def wait_shutdown(self, timeout=DEADLINE):
        """Return the reason of the SHUTDOWN event: "guest-shutdown" proves that the
        guest itself powered off."""
        data = self.wait_event("SHUTDOWN", timeout)["data"]
        assert data["guest"] == data["reason"].startswith("guest-"), data
        return data["reason"]

    def wait_exit(self, timeout=DEADLINE):
        """Return QEMU's exit status."""
        return self.process.wait(timeout)

    def memory(self, address, size):
        """Return guest-physical memory, MMIO included."""
        path = f"{self.directory}/memory"
        self.qmp("pmemsave", val=address, size=size, filename=path)
        with open(path, "rb") as dump:
            return dump.read()

    def screen_text(self):
        """Return the 80x25 text screen as lines without trailing blanks (needs a vga)."""
        cells = self.memory(0xB8000, 80 * 25 * 2)[::2].decode("cp437")
        return [cells[i:i + 80].rstrip(" \0") for i in range(0, 2000, 80)]

    def _await(self, what, wanted, timeout):
        """Read messages, keep the events among them, return the first that is wanted."""
        end = time.monotonic() + timeout
        while True:
            line, found, rest = self._lines.partition(b"\n")
            if not found:
                if not self._readable(self._qmp, end):
                    raise Timeout(f"no {what} within {timeout} s; {self.stderr()}")
                got = self._qmp.recv(65536)
                if not got:
                    raise Timeout(f"QEMU ended before {what}: {self.stderr()}")
                self._lines += got
                continue
            self._lines = rest
            message = json.loads(line)
            if "event" in message:
                self.events.append(message)
            if wanted(message):
                return message

    @staticmethod
    def _readable(sock, end):
        return select.select([sock], [], [], max(0.0, end - time.monotonic()))[0]
