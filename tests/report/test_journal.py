"""journal: entries that a journald of our own received, read by journalctl, explained by
the message catalogue as built."""
import contextlib
import json
import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
import scenarios
from support import program, sandbox

TREE = Path(sandbox.TREE)
IDS = dict(re.findall(r'define MESSAGE_(\w+) "(.*)"',
                      (TREE / "src/message-id.h").read_text()))
CATALOG = (TREE / "build/tinyvm.catalog").read_text()
JOURNALD = "/lib/systemd/systemd-journald"
OUTCOMES = {"passing": ("PASSED", 6), "failing": ("FAILED", 3),
            "unchecked": ("UNCHECKED", 4)}


@pytest.fixture(scope="module")
def journald(tmp_path_factory):
    """A journald, in this sandbox, whose catalogue is ours alone."""
    for place in "/usr/lib/systemd/catalog", "/var/lib/systemd/catalog":
        program.must(["mount", "-t", "tmpfs", "tmpfs", place])
    shutil.copy(TREE / "build/tinyvm.catalog", "/usr/lib/systemd/catalog")
    program.must(["journalctl", "--update-catalog"])
    for place in "/run/systemd/journal", "/run/log/journal":
        Path(place).mkdir(parents=True)
    heard = str(tmp_path_factory.mktemp("notify") / "socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
        s.bind(heard)
        s.settimeout(program.DEADLINE)
        with subprocess.Popen([JOURNALD], env={"NOTIFY_SOCKET": heard}) as daemon:
            while b"READY=1" not in s.recv(4096):
                pass
            yield
            daemon.terminate()


def check(name, *more):
    arguments, status = scenarios.CHECKS[name]
    done = program.run(scenarios.command(*arguments, "--output", "journal", *more))
    assert done.status == status, done.out + done.err


def entries(*options):
    """What tinyvm has sent to the journal, from the first entry on."""
    program.must(["journalctl", "--sync"])
    text = program.must(["journalctl", "-t", "tinyvm", "-o", "json", *options])
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("name", OUTCOMES)
def test_entries_are_what_the_document_tells(journald, tmp_path, name):
    before = len(entries())
    check(name, "--output", f"json:{tmp_path}/json")
    *phases, verdict = entries()[before:]
    run, = json.loads((tmp_path / "json").read_text())["runs"]

    for entry, phase in zip(phases, run["phases"], strict=True):
        assert entry["TINYVM_PHASE"] == phase["phase"]
        assert entry["TINYVM_VERDICT"] == phase["verdict"]
        assert abs(float(entry["TINYVM_DURATION_MS"]) - phase["duration_ms"]) <= 0.001
        assert entry.get("TINYVM_CODE") == phase["code"]
        assert entry.get("TINYVM_REMEDY") == phase["remedy"]
        assert entry["PRIORITY"] == "6" and "MESSAGE_ID" not in entry
    failure = next((p for p in run["phases"] if p["code"]), {})
    assert verdict["TINYVM_VERDICT"] == run["verdict"]
    assert verdict.get("TINYVM_URI") == run["uri"]
    assert verdict.get("TINYVM_CODE") == failure.get("code")
    assert verdict.get("TINYVM_PHASE") == failure.get("phase")
    outcome, priority = OUTCOMES[name]
    assert (verdict["MESSAGE_ID"], verdict["PRIORITY"]) == (IDS[outcome], str(priority))
    if failure:
        assert failure["detail"] in verdict["MESSAGE"]
        assert f"{failure['remedy']} [{failure['code']}]" in verdict["MESSAGE"]


def test_several_runs_have_a_sum(journald):
    check("passing", "--machine", "pc,q35")
    one, other, total = [e for e in entries() if "MESSAGE_ID" in e][-3:]
    assert {one["TINYVM_MACHINE"], other["TINYVM_MACHINE"]} == {"pc", "q35"}
    assert total["MESSAGE_ID"] == IDS["TOTALS"] and total["TINYVM_PASSED"] == "2"


@pytest.mark.parametrize("name", OUTCOMES)
def test_catalogue_explains(journald, name):
    check(name)
    sent = entries()[-1]
    said = program.must(["journalctl", "-x", "-n", "1", "-t", "tinyvm"])
    words = " ".join(re.findall(r"^░░ ?(.*)$", said, re.M))
    assert "Subject: " in words and "Defined-By: tinyvm" in words
    assert not re.search(r"@|TINYVM_[A-Z_]+(?! in )", words), said
    for field in "CODE", "REMEDY", "PHASE":
        assert sent.get(f"TINYVM_{field}", "") in words


def test_catalogue_and_program_share_their_ids():
    in_catalogue = re.findall(r"^-- (.*)$", CATALOG, re.M)
    assert sorted(in_catalogue) == sorted(IDS.values()) and len(set(in_catalogue)) == 7
    assert all(re.fullmatch("[0-9a-f]{32}", i) for i in in_catalogue)
    source = (TREE / "src/report-journal.c").read_text()
    assert set(re.findall(r"\bMESSAGE_([A-Z]+)\b", source)) - {"ID"} == set(IDS)


def test_remedies_fit_into_the_catalogue():
    """journalctl leaves fields of more than 256 bytes, name and all, out of it."""
    header = re.sub(r'"\s*\\\s*"', "", (TREE / "src/code.h").read_text())
    remedies = re.findall(r'X\(CODE_\w+, "TV-[A-Z-]+", \w+,[\s\\]*"(.*?)"\)', header)
    assert len(remedies) > 40
    assert max(len(f"TINYVM_REMEDY={r}") for r in remedies) <= 256


@contextlib.contextmanager
def over(what, place):
    program.must(["mount", "--bind", what, place])
    try:
        yield
    finally:
        program.must(["umount", place])


@pytest.mark.parametrize("what,place,why", [
    ("/mnt", "/run/systemd/journal", "No such file or directory"),
    ("/dev/null", "libsystemd.so.0", "shared library")], ids=["journald", "libsystemd"])
def test_nothing_is_checked_without(journald, what, place, why):
    if "/" not in place:
        place = re.search(rf"=> (.*{place})", program.must(["ldconfig", "-p"]))[1]
    with over(what, place):
        done = program.run(scenarios.command("--output", "journal"))
    assert done.status == 3 and not done.out
    assert "nothing was checked" in done.err and why in done.err
    assert "[TV-OUTPUT]" in done.err


def test_takes_no_file():
    done = program.run(scenarios.command("--output", "journal:/tmp/x"))
    assert done.status == 2 and "[TV-USAGE]" in done.err


def test_libsystemd_is_loaded_for_this_alone():
    """It would double the start of every verb."""
    assert "libsystemd" not in program.must(["ldd", scenarios.TINYVM])
