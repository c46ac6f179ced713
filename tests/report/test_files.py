"""Where reports go, what is said when they cannot, and the verdict that stays."""
import json
import os
import threading

import pytest
from scenarios import FORMATS, command
from support import program

FAILING = ("--image", "deaf", "--timeout", "exit=1")


def shell(script, *arguments):
    """Run a check by a shell script that has it as "$@"."""
    return program.run(["sh", "-c", script, "sh", *command(*arguments)])


def one_line(done, *words):
    """Exactly one line on stderr, with all of these words in it."""
    assert done.err.count("\n") == 1 and done.err.endswith("[TV-OUTPUT]\n"), done.err
    assert all(word in done.err for word in words), done.err


@pytest.mark.parametrize("form", ["human", "junit", "nagios"])
def test_full_disk_is_no_pass(form):
    """The other formats: tests/unit/test-output.c."""
    done = shell('exec "$@" >/dev/full', "--output", form)
    assert done.status == 3
    one_line(done, form, "No space left on device", "1 passed, 0 failed")


def test_full_disk_leaves_a_failed_check_failed():
    done = shell('exec "$@" >/dev/full', *FAILING)
    assert done.status == 1
    one_line(done, "No space left on device", "0 passed, 1 failed")


def test_reader_that_goes_away():
    """What is lost is said; the guest is gone all the same."""
    done = shell('{ "$@"; echo "status $?" >&2; } | true')
    line, status = done.err.splitlines()
    assert "Broken pipe" in line and "1 passed, 0 failed" in line
    assert status == "status 3"


def test_closed_stdout():
    done = shell('exec "$@" >&-')
    assert done.status == 3
    one_line(done, "Bad file descriptor", "nothing was checked")


def test_closed_stdout_is_not_the_next_file(tmp_path):
    """The first file to be opened gets the number of standard output."""
    done = shell('exec "$@" >&-', "--output", "human:/dev/null", "--output",
                 f"json:{tmp_path}/json", "--output", "tap:-")
    assert done.status == 3
    one_line(done, "tap to standard output")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("form", FORMATS)
def test_no_such_directory(form, tmp_path):
    done = program.run(command("--output", f"{form}:{tmp_path}/none/file"))
    assert done.status == 3 and not done.out
    one_line(done, f"{form} to '{tmp_path}/none/file'", "No such file or directory",
             "nothing was checked")


@pytest.mark.parametrize("arguments,words", [
    (["--output", "xml"], "'xml'"), (["--output", ""], "''"),
    (["--output", "json", "--output", "tap"], "standard output"),
    (["--output", "tap:"], "names no file"),
    (["--output", "json:a", "--output", "tap:a"], "twice"),
])
def test_bad_request_makes_no_file(arguments, words, tmp_path):
    untouched = tmp_path / "untouched"
    done = program.run(command("--output", f"json:{untouched}", *arguments))
    assert done.status == 2 and words in done.err and done.err.endswith("[TV-USAGE]\n")
    assert not untouched.exists()


def test_formats_at_once_and_human_stays_on_stdout(tmp_path):
    done = program.run(command("--output", f"json:{tmp_path}/a", "--output",
                               f"json:{tmp_path}/b", "--output", f"tap:{tmp_path}/c"))
    assert done.status == 0 and "\nPASS in " in done.out
    texts = [(tmp_path / name).read_text(encoding="utf-8") for name in "abc"]
    assert json.loads(texts[0])["runs"] == json.loads(texts[1])["runs"]
    assert texts[2].startswith("TAP version 14\n")


def test_prometheus_file_is_always_whole(tmp_path):
    """Whoever reads while a check runs sees the old text or the new, and readers without
    rights of their own can; no other file is ever left there."""
    file = tmp_path / "tinyvm.prom"
    file.write_text("old\n", encoding="ascii")
    seen, over = set(), threading.Event()

    def read():
        while not over.is_set():
            seen.add(file.read_text(encoding="utf-8"))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        assert program.run(command("--output", f"prometheus:{file}")).status == 0
    finally:
        over.set()
        reader.join()
    new = file.read_text(encoding="utf-8")
    assert seen <= {"old\n", new} and "old\n" in seen
    assert new.endswith("\n") and file.stat().st_mode & 0o777 == 0o644
    assert os.listdir(tmp_path) == ["tinyvm.prom"]


def test_prometheus_to_a_device_leaves_the_device():
    done = program.run(command("--output", "prometheus:/dev/null", "--output", "json"))
    assert done.status == 0
    assert os.path.exists("/dev/null") and not os.path.isfile("/dev/null")


@pytest.mark.parametrize("arguments,status,state", [
    ((), 0, "OK"), (FAILING, 2, "CRITICAL"), (("--image-dir", "/none"), 3, "UNKNOWN"),
    (("--virt-type", "xen"), 3, "UNKNOWN"), (("--output", "tap:/none/x"), 3, "UNKNOWN"),
])
def test_nagios_on_stdout_is_a_plugin(arguments, status, state):
    done = program.run(command("--output", "nagios", *arguments))
    assert done.status == status
    assert done.out.startswith(f"TINYVM {state} - ") and done.out.count("\n") == 1


def test_nagios_in_a_file_leaves_the_exit_status(tmp_path):
    done = program.run(command(*FAILING, "--output", f"nagios:{tmp_path}/line"))
    assert done.status == 1
    assert (tmp_path / "line").read_bytes().startswith(b"TINYVM CRITICAL - ")
