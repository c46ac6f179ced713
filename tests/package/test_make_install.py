"""`make install` on a system that is not Debian: no tool of dpkg's, another prefix."""
import os
import re
import subprocess

import pytest
from build import copy_tree, run

DEBIANS_OWN = ("dpkg", "dpkg-buildflags", "dpkg-architecture", "dpkg-parsechangelog", "dh")


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Built for /usr and then, by root's own `make install`, for /usr/local."""
    where = tmp_path_factory.mktemp("install")
    (where / "bin").mkdir()
    for tool in DEBIANS_OWN:
        (where / "bin" / tool).write_text("#!/bin/sh\necho no $0 here >&2\nexit 127\n")
        (where / "bin" / tool).chmod(0o755)
    env = {"PATH": f"{where}/bin:{os.environ['PATH']}", "MAKEFLAGS": "", "MAKELEVEL": ""}
    copy_tree(where / "tree")
    run("make", "-j2", cwd=where / "tree", **env)
    log = run("make", "install", "PREFIX=/usr/local", f"DESTDIR={where}/root",
              cwd=where / "tree", **env)
    assert "no /" not in log
    return where / "root"


def test_everything_is_below_the_prefix(installed):
    files = [str(p.relative_to(installed)) for p in installed.rglob("*") if p.is_file()]
    elsewhere = [f for f in files if not f.startswith("usr/local/")]
    assert elsewhere == ["etc/default/tinyvm"], elsewhere
    for wanted in ("bin/tinyvm", "bin/tinyvm-define", "share/tinyvm/images.json",
                   "share/man/man1/tinyvm.1", "lib/systemd/system/tinyvm@.service",
                   "lib/systemd/catalog/tinyvm.catalog", "lib/sysusers.d/tinyvm.conf"):
        assert f"usr/local/{wanted}" in files, wanted


def test_units_run_what_was_installed(installed):
    for unit in (installed / "usr/local/lib/systemd/system").glob("*.service"):
        programs = re.findall(r"(?m)^Exec\w+=-?(/\S*tinyvm)\b", unit.read_text())
        assert programs
        for program in programs:
            assert os.access(f"{installed}{program}", os.X_OK), (unit.name, program)


def test_program_looks_where_its_images_were_installed(installed):
    """With nothing in the environment to help; --path tells where, or what it misses."""
    done = subprocess.run([installed / "usr/local/bin/tinyvm", "images", "--path", "raw"],
                          check=False, env={}, capture_output=True, text=True, timeout=60)
    assert "/usr/local/share/tinyvm/" in done.stdout + done.stderr
