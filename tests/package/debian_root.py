"""A minimal Debian in a directory, made from the mirror that this host's apt uses."""
import pathlib
import shutil
import subprocess
from build import run

HERE = pathlib.Path(__file__).resolve().parent
# What a host for guests has; apt would bring it by Recommends, with desktops and more.
HOST_PACKAGES = "libvirt-daemon-system,libvirt-clients,qemu-system-x86"


def apt_source():
    """(mirror, suite) of the first Debian archive that apt is set up for."""
    rows = run("apt-get", "indextargets", "--format",
               "$(ORIGIN) $(CODENAME) $(REPO_URI)", "Created-By: Packages",
               cwd="/").splitlines()
    debian = [row.split()[1:] for row in rows if row.startswith("Debian ")]
    assert debian, "apt knows no Debian archive; run apt-get update"
    return debian[0][1], debian[0][0]


class DebianRoot:
    def __init__(self, path):
        self.path = path
        mirror, suite = apt_source()
        run("mmdebstrap", "--mode=root", "--variant=apt", "--format=directory", "--quiet",
            "--dpkgopt=force-unsafe-io", "--aptopt=APT::Install-Recommends false",
            "--aptopt=Acquire::Languages none", "--skip=cleanup/apt/lists",
            f"--include={HOST_PACKAGES}", suite, path, f"deb {mirror} {suite} main",
            cwd="/")
        self.run("useradd", "--create-home", "person")

    def command(self, *command, user=None):
        """The words that run a command inside, apart from this host."""
        if user:
            command = ("runuser", "-u", user, "--", "env", f"HOME=/home/{user}", *command)
        clean = ("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8",
                 "DEBIAN_FRONTEND=noninteractive", "HOME=/root")
        return [str(c) for c in (HERE / "enter", self.path, *clean, *command)]

    def run(self, *command, user=None, timeout=300):
        return run(*self.command(*command, user=user), cwd="/", timeout=timeout)

    def apt(self, *arguments):
        """apt-get inside, on this host's network."""
        shutil.copy("/etc/resolv.conf", self.path / "etc/resolv.conf")
        return run("chroot", self.path, "apt-get", "-qy", *arguments, cwd="/",
                   DEBIAN_FRONTEND="noninteractive", LC_ALL="C.UTF-8")

    def put(self, source, target):
        """Copy a file or a directory to an absolute path inside."""
        inside = self.path / str(target).lstrip("/")
        subprocess.run(["cp", "-a", "--no-preserve=ownership", source, inside],
                       check=True)
        return target

    def files(self):
        """Each file's kind, mode and owner; no logs, caches, homes or dpkg's books."""
        apart = " -o ".join(f"-path ./{p}" for p in (
            "home", "tmp", "var/cache", "var/log", "var/lib/dpkg", "var/lib/apt"))
        return set(run("sh", "-c", rf"find . -xdev \( {apart} \) -prune -o "
                       r"-printf '%p %y %m %u:%g\n'", cwd=self.path).splitlines())
