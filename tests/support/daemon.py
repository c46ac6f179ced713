"""libvirt daemons of the tests' own.  All of them live in the sandbox and end with it."""
import os
import pathlib
import select
import shutil
import signal
import subprocess
import sys

HERE = os.path.realpath(__file__)
sys.path.insert(0, str(pathlib.Path(HERE).parents[1]))
from support import program, sandbox  # noqa: E402

# What a second daemon on the machine must not share with the first.
APART = ("/run/libvirt", "/var/lib/libvirt", "/var/log/libvirt", "/etc/libvirt")


class Daemon:
    """A libvirtd that answers at `uri`; its pid file is in the directory `place`."""

    def __init__(self, uri, place, user=program.ROOT):
        self.uri, self.place, self.user = uri, place, user

    def pid_of(self, name):
        return int(pathlib.Path(self.place, f"{name}.pid").read_text(encoding="ascii"))

    @property
    def pid(self):
        return self.pid_of("libvirtd")

    def start(self):
        """Start virtlogd and libvirtd: both answer when their parents have returned."""
        assert sandbox.inside(), "the host's own state is not for tests"
        for name in ("virtlogd", "libvirtd"):
            program.must([name, "-d", "-p", f"{self.place}/{name}.pid"], user=self.user)
        return self

    def warm(self):
        """Have libvirt examine QEMU now: it takes a second, once for each daemon."""
        program.must(["virsh", "-c", self.uri, "domcapabilities"], user=self.user)
        return self

    def stop(self, number=signal.SIGTERM, name="libvirtd"):
        """End libvirtd, or virtlogd, and wait until it is gone."""
        descriptor = os.pidfd_open(self.pid_of(name))
        signal.pidfd_send_signal(descriptor, number)
        ended, _, _ = select.select([descriptor], [], [], program.DEADLINE)
        os.close(descriptor)
        assert ended, f"{name} does not end"

    def restart(self, env=None):
        """Start the libvirtd of a peer again, where its log daemon still runs."""
        inside = ["nsenter", "-t", self.pid_of("virtlogd"), "--mount", "--uts"]
        program.must([*inside, "libvirtd", "-d", "-p", f"{self.place}/libvirtd.pid"],
                     env=env)
        for stale in pathlib.Path("/run/lock").glob("LCK.*"):
            stale.unlink()  # a console's lock with the pid of the daemon that was killed


def system():
    """The daemon behind qemu:///system."""
    return Daemon("qemu:///system", "/run").start().warm()


def session(user):
    """The daemon behind qemu:///session of an ordinary user."""
    return Daemon("qemu:///session", user.runtime, user).start().warm()


def peer(name, hook=""):
    """Another system daemon, as if on another machine: own host name, UUID and state.

    hook: a script that it calls as guests come and go (libvirt.org/hooks.html)."""
    place = f"{sandbox.PRIVATE}/{name}"
    os.makedirs(place)
    program.must(["unshare", "--mount", "--uts", sys.executable, HERE, name, place, hook],
                 env={sandbox.INSIDE: name})
    return Daemon(f"qemu+unix:///system?socket={place}/libvirt-sock", place).warm()


def _be_peer(name, place, hook):
    """Set up a peer in the namespaces that peer() made; its sockets go to place."""
    for path in APART:
        os.makedirs(path, exist_ok=True)  # it may be the first daemon of all
        sandbox.tmpfs(path)
    subprocess.run(["hostname", name], check=True)
    sandbox.configure_libvirt(f'unix_sock_dir = "{place}"\n'
                              'host_uuid = "5a7b0000-0001-4000-8000-000000000002"\n')
    if hook:
        os.mkdir("/etc/libvirt/hooks")
        shutil.copy(hook, "/etc/libvirt/hooks/qemu")
    Daemon(None, place).start()


if __name__ == "__main__":
    _be_peer(*sys.argv[1:])
