"""One Bochs machine, which checks segment limits as TCG does not.

Debian's Bochs has the debugger built in: it is started with `continue`, and SIGINT
brings back its prompt, where registers can be asked for.  The terminal is a pty of our
own, COM1 a loopback connection, the directory the caller's.  Deadlines in seconds.
"""
import os
import pty
import re
import select
import signal
import socket
import subprocess
import time

CONFIG = """
megs: 16
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
ata0-master: type=disk, path={disk}, mode=flat, cylinders=20, heads=16, spt=63
boot: disk
com1: enabled=1, mode=socket-client, dev=127.0.0.1:{port}
log: bochs.log
display_library: term
plugin_ctrl: speaker=false
clock: sync=none
"""
DISK_SIZE = 20 * 16 * 63 * 512


class Bochs:
    def __init__(self, directory, disk):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            config = CONFIG.format(disk=disk, port=listener.getsockname()[1])
            (directory / "rc").write_text(config)
            (directory / "go").write_text("continue\n")
            self._terminal, terminal = pty.openpty()
            # bochs is a wrapper that becomes bochs-bin: the pid is Bochs's own.
            self.process = subprocess.Popen(
                ["bochs", "-f", "rc", "-rc", "go"], cwd=directory, stdin=terminal,
                stdout=terminal, stderr=terminal, env=dict(os.environ, TERM="vt100"))
            os.close(terminal)
            self._serial = None
            self._said, self._received = "", b""
            end = time.monotonic() + 30
            while self._serial is None:
                if listener in self._wait([listener, self._terminal], end):
                    self._serial = listener.accept()[0]
                self._drain(0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self._terminal)
        if self._serial:
            self._serial.close()

    def _wait(self, files, end):
        ready = select.select(files, [], [], max(0, end - time.monotonic()))[0]
        if not ready:
            self.process.kill()
            raise AssertionError(f"Bochs said nothing in time: {self._received!r} "
                                 f"{self._said[-500:]}")
        return ready

    def _drain(self, seconds):
        if select.select([self._terminal], [], [], seconds)[0]:
            try:
                self._said += os.read(self._terminal, 65536).decode(errors="replace")
            except OSError as error:
                raise AssertionError(f"Bochs ended: {self._said[-500:]}") from error

    def send(self, data):
        self._serial.sendall(data)

    def expect(self, data, timeout=20):
        """Return what came out of COM1 up to and with data."""
        end = time.monotonic() + timeout
        while data not in self._received:
            ready = self._wait([self._serial, self._terminal], end)
            if self._serial in ready:
                self._received += self._serial.recv(65536)
            if self._terminal in ready:
                self._drain(0)
        head, _, self._received = self._received.partition(data)
        return head + data

    def debug(self, command, pattern, timeout=20):
        """Interrupt the machine, give the debugger a command, and return the match of
        pattern in its answer."""
        self._said = ""
        self.process.send_signal(signal.SIGINT)
        os.write(self._terminal, command.encode() + b"\n")
        end = time.monotonic() + timeout
        while True:
            found = re.search(pattern, self._said, re.S)
            if found:
                return found
            self._wait([self._terminal], end)
            self._drain(0)
