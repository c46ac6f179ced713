"""What a person does with a domain, for scripts: commands, a terminal with `virsh
console` on it, and libvirt's events for knowing what came of it."""
import os
import pty
import queue
import subprocess
import threading
import time
import libvirt

PATIENCE = 600      # seconds for each wait; an emulated testbed on a busy host is slow
CLEAN = (libvirt.VIR_DOMAIN_EVENT_STOPPED, libvirt.VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN)


def run(*command):
    """Run a command to its end, show it and what it printed, fail as it does."""
    print("$", *command, flush=True)
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True,
                          timeout=PATIENCE, stdin=subprocess.DEVNULL)
    print(done.stdout, end="", flush=True)
    return done.stdout


class Console:
    """`virsh console` on a terminal of its own."""

    def __init__(self, name):
        print("$ virsh console", name)
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execlp("virsh", "virsh", "console", name)
        self.seen = b""
        self.got = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.expect(b"Escape character is")
        self.expect(b"\n")

    def _read(self):
        try:
            while True:
                self.got.put(os.read(self.terminal, 4096))
        except OSError:
            self.got.put(b"")       # virsh has ended

    def type(self, text):
        os.write(self.terminal, text)

    def expect(self, text, patience=PATIENCE):
        """Read until the text was printed; what comes later is kept."""
        deadline = time.monotonic() + patience
        while text not in self.seen:
            more = self.got.get(timeout=max(0, deadline - time.monotonic()))
            assert more, f"the console closed before {text!r}: {self.seen!r}"
            self.seen += more
        before, _, self.seen = self.seen.partition(text)
        print((before + text).decode("latin-1"), end="", flush=True)

    def wake(self):
        """Press Enter until there is a prompt.  The banner may have gone by, and virsh
        drops what was typed before it had set up the terminal."""
        for _ in range(PATIENCE):
            self.type(b"\r")
            try:
                return self.expect(b"$ ", patience=1)
            except queue.Empty:
                continue
        raise TimeoutError("no prompt")

    def leave(self):
        self.type(b"\x1d")
        os.waitpid(self.pid, 0)
        print()


def start(name):
    """Start the guest and read its banner: paused until the console is open, as nobody
    keeps what it prints before."""
    run("virsh", "start", name, "--paused")
    console = Console(name)
    run("virsh", "resume", name)
    console.expect(b"ClientAPI\r\n$ ")
    console.leave()


def talk(name):
    """One line at the guest's console comes back reversed."""
    console = Console(name)
    console.wake()
    console.type(b"hello\r")
    console.expect(b"olleh\r\n$ ")
    console.leave()


class Events:
    """The lifecycle events of one domain, from now on."""

    def __init__(self, uri, name):
        libvirt.virEventRegisterDefaultImpl()
        self.connection = libvirt.open(uri)
        self.name, self.events = name, queue.Queue()
        self.connection.domainEventRegisterAny(
            None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, self._got, None)
        threading.Thread(target=self._loop, daemon=True).start()

    def _got(self, _connection, domain, event, detail, _opaque):
        if domain.name() == self.name:
            self.events.put((event, detail))

    def _loop(self):
        while True:
            libvirt.virEventRunDefaultImpl()

    def wait(self, wanted):
        while self.events.get(timeout=PATIENCE) != wanted:
            pass


def shut_down(name, events):
    """Press the button; the guest must power itself off."""
    run("virsh", "shutdown", name)
    events.wait(CLEAN)
    assert run("virsh", "domstate", name, "--reason").strip() == "shut off (shutdown)"
