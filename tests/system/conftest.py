"""A real Debian with systemd, AppArmor and libvirtd, our packages installed in it."""
import os
import pathlib
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "package"))
# pylint: disable=wrong-import-position
from build import Build, repack  # noqa: E402
from vm import IMAGE, TOP, VM  # noqa: E402

INSTALL = "apt-get install -y --no-install-recommends"


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    return Build(tmp_path_factory.mktemp("debs"), "-b",
                 DEB_BUILD_OPTIONS="nocheck parallel=2", DEB_BUILD_PROFILES="nocheck")


@pytest.fixture(scope="session")
def vm(tmp_path_factory):
    if os.geteuid() != 0:
        pytest.skip("making a Debian wants root")
    recipe = max((TOP / "tests/system" / name).stat().st_mtime
                 for name in ("build-image", "customize"))
    disk = IMAGE / "disk.raw"
    if not disk.exists() or disk.stat().st_mtime < recipe:
        subprocess.run([TOP / "tests/system/build-image", IMAGE], check=True,
                       timeout=1800)
    machine = VM(tmp_path_factory.mktemp("vm"))
    yield machine
    machine.stop()


# An emulated machine on a busy host: its guests get longer than a real one's.
PATIENCE = r"""mkdir /etc/systemd/system/tinyvm@.service.d
printf '[Service]\nExecStart=\nExecStart=%s\nTimeoutStartSec=1000\nTimeoutStopSec=400\n' \
    '/usr/bin/tinyvm start --timeout 900 %I' \
    >/etc/systemd/system/tinyvm@.service.d/patience.conf
"""


@pytest.fixture(scope="session")
def files_before(vm):
    """What was there before our packages; libvirt's first guest makes files of its own."""
    vm.run(PATIENCE + "virsh domcapabilities >/dev/null")
    return vm.files()


@pytest.fixture(scope="session")
def installed(vm, files_before, built, tmp_path_factory):
    """The VM with an older version of both packages, tinyvm@host.service enabled and
    started by it, and then upgraded.  Packages come from apt, with nothing to download."""
    where = tmp_path_factory.mktemp("older")
    for name in "tinyvm", "tinyvm-images":
        repack(built.deb(name), where, "0.0.1-1")
        vm.push(built.deb(name), to="/root/newer")
    vm.push(*where.glob("*.deb"), to="/root/older")
    vm.run(f"""{INSTALL} /root/older/*.deb
        systemctl start libvirtd.service
        systemctl enable --now tinyvm@host.service ||
            {{ journalctl --no-pager -u tinyvm@host.service; exit 1; }}""", timeout=1800)
    vm.qemu_before = vm.run("cat /run/libvirt/qemu/host.pid")
    vm.run(f"{INSTALL} /root/newer/*.deb", timeout=1800)
    return vm
