"""A real Debian with systemd, AppArmor and libvirtd, our packages installed in it."""
import os
import pathlib
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "package"))
# pylint: disable=wrong-import-position
from build import Build  # noqa: E402
from vm import IMAGE, TOP, VM  # noqa: E402


@pytest.fixture(scope="session")
def vm(tmp_path_factory):
    if os.geteuid() != 0:
        pytest.skip("making a Debian wants root")
    if not (IMAGE / "disk.raw").exists():
        subprocess.run([TOP / "tests/system/build-image", IMAGE], check=True,
                       timeout=1800)
    machine = VM(tmp_path_factory.mktemp("vm"))
    yield machine
    machine.stop()


@pytest.fixture(scope="session")
def installed(vm, tmp_path_factory):
    """The VM with both packages; they come from apt, with nothing to download."""
    where = tmp_path_factory.mktemp("debs")
    built = Build(where, "-b", DEB_BUILD_OPTIONS="nocheck", DEB_BUILD_PROFILES="nocheck")
    debs = [built.deb("tinyvm"), built.deb("tinyvm-images")]
    vm.push(*debs, TOP / "debian", to="/root/tinyvm")
    vm.run("cd /root/tinyvm && apt-get install -y --no-install-recommends ./*.deb")
    return vm
