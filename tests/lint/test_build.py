"""The makefiles and what they build: both compilers, the sanitizers, make's manners."""
import os
import shutil
import pytest
import tree

WARNINGS = "-Wall -Wextra -Wshadow -Wconversion -Werror"
HARDENING = ("-O2 -g -fstack-protector-strong -fstack-clash-protection -Wformat "
             "-Werror=format-security -D_FORTIFY_SOURCE=2 -fPIE")


def make(*arguments, cwd=tree.TOP, timeout=600):
    """Run make apart from the make that runs this test; return all that it printed."""
    clean = {name: value for name, value in os.environ.items()
             if not name.startswith(("MAKE", "MFLAGS"))}
    status, output = tree.run("make", "-C", cwd, "--no-print-directory", "-j2",
                              *arguments, timeout=timeout, env=clean)
    assert status == 0, output
    return output


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_compiles_without_a_warning(compiler):
    output = make(f"B=build/lint/{compiler}", f"CC={compiler}",
                  f"CFLAGS={HARDENING} {WARNINGS}",
                  "LDFLAGS=-pie -Wl,-z,relro,-z,now", "utility", "unit-tests", "V=1")
    assert "warning" not in output, output


def test_unit_tests_under_sanitizers():
    """No unit test makes AddressSanitizer, its leak check or UBSan speak."""
    where = "build/lint/asan"
    make(f"B={where}", "SANITIZE=address,undefined", "check-utility")
    logs = list(tree.TOP.glob(f"{where}/tests/unit-*.log"))
    assert logs
    for log in logs:
        text = log.read_text(errors="replace")
        assert "runtime error" not in text and "Sanitizer" not in text, text


def test_second_make_does_nothing():
    make()
    assert make().strip() in ("", "make: Nothing to be done for 'all'.")


def test_builds_in_a_path_with_spaces(tmp_path):
    """From clean, two jobs at once; and `make clean` leaves what was there before."""
    copy = tmp_path / "a place with spaces"
    for path in tree.files():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(tree.TOP / path, copy / path)
    before = sorted(copy.rglob("*"))
    make(cwd=copy)
    make("clean", cwd=copy)
    assert sorted(copy.rglob("*")) == before


def test_help_names_the_readme_commands():
    words = {line.split()[0] for line in make("help").splitlines() if line.strip()}
    assert {"all", "try", "test", "test-all", "check", "install", "clean"} <= words
