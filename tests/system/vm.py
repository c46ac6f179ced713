"""A throw-away boot of the Debian that build-image made, driven over ssh on loopback."""
import os
import pathlib
import shutil
import socket
import subprocess
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
IMAGE = TOP / "build/system"
BOOT = 900          # seconds; emulation of a whole boot on a busy host


def accelerator():
    """KVM where it runs an ordinary kernel well; a para-virtual flavour does not."""
    usable = os.access("/dev/kvm", os.R_OK | os.W_OK)
    return "kvm" if usable and not os.path.exists("/sys/module/kvm_pvm") else "tcg"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class VM:
    def __init__(self, where):
        self.where, self.port = where, free_port()
        disk = where / "disk.qcow2"
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b",
                        IMAGE / "disk.raw", disk], check=True)
        shutil.copy(IMAGE / "id", where / "id")
        (where / "id").chmod(0o600)
        kind = accelerator()
        self.qemu = subprocess.Popen([
            "qemu-system-x86_64", "-accel", kind, "-machine", "q35", "-m", "2048",
            "-smp", "2", "-cpu", "host" if kind == "kvm" else "max", "-nodefaults",
            "-no-user-config", "-display", "none", "-kernel", IMAGE / "vmlinuz",
            "-initrd", IMAGE / "initrd.img", "-append",
            "root=/dev/vda rw console=ttyS0 quiet mitigations=off",
            "-drive", f"file={disk},if=virtio,format=qcow2,cache=unsafe",
            "-netdev", "user,id=net,restrict=on,"
                       f"hostfwd=tcp:127.0.0.1:{self.port}-:22",
            "-device", "virtio-net-pci,netdev=net,romfile=", "-device", "virtio-rng-pci",
            "-serial", f"file:{where / 'serial.log'}"], stdin=subprocess.DEVNULL)
        try:
            self.await_boot(None)
        except BaseException:
            self.stop()
            raise

    def ssh(self, *command):
        """One connection serves all commands: an emulated machine is slow to greet."""
        return ["ssh", "-q", "-F", "none", "-i", str(self.where / "id"), "-p",
                str(self.port), "-o", "BatchMode=yes", "-o", "ConnectTimeout=60",
                "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
                "-o", "ControlMaster=auto", "-o", f"ControlPath={self.where / 'ssh'}",
                "-o", "ControlPersist=yes", "root@127.0.0.1", *command]

    def hang_up(self):
        subprocess.run(self.ssh("-O", "exit"), capture_output=True, timeout=60,
                       check=False)

    def autopkgtest_options(self):
        """What tells autopkgtest's runner for ssh that this is its testbed."""
        return ["--hostname=127.0.0.1", f"--port={self.port}", "--login=root",
                f"--identity={self.where / 'id'}", "--capability=isolation-machine"]

    def boot_id(self):
        """Which boot answers; None if none does."""
        try:
            done = subprocess.run(self.ssh("cat /proc/sys/kernel/random/boot_id"),
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  text=True, timeout=120, check=False)
        except subprocess.TimeoutExpired:
            return None
        return done.stdout.strip() or None

    def await_boot(self, old):
        """Wait until another boot than the old one answers and has come up in full."""
        deadline = time.monotonic() + BOOT
        while (now := self.boot_id()) in (None, old):
            assert self.qemu.poll() is None, "QEMU ended"
            assert time.monotonic() < deadline, (self.where / "serial.log").read_text()
            time.sleep(1)
        self.run("systemctl is-system-running --wait", ok=(0, 1))
        return now

    def run(self, script, user=None, ok=(0,), timeout=1800):
        """Run a shell script as root, or from a user's login; return what it printed."""
        login = ["runuser", "-l", user, "-c", "sh -e -s"] if user else ["sh", "-e", "-s"]
        done = subprocess.run(self.ssh(" ".join(f"'{w}'" for w in login)), input=script,
                              text=True, timeout=timeout, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, errors="replace", check=False)
        assert done.returncode in ok, f"{script}\n→ {done.returncode}\n{done.stdout}"
        return done.stdout

    def files(self):
        """The paths of the root file system, without what comes and goes by itself."""
        apart = " -o ".join(f"-path '{p}'" for p in (
            "/home", "/root", "/tmp", "/var/tmp", "/var/log", "/var/cache",
            "/var/lib/apt", "/var/lib/dpkg", "/var/lib/systemd", "/var/lib/libvirt/qemu"))
        return set(self.run(rf"find / -xdev \( {apart} \) -prune -o -print").splitlines())

    def push(self, *paths, to):
        """Copy files and directories into a directory of the VM."""
        words = [w for p in paths for w in ("-C", str(p.parent), p.name)]
        with subprocess.Popen(["tar", "-c", "--owner=0", "--group=0", *words],
                              stdout=subprocess.PIPE) as tar:
            subprocess.run(self.ssh(f"mkdir -p {to} && tar -x -C {to}"), stdin=tar.stdout,
                           check=True, timeout=120)

    def reboot(self):
        old = self.boot_id()
        self.run("systemctl reboot", ok=(0, 255))
        self.hang_up()
        self.await_boot(old)

    def stop(self):
        self.hang_up()
        self.qemu.kill()
        self.qemu.wait()
