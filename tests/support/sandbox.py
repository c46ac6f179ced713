"""A private view of this machine in which a libvirt daemon of the tests' own can live.

    python3 tests/support/sandbox.py COMMAND [ARGUMENT...]

runs COMMAND with mounts, processes, network (loopback alone), IPC and host name of its
own.  There /etc is a copy; the state directories of libvirt and tinyvm, /run, /tmp and
the homes are empty; /dev holds a dozen nodes, and /dev/kvm if TINYVM_TEST_KVM is set.
So libvirt's default URIs work word for word, whatever runs on the host is neither seen
nor disturbed, and everything ends with the command: its process 1 is `tini`, which also
reaps QEMU at once (libvirt waits 1.5 s for a QEMU that stays a zombie).

The source tree is mounted a second time at TREE, which every user can reach.
"""
import ctypes
import os
import shutil
import stat
import subprocess
import sys

HERE = os.path.realpath(__file__)
TOP = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
PRIVATE = "/run/tinyvm-tests"   # what belongs to the tests and not to their subject
TREE = f"{PRIVATE}/tree"
USER, UID = "guestkeeper", 4711  # an ordinary user, who exists in here only
INSIDE = "TINYVM_TEST_SANDBOX"  # set inside: the name of this sandbox
MS_BIND, MS_REC = 0x1000, 0x4000  # mount(2)

STATE = ("/var/lib/libvirt", "/var/cache/libvirt", "/var/log/libvirt", "/var/lib/tinyvm")
UNSHARE = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--ipc",
           "--uts", "--net", "--fork", "--mount-proc", "--kill-child"]
NODES = {"null": (1, 3), "zero": (1, 5), "full": (1, 7), "random": (1, 8),
         "urandom": (1, 9), "tty": (5, 0)}  # Linux admin-guide/devices.txt
NEEDED = ("unshare", "tini", "libvirtd", "virtlogd", "virsh", "qemu-system-x86_64",
          "nasm", "useradd", "setpriv")

LIBVIRTD_CONF = """listen_tls = 0
listen_tcp = 0
unix_sock_group = "libvirt"
unix_sock_rw_perms = "0770"
auth_unix_ro = "none"
auth_unix_rw = "none"
"""
# No security driver and no cgroups: both would reach out of the sandbox.
QEMU_CONF = """security_driver = "none"
cgroup_controllers = [ ]
stdio_handler = "logd"
"""


def inside():
    """Is this process in a sandbox already?"""
    return INSIDE in os.environ


def obstacle():
    """Why there can be no sandbox here: one line, or None."""
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing:
        return f"not installed: {', '.join(missing)}"
    if os.geteuid() != 0:
        return "only root can start a libvirt daemon of its own"
    tried = subprocess.run([*UNSHARE, "mount", "-t", "tmpfs", "none", "/run"],
                           stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if tried.returncode:
        return f"no namespaces of our own: {tried.stderr.strip()}"
    return None


def command(argv):
    """The command line that runs argv in a new sandbox."""
    return [*UNSHARE, "tini", "-g", "--", sys.executable, HERE, "--inside", *argv]


def mount(*arguments, **options):
    subprocess.run(["mount", *arguments], check=True, **options)


def tmpfs(path, mode="0755"):
    """An empty directory of our own over one that exists on the host."""
    if os.path.isdir(path):
        owner = os.stat(path)
        mount("-t", "tmpfs", "-o", f"mode={mode},uid={owner.st_uid},gid={owner.st_gid}",
              "tmpfs", path)


def open_to_additions(path):
    """The host's directories in a parent of our own: what is added there is private."""
    new = f"{PRIVATE}/shadow{path}"
    os.makedirs(new)
    for entry in os.scandir(path):
        if entry.is_dir(follow_symlinks=False):
            os.mkdir(f"{new}/{entry.name}")
            mount("--rbind", entry.path, f"{new}/{entry.name}")
    mount("--rbind", new, path)


def copied(path):
    """A private copy of a directory of the host, in its place."""
    copy = f"{PRIVATE}/copy{path}"
    shutil.copytree(path, copy, symlinks=True, ignore=lambda d, names: [
        n for n in names if not os.access(f"{d}/{n}", os.R_OK)
        or stat.S_ISFIFO(os.lstat(f"{d}/{n}").st_mode)])
    mount("--bind", copy, path)


def bind_descriptor(descriptor, path):
    """Mount the directory behind an open descriptor, even one that is covered by now."""
    os.makedirs(path, exist_ok=True)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(f"/proc/self/fd/{descriptor}".encode(), path.encode(), None,
                  MS_BIND | MS_REC, None):
        raise OSError(ctypes.get_errno(), "mount --bind", path)


def make_dev():
    """A /dev of our own: where mknod is not allowed, the host's nodes are bound."""
    new = f"{PRIVATE}/dev"
    os.makedirs(new)
    tmpfs(new)
    nodes = dict(NODES, kvm=(10, 232)) if os.environ.get("TINYVM_TEST_KVM") else NODES
    for name, (major, minor) in nodes.items():
        try:
            os.mknod(f"{new}/{name}", stat.S_IFCHR | 0o666, os.makedev(major, minor))
            os.chmod(f"{new}/{name}", 0o666)
        except PermissionError:
            open(f"{new}/{name}", "w").close()
            mount("--bind", f"/dev/{name}", f"{new}/{name}")
    for name in ("pts", "shm"):
        os.mkdir(f"{new}/{name}")
    mount("-t", "devpts", "-o", "newinstance,ptmxmode=0666,mode=0620,gid=5",
          "devpts", f"{new}/pts")
    tmpfs(f"{new}/shm", "1777")
    for name, target in {"ptmx": "pts/ptmx", "fd": "/proc/self/fd",
                         "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2"}.items():
        os.symlink(target, f"{new}/{name}")
    # libvirt moves what is mounted below /dev by name: no covered mounts may be left.
    subprocess.run(["umount", "--recursive", "--lazy", "/dev"], check=True)
    mount("--move", new, "/dev")


def configure_libvirt(more=""):
    """Write /etc/libvirt for a daemon of the tests, with more lines for libvirtd.conf.

    Nothing of the host's is kept: no domain, network or pool of it is to be started.
    The directories are those that Debian's package and a daemon's first start make."""
    for path in ("/etc/libvirt/qemu/autostart", "/etc/libvirt/storage/autostart"):
        os.makedirs(path, exist_ok=True)
    os.makedirs("/var/lib/libvirt/images", 0o711, exist_ok=True)
    for name, text in {"libvirtd": LIBVIRTD_CONF + more, "qemu": QEMU_CONF}.items():
        with open(f"/etc/libvirt/{name}.conf", "w", encoding="ascii") as file:
            file.write(text)


def add_user():
    """The ordinary user, with the runtime directory that logind would make."""
    subprocess.run(["useradd", "--uid", str(UID), "--user-group", "--create-home",
                    "--shell", "/bin/sh", USER], check=True, stdin=subprocess.DEVNULL)
    runtime = f"/run/user/{UID}"
    os.makedirs(runtime, 0o700)
    os.chown(runtime, UID, UID)


def set_up():
    """Lay out the sandbox; runs below unshare and tini."""
    tree = os.open(TOP, os.O_PATH | os.O_DIRECTORY)
    tmpfs("/run")
    open_to_additions("/var/lib")
    for path in ("/home", "/root", *STATE):
        tmpfs(path)
    for path in ("/tmp", "/var/tmp"):
        tmpfs(path, "1777")
    os.makedirs("/run/user", exist_ok=True)
    os.makedirs("/run/lock", exist_ok=True)
    bind_descriptor(tree, TREE)
    if not os.path.exists(TOP):  # the tree lay below one of the covered places
        bind_descriptor(tree, TOP)
    os.close(tree)
    make_dev()
    copied("/etc")
    shutil.rmtree("/etc/libvirt")
    configure_libvirt()
    add_user()
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    os.environ[INSIDE] = "main"
    if (here := os.path.relpath(os.getcwd(), TOP)).split("/")[0] != "..":
        os.chdir(f"{TREE}/{here}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        set_up()
        os.execvp(sys.argv[2], sys.argv[2:])
    inner = command(sys.argv[1:])
    os.execvp(inner[0], inner)
