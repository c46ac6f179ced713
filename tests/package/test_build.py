"""The packages build as Debian wants them built."""
import os
import re
import subprocess
from build import TOP, Build, run

NOCHECK = {"DEB_BUILD_OPTIONS": "nocheck", "DEB_BUILD_PROFILES": "nocheck"}
NOISE = re.compile(r"warning: .*(clock skew|modification time)", re.I)


def test_no_warning(built):
    bad = [line for line in built.log.splitlines()
           if re.search(r"\bwarning\b", line, re.I) and not NOISE.search(line)]
    assert not bad, "\n".join(bad)


def lintian(where):
    """What lintian says of a build, with pedantic and informational tags."""
    return run("lintian", "--allow-root", "--pedantic", "-E", "-I", "--tag-display-limit",
               "0", next(where.glob("*.changes")), cwd=where).strip()


def test_lintian_finds_nothing(built):
    assert lintian(built.where) == ""


def test_every_override_gives_a_reason():
    for overrides in (TOP / "debian").glob("**/*lintian-overrides"):
        assert re.fullmatch(r"(#.+\n[^#].*\n)+", overrides.read_text()), overrides


def test_depends_on_a_libvirt_that_has_every_call(built):
    """libvirt is no library that the program is linked with; still dpkg-shlibdeps told the
    first version that has what src/vir-calls.h names, and no older one would do."""
    depends = run("dpkg-deb", "-f", built.deb("tinyvm"), "Depends", cwd=TOP)
    wanted = re.search(r"\blibvirt0 \(>= ([^)]+)\)", depends)
    assert wanted, depends
    calls = set(re.findall(r"X\((vir\w+)\)", (TOP / "src/vir-calls.h").read_text()))
    symbols = run("dpkg-query", "--control-show", "libvirt0", "symbols", cwd=TOP)
    since = {name: version for name, version in
             re.findall(r"^ (\w+)@LIBVIRT_[\d.]+ (\S+)", symbols, re.M) if name in calls}
    assert since.keys() == calls and len(calls) > 50
    for version in since.values():
        run("dpkg", "--compare-versions", wanted[1], "ge", version, cwd=TOP)
    assert wanted[1] in since.values()


def test_source_package(tmp_path):
    """The tree and a tarball of it make a source package without a tag."""
    source = Build(tmp_path, "-S", "-d", tarball=True)
    assert lintian(source.where) == ""


def test_every_compiler_call_is_hardened(built):
    log = built.where / "build.log"
    log.write_text(built.log)
    run("blhc", "--all", "--debian", log, cwd=built.where)


def test_reproducible_and_built_apart(built, tmp_path):
    """Each package built alone and untested, in another place, time zone, locale, umask
    and user name, is the same, byte for byte."""
    old = os.umask(0o027)
    try:
        for kind in "-A", "-B":
            where = tmp_path / f"elsewhere{kind}"
            where.mkdir()
            again = Build(where, kind, LC_ALL="C", LANG="C", TZ="Pacific/Kiritimati",
                          LOGNAME="somebody", HOME=str(tmp_path), **NOCHECK)
            for deb in (d for d in again.debs if "dbgsym" not in d.name):
                assert deb.read_bytes() == (built.where / deb.name).read_bytes(), deb.name
    finally:
        os.umask(old)


def test_files_are_where_they_belong(built):
    """No file of one package in the other, and nothing outside the usual places."""
    for package in "tinyvm", "tinyvm-images":
        listing = subprocess.run(["dpkg-deb", "-c", built.deb(package)], check=True,
                                 capture_output=True, text=True).stdout
        for line in listing.splitlines():
            mode, owner, path = line.split()[0], line.split()[1], line.split()[5]
            assert owner == "root/root", line
            assert mode in ("drwxr-xr-x", "-rw-r--r--", "-rwxr-xr-x", "lrwxrwxrwx"), line
            assert re.match(r"\./($|usr/|etc/|lib/|var/($|lib/($|tinyvm/$)))", path), line
            if package == "tinyvm-images":
                assert not re.search(r"bin/|systemd|/lib/.*\.so", path), line


def paths(deb):
    """What a package installs, but for directories that others have."""
    listing = run("dpkg-deb", "-c", deb, cwd=TOP).splitlines()
    return {line.split()[5] for line in listing if not line.startswith("d")}


def test_without_documentation_and_tests(built, tmp_path):
    """Manual pages and what else is there to be read are left out, and nothing besides.
    There are no packages of installed tests that `noinsttest` could leave out."""
    profiles = "nocheck nodoc noinsttest"
    build = Build(tmp_path, "-b", DEB_BUILD_OPTIONS="nocheck nodoc",
                  DEB_BUILD_PROFILES=profiles)
    assert "tests/unit-" not in build.log   # the programs of the unit tests
    for package in "tinyvm", "tinyvm-images":
        whole, terse = (paths(b.deb(package)) for b in (built, build))
        assert not terse - whole
        assert any("/man/" in path for path in whole - terse)
        assert not [path for path in terse if "/man/" in path]
        for path in whole - terse:
            assert re.match(r"\./usr/share/(man|doc)/", path), path
