"""After a check nothing of it is left in the process: no descriptor, no thread; and none
in the daemon.  `check --repeat` is stopped between checks by a pipe that is full."""
import collections
import fcntl
import os
import pathlib
import re
import select
import subprocess
import time

from support import program, tinyvm

ROUNDS = 6
PATIENCE = 60  # seconds
PAGE = 4096    # the least that a pipe can be made to hold


def unless_gone(look, directory):
    """What look() says of each entry that has not gone since the directory was read: a
    thread may end, and a descriptor be closed, between the two."""
    for entry in directory.iterdir():
        try:
            yield look(entry)
        except (FileNotFoundError, ProcessLookupError):
            pass


class Paced:
    """A tinyvm that goes on only as far as its next line is read: each fills the pipe."""

    def __init__(self, *arguments, **options):
        self.pipe, out = os.pipe2(os.O_DIRECT | os.O_CLOEXEC)  # a packet for each write
        fcntl.fcntl(out, fcntl.F_SETPIPE_SZ, PAGE)
        self.child = program.popen([tinyvm.PROGRAM, *arguments], env=tinyvm.environment(),
                                   stdout=out, stderr=subprocess.STDOUT, **options)
        os.close(out)
        self.task = pathlib.Path(f"/proc/{self.child.pid}")

    def read(self):
        """The next packet; '' at the end."""
        assert select.select([self.pipe], [], [], PATIENCE)[0], "nothing more is printed"
        return os.read(self.pipe, PAGE).decode()

    def read_to(self, text):
        seen = ""
        while text not in seen:
            more = self.read()
            assert more, f"ended without {text!r}:\n{seen}"
            seen += more

    def finish(self):
        """Let it go on to its end, which must be a good one."""
        while self.read():
            pass
        assert self.child.wait(PATIENCE) == 0
        os.close(self.pipe)

    def wants_to_write(self):
        """Whether a thread waits for room in the pipe (proc(5), /proc/PID/syscall)."""
        return any(re.match(r"1 0x1 ", call) for call in
                   unless_gone(lambda thread: (thread / "syscall").read_text(),
                               self.task / "task"))

    def pause(self):
        """Wait until it cannot go on; there is no event for this."""
        deadline = time.monotonic() + PATIENCE
        while not self.wants_to_write():
            assert self.child.poll() is None and time.monotonic() < deadline
            time.sleep(0.01)

    def holdings(self):
        """Descriptors by what they lead to, and the number of threads."""
        kinds = collections.Counter(
            re.sub(r"\d+", "", target)
            for target in unless_gone(os.readlink, self.task / "fd"))
        return kinds, len(os.listdir(self.task / "task"))


def settled(look, wanted):
    """What look() says, once it is as wanted, or after all patience: a thread that is
    about to end may still be seen."""
    deadline = time.monotonic() + PATIENCE
    while (seen := look()) != wanted and time.monotonic() < deadline:
        time.sleep(0.01)
    return seen


def test_nothing_is_left_between_checks(system_daemon):
    daemon = pathlib.Path(f"/proc/{system_daemon.pid}/fd")
    tinyvm.done(tinyvm.run("check"))  # what the daemon opens once and keeps
    before = len(os.listdir(daemon))
    paced = Paced("check", "--repeat", str(ROUNDS), "--timeout", "60")
    first = None
    for number in range(1, ROUNDS):
        paced.read_to(f"[{number}] PASS")
        paced.pause()
        first = first or paced.holdings()
        assert settled(paced.holdings, first) == first, f"after check {number}"
    paced.finish()
    assert settled(lambda: len(os.listdir(daemon)), before) == before


def test_one_descriptor_more_is_seen():
    """What the test above compares does differ by a single file."""
    seen = []
    with open(__file__, "rb") as file:
        for more in ((), (file.fileno(),)):
            paced = Paced("check", "--timeout", "60", pass_fds=more)
            paced.read_to(" connect ")
            paced.pause()
            seen.append(paced.holdings())
            paced.finish()
    assert seen[0] != seen[1]
