"""The packages in a Debian: installed, used, upgraded under a running guest, purged."""
import pytest
from debian.deb822 import Deb822
from build import TOP, repack
from debian_root import HERE, DebianRoot

DEBS = "/tmp/tinyvm.deb", "/tmp/tinyvm-images.deb"


def dep8_tests():
    """(name, command, as root) of each test in debian/tests/control without systemd."""
    with open(TOP / "debian/tests/control") as f:
        for test in Deb822.iter_paragraphs(f):
            name = test["Features"].partition("test-name=")[2]
            if "systemd" not in test["Depends"]:
                as_root = "needs-root" in test.get("Restrictions", "")
                yield name, test["Test-Command"], as_root


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return DebianRoot(tmp_path_factory.mktemp("debian") / "root")


@pytest.fixture(scope="module")
def before(root, built):
    """The files of the system before our packages, with their dependencies, came."""
    for deb in DEBS:
        root.put(built.deb(deb[5:-4]), deb)
    root.apt("install", "--no-install-recommends", "python3-libvirt", "man-db",
             "libjansson4", "libmd0", "libpng16-16", "systemd")
    root.run("sh", "-c", "virtlogd -d; libvirtd -d; virsh domcapabilities >/dev/null")
    return root.files()     # libvirtd has made its own directories by now


@pytest.fixture(scope="module")
def installed(root, before):
    root.apt("install", "--no-install-recommends", *DEBS)
    root.put(TOP / "debian", "/home/person/debian")
    return root


@pytest.mark.parametrize("name,command,as_root", list(dep8_tests()),
                         ids=[t[0] for t in dep8_tests()])
def test_dep8(installed, name, command, as_root):
    user = None if as_root else "person"
    print(installed.run("sh", "-c", f"cd /home/person && {command}", user=user))
    assert installed.run("dpkg", "--verify", "tinyvm", "tinyvm-images") == ""


def test_units_verify(installed):
    assert installed.run("systemd-analyze", "verify", "tinyvm@x.service",
                         "tinyvm-check.service", "tinyvm-check.timer") == ""


def damage(tree):
    """Give it another boot.img, that must replace the older copy."""
    for image in tree.glob("usr/share/tinyvm/boot.img"):
        image.write_bytes(image.read_bytes()[:-1] + b"!")


def test_running_guest_survives_an_upgrade(installed, built, tmp_path):
    debs = [repack(built.deb(p), tmp_path, "99-1", damage)
            for p in ("tinyvm", "tinyvm-images")]
    inside = [installed.put(d, f"/tmp/later-{i}.deb") for i, d in enumerate(debs)]
    script = installed.put(HERE / "upgrade_running.py", "/tmp/upgrade_running.py")
    print(installed.run("env", "PYTHONPATH=/home/person/debian/tests", "python3", script,
                        *inside))
    assert installed.run("dpkg-query", "-Wf${Version}", "tinyvm") == "99-1"
    installed.run("cmp", "/usr/share/tinyvm/boot.img", "/var/lib/tinyvm/boot.img")


@pytest.mark.parametrize("how", ["remove", "purge"])
def test_goes_without_a_trace(installed, before, how):
    """Also after an upgrade, a downgrade to what was built and a removed package."""
    def has_user():
        return "\ntinyvm:" in installed.run("cat", "/etc/passwd")

    installed.apt("install", "--allow-downgrades", *DEBS)
    assert has_user()
    printed = installed.apt(how, "tinyvm", "tinyvm-images")
    assert "warning" not in printed
    left = installed.files() - before
    if how == "remove":
        # Kept until purge, as of every package: configuration, and which units are enabled.
        kept = ("./etc/", "./var/lib/systemd/deb-systemd-helper-enabled/")
        left = {line for line in left if not line.startswith(kept)}
    assert not left, "\n".join(sorted(left))
    assert not before - installed.files()
    assert has_user() == (how == "remove")
