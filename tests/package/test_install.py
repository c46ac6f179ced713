"""The packages in a Debian: installed, used, upgraded under a running guest, and purged."""
import pathlib
import subprocess
import pytest
from debian.deb822 import Deb822
from build import Build, TOP
from debian_root import DebianRoot


def dep8_tests():
    """The tests of debian/tests/control that need no systemd: (name, command, as root)."""
    with open(TOP / "debian/tests/control") as f:
        for test in Deb822.iter_paragraphs(f):
            name = test["Features"].partition("test-name=")[2]
            if "systemd" not in test["Depends"]:
                yield name, test["Test-Command"], "needs-root" in test.get("Restrictions", "")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return DebianRoot(tmp_path_factory.mktemp("debian") / "root")


@pytest.fixture(scope="module")
def before(root, built):
    """The files of the system before our packages, with their dependencies, came."""
    root.put(built.deb("tinyvm"), "/tmp/tinyvm.deb")
    root.put(built.deb("tinyvm-images"), "/tmp/tinyvm-images.deb")
    root.apt("install", "--no-install-recommends", "python3-libvirt", "man-db",
             "libjansson4", "libmd0")
    return root.files()


@pytest.fixture(scope="module")
def installed(root, before):
    root.apt("install", "--no-install-recommends", "/tmp/tinyvm.deb",
             "/tmp/tinyvm-images.deb")
    root.put(TOP / "debian", "/home/person/debian")
    return root


@pytest.mark.parametrize("name,command,as_root", list(dep8_tests()),
                         ids=[t[0] for t in dep8_tests()])
def test_dep8(installed, name, command, as_root):
    user = None if as_root else "person"
    print(installed.run("sh", "-c", f"cd /home/person && {command}", user=user))
    assert installed.run("dpkg", "--verify", "tinyvm", "tinyvm-images") == ""
