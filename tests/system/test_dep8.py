"""The packages' own tests by autopkgtest, on a system that is a machine of its own."""
import subprocess

from build import TOP, copy_tree


def test_autopkgtest(installed, built, tmp_path):
    """All of debian/tests/control; those without needs-root as an ordinary user."""
    copy_tree(tmp_path / "source")
    output = tmp_path / "output"
    done = subprocess.run(
        ["autopkgtest", f"--output-dir={output}", "--user=person", "--no-built-binaries",
         "--timeout-factor=3", built.deb("tinyvm"), built.deb("tinyvm-images"),
         tmp_path / "source", "--", "ssh", *installed.autopkgtest_options()],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=5400,
        check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-6000:]
    summary = (output / "summary").read_text().splitlines()
    wanted = (TOP / "debian/tests/control").read_text().count("Test-Command:")
    assert len(summary) == wanted, summary
    assert all(line.split()[1] == "PASS" for line in summary), summary
