"""Programs under test: run as a chosen user, bounded in time, never through a shell."""
import os
import select
import signal
import subprocess
import time
from typing import NamedTuple

from support import sandbox

DEADLINE = 60  # seconds; generous, as the machine may be busy with other things


class Outcome(NamedTuple):
    """How a program ended: exit status (128 + N if signal N killed it) and output."""
    status: int
    out: str
    err: str
    seconds: float


class User(NamedTuple):
    """Who runs a program."""
    name: str
    uid: int
    home: str
    runtime: str

    def environment(self):
        return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8",
                "HOME": self.home, "USER": self.name, "LOGNAME": self.name,
                "XDG_RUNTIME_DIR": self.runtime}


ROOT = User("root", 0, "/root", "/run/user/0")
USER = User(sandbox.USER, sandbox.UID, f"/home/{sandbox.USER}",
            f"/run/user/{sandbox.UID}")


def popen(argv, user=ROOT, env=None, groups=(), **options):
    """Start argv as user, with an environment that holds nothing of the caller's."""
    if user.uid:
        options.update(user=user.uid, group=user.uid, extra_groups=list(groups))
    return subprocess.Popen([str(a) for a in argv], cwd="/", stdin=subprocess.DEVNULL,
                            env={**user.environment(), **(env or {})}, **options)


def run(argv, user=ROOT, env=None, timeout=DEADLINE, groups=()):
    """Run argv to its end and return its Outcome; one that hangs is killed and fails."""
    with popen(argv, user, env, groups, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
               text=True, errors="replace") as child:
        began = time.monotonic()
        try:
            out, err = child.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            child.kill()
            out, err = child.communicate()
            message = f"{argv} did not end in {timeout} s\n{out}\n{err}"
            raise AssertionError(message) from None
    status = child.returncode if child.returncode >= 0 else 128 - child.returncode
    return Outcome(status, out, err, time.monotonic() - began)


def must(argv, **options):
    """Run argv, which is a means and not the subject: its output, if it ended well."""
    done = run(argv, **options)
    assert done.status == 0, f"{argv} ended with {done.status}\n{done.out}{done.err}"
    return done.out


def kill(pid):
    """End a process that is not ours by SIGKILL, and wait until it has ended."""
    watch = os.pidfd_open(pid)
    os.kill(pid, signal.SIGKILL)
    ended, _, _ = select.select([watch], [], [], DEADLINE)
    os.close(watch)
    assert ended, f"process {pid} outlives SIGKILL"


class Running:
    """A program while it runs: what it prints is read as it comes, in one stream."""

    def __init__(self, argv, user=ROOT, env=None):
        self.output = ""
        self.child = popen(argv, user, env, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, start_new_session=True)

    def read(self, deadline):
        """Wait for more output; False at its end, an error at the deadline."""
        pipe = self.child.stdout
        if not select.select([pipe], [], [], max(0, deadline - time.monotonic()))[0]:
            raise AssertionError(f"nothing more was printed after:\n{self.output}")
        more = os.read(pipe.fileno(), 65536).decode(errors="replace")
        self.output += more
        return bool(more)

    def wait_for(self, text, timeout=DEADLINE):
        """Read until text was printed."""
        deadline = time.monotonic() + timeout
        while text not in self.output:
            assert self.read(deadline), f"ended without {text!r}:\n{self.output}"

    def signal(self, number=signal.SIGINT):
        """Send a signal and return when the program has taken it, so that none merge."""
        self.child.send_signal(number)
        deadline = time.monotonic() + DEADLINE
        while self.child.poll() is None and self.pending() >> (number - 1) & 1:
            assert time.monotonic() < deadline, f"signal {number} is not taken"
            time.sleep(0.001)  # there is no event for this

    def pending(self):
        """The signals that wait for the program as a whole (proc(5), ShdPnd)."""
        with open(f"/proc/{self.child.pid}/status", encoding="ascii") as status:
            line = next(line for line in status if line.startswith("ShdPnd"))
        return int(line.split()[1], 16)

    def end(self, timeout=DEADLINE):
        """Read to the end and return the exit status, as in Outcome."""
        deadline = time.monotonic() + timeout
        while self.read(deadline):
            pass
        status = self.child.wait(timeout=max(1, deadline - time.monotonic()))
        return status if status >= 0 else 128 - status

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.terminate()
        try:
            self.child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        self.child.stdout.close()
