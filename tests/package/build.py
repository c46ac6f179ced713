"""Build the Debian packages from a copy of the tree, as a packager would."""
import os
import pathlib
import re
import shutil
import subprocess

TOP = pathlib.Path(__file__).resolve().parents[2]


def copy_tree(destination):
    """Copy what belongs to the tree, tracked or new, and nothing that was built."""
    out = subprocess.run(["git", "-c", "safe.directory=*", "ls-files", "-coz",
                          "--exclude-standard"], cwd=TOP, check=True, capture_output=True)
    for name in filter(None, out.stdout.decode().split("\0")):
        if (TOP / name).is_file():
            (destination / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(TOP / name, destination / name, follow_symlinks=False)


def run(*command, cwd, timeout=600, **env):
    """Run a command to its end; fail with all that it printed."""
    done = subprocess.run([str(c) for c in command], cwd=cwd, timeout=timeout, text=True,
                          env={**os.environ, **env}, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          errors="replace", check=False)
    assert done.returncode == 0, f"{command} ended with {done.returncode}\n{done.stdout}"
    return done.stdout


def repack(deb, where, version, alter=lambda tree: None):
    """The same package as another version, its files altered; returns its path."""
    tree = where / f"{deb.name}.d"
    run("dpkg-deb", "--raw-extract", deb, tree, cwd=where)
    control = tree / "DEBIAN/control"
    old = re.search(r"^Version: (.*)$", control.read_text(), re.M)[1]
    control.write_text(control.read_text().replace(old, version))
    alter(tree)
    return pathlib.Path(run("dpkg-deb", "--root-owner-group", "--build", tree, where,
                            cwd=where).split("'")[-2])


class Build:
    """One run of dpkg-buildpackage in WHERE/tinyvm-VERSION; its .debs and its log."""

    def __init__(self, where, *options, version=None, tarball=False, **env):
        self.where = where
        self.source = where / "tinyvm-0"
        copy_tree(self.source)
        if tarball:
            changelog = (TOP / "debian/changelog").read_text()
            upstream = changelog.split("(")[1].split("-")[0]
            run("tar", "-czf", f"tinyvm_{upstream}.orig.tar.gz", "--exclude=./debian",
                "-C", self.source, ".", cwd=where)
        if version:
            self.set_version(version)
        # the caller's own settings of make and of the build must not leak in
        env = {"DEB_BUILD_OPTIONS": "parallel=2", "MAKEFLAGS": "", "MAKELEVEL": "", **env}
        self.log = run("dpkg-buildpackage", "-us", "-uc", *options,
                       cwd=self.source, **env)
        self.debs = sorted(where.glob("*.deb"))

    def set_version(self, version):
        changelog = self.source / "debian/changelog"
        first, rest = changelog.read_text().split("\n", 1)
        name = first.split()[0]
        changelog.write_text(f"{name} ({version}) unstable; urgency=medium\n{rest}")

    def deb(self, package):
        """The path of one package's .deb."""
        found = [d for d in self.debs if d.name.startswith(package + "_")]
        assert len(found) == 1, f"{package}: {self.debs}"
        return found[0]
