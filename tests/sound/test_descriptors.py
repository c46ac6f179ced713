"""What tinyvm opens and makes, call by call, as strace sees it with the caller's stack:
every descriptor is closed on exec, so that no QEMU or ssh of libvirt's inherits it; every
file is its user's alone, unless the user named it; no name can be foreseen.

Only calls that our own code makes (through the C library at most) are judged: what
libvirt and other libraries open is theirs.
"""
import re
import tempfile

import pytest
from support import leftovers, program, sandbox, tinyvm

OPENING = ("open,openat,creat,socket,socketpair,accept,accept4,pipe,pipe2,dup,dup2,dup3,"
           "eventfd,eventfd2,signalfd,signalfd4,epoll_create,epoll_create1,timerfd_create,"
           "inotify_init,inotify_init1,memfd_create,mkdir,mkdirat,mknod,mknodat")
# Threads are followed, but not what they start; the rest of the calls runs at full speed.
STRACE = ["strace", "-f", "-b", "execve", "--seccomp-bpf", "-k", "-qq", "-e",
          f"trace={OPENING}"]
CALL = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?(\w+)\((.*)\) += (\S+)")
FRAME = re.compile(r"^ > (\S+?)\(")
# QEMU's user must read it; it holds nothing but the guest's 256 public bytes.
IMAGE = re.compile(r'"/run/tinyvm-\w{6}/tinyvm-[^"]+/boot\.img", .*O_EXCL.*, 0644$')
C_LIBRARY = re.compile(r"/(libc|ld-linux-x86-64)[.-]")


@pytest.fixture
def place():
    """A directory of the test's own, in the sandbox."""
    path = tempfile.mkdtemp(dir=sandbox.PRIVATE)
    yield path
    leftovers.remove_path(path)


def own_calls(text):
    """(name, arguments) of each call that succeeded and came from our own program."""
    call = None
    for line in text.splitlines():
        frame = FRAME.match(line)
        if call and frame and not C_LIBRARY.search(frame[1]):
            if frame[1].endswith("/tinyvm"):
                yield call
            call = None
        elif found := CALL.match(line):
            call = None if found[3].startswith("-") else (found[1], found[2])


def traced(place, *arguments, within=()):
    """Run tinyvm under strace: its own calls."""
    log = f"{place}/strace"
    outcome = program.run(
        [*within, *STRACE, "-o", log, tinyvm.PROGRAM, *arguments],
        env=tinyvm.environment(), timeout=170)
    assert outcome.status == 0, outcome
    with open(log, encoding="utf-8", errors="replace") as file:
        return list(own_calls(file.read()))


def stays_open(name, arguments):
    """Whether the call makes a descriptor that a program started later would inherit."""
    if name in ("mkdir", "mkdirat", "mknod", "mknodat"):
        return False
    if "gconv-modules.cache" in arguments:
        return False  # iconv_open(3) of glibc 2.36, which closes it again
    return "CLOEXEC" not in arguments


def careless(name, arguments, named):
    """Whether it makes a file or directory that others can read, or whose name they can
    foresee and take: `named` are the user's own paths."""
    if any(path in arguments for path in named):
        return False
    if name.startswith("mkdir"):
        return not arguments.endswith((", 0700", ", 0711"))  # 0711: no list, but a way in
    if IMAGE.search(arguments):
        return False
    return "O_CREAT" in arguments and not (
        "O_EXCL" in arguments and arguments.endswith(", 0600"))


RUNS = {
    "check": ["check", "--timeout", "60", "--exercise", "save,suspend",
              "--output", "json:PLACE/json", "--output", "prometheus:PLACE/prom"],
    "fleet": ["check", "--timeout", "60", "--repeat", "2", "--jobs", "2"],
    "define": ["define", "sound"],
    "start": ["start", "sound"],
    "shutdown": ["shutdown", "sound"],
    "undefine": ["undefine", "sound"],
    "sweep": ["sweep"],
    "verify": ["images", "--verify"],
    "copy": ["images", "--copy", "vmdk", "PLACE"],
}


def judge(calls, place):
    assert calls, "not one call of ours was seen: strace finds no stacks"
    left_open = [f"{n}({a})" for n, a in calls if stays_open(n, a)]
    assert not left_open, "inherited by what libvirt starts:\n" + "\n".join(left_open)
    bad = [f"{n}({a})" for n, a in calls if careless(n, a, [place])]
    assert not bad, "others may read or foresee:\n" + "\n".join(bad)


def test_verbs(place):
    calls = {}
    for name, arguments in RUNS.items():
        arguments = [a.replace("PLACE", place) for a in arguments]
        calls[name] = traced(place, *arguments)
    for found in calls.values():
        judge(found, place)


def test_without_a_daemon(place, no_daemon):
    """The driver in our own process: a private directory, with files in it."""
    calls = traced(place, "check", "--timeout", "100", within=no_daemon)
    judge(calls, place)
    assert any(name.startswith("mkdir") for name, _ in calls), calls


@pytest.mark.parametrize("line,bad", [
    ('openat(AT_FDCWD, "/x", O_RDONLY) = 3', True),
    ('openat(AT_FDCWD, "/x", O_RDONLY|O_CLOEXEC) = 3', False),
    ('12 socket(AF_UNIX, SOCK_STREAM, 0) = 3', True),
    ('12 openat(AT_FDCWD, "/run/x", O_WRONLY|O_CREAT|O_EXCL|O_CLOEXEC, 0644) = 3', True),
    ('12 openat(AT_FDCWD, "/run/x", O_WRONLY|O_CREAT|O_CLOEXEC, 0600) = 3', True),
    ('12 openat(AT_FDCWD, "/x", O_WRONLY|O_CREAT|O_EXCL|O_CLOEXEC, 0600) = 3', False),
    ('12 mkdir("/run/x", 0755) = 0', True),
    ('12 mkdir("/run/x", 0700) = 0', False),
    ('12 openat(AT_FDCWD, "/x", O_RDONLY) = -1 ENOENT', False)])
def test_the_judge(line, bad):
    """A call of ours, by way of the C library; the same of libvirt is not judged."""
    ours = line + "\n > /usr/lib/libc.so.6(open) [0x1]\n > /x/build/tinyvm(main) [0x1]\n"
    theirs = line + "\n > /usr/lib/libvirt.so.0(a) [0x1]\n > /x/build/tinyvm(b) [0x1]\n"
    found = list(own_calls(ours))
    assert any(stays_open(n, a) or careless(n, a, ["/named"]) for n, a in found) == bad
    assert not list(own_calls(theirs))
