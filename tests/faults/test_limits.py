"""Limits (getrlimit(2)), in series: each shortage hits another place of the run.

Wherever it hits: one line with a code, no death by a signal, nothing left.
"""
import glob
import re

import moments
import pytest
from support import tinyvm

MIB = 1 << 20
STEP = 1 if moments.FULL else 3
DAEMON = ["check"]
EMBED = ["check", "-c", "qemu:///embed"]


def short(outcome, clean, what):
    """Assert that a run that was short of something said so, once; True if it passed."""
    told = re.findall(r"^FAIL +[a-z]+ .*TV-[A-Z-]+: |^tinyvm.*: .*\[TV-[A-Z-]+\]$",
                      outcome.out + outcome.err, re.M)
    assert outcome.status in (0, 1, 3), f"{what}: {outcome}"
    assert (len(told) == 1) == (outcome.status != 0), f"{what}: {outcome}"
    lines = [line for line in outcome.err.splitlines() if line and " GLib" not in line]
    assert len(lines) <= 1, f"{what}: {outcome}"  # GLib mourns libvirt's missing threads
    assert not clean.new(), f"{what}: {outcome}"
    return outcome.status == 0


def limited(limit, *arguments, **options):
    return tinyvm.run(*arguments, within=["prlimit", f"--{limit}:{limit.split('=')[1]}"],
                      **options)


@pytest.mark.parametrize("arguments,series", [
    (DAEMON, range(4, 46, STEP)), (EMBED, range(5, 46, 4 * STEP)),
    (["run"], range(4, 46, 4 * STEP)), (["define", "--print-xml"], range(4, 46, 4 * STEP)),
    (["sweep"], range(4, 46, 4 * STEP))], ids=lambda a: a if isinstance(a, range) else
    " ".join(a))
def test_descriptors(clean, arguments, series):
    passed = [short(limited(f"nofile={n}", *arguments), clean, n) for n in series]
    assert passed[-1] and not passed[0] and passed == sorted(passed), passed
    said = limited("nofile=10", *arguments)
    assert "files" in said.err and "[TV-LIMIT]" in said.err, said


@pytest.mark.parametrize("arguments,series", [
    (DAEMON, range(44, 260, 4 * STEP)), (EMBED, range(60, 1400, 100 * STEP)),
    (["images"], range(44, 100, 8 * STEP))], ids=lambda a: a if isinstance(a, range) else
    " ".join(a))
def test_memory(clean, arguments, series):
    """The series begins where the dynamic loader is content."""
    for n in series:
        short(limited(f"as={n * MIB}", *arguments), clean, n)


def threads(uid):
    """How many threads a user has: that is what the limit counts."""
    found = 0
    for path in glob.glob("/proc/[0-9]*/status"):
        try:
            with open(path, encoding="utf-8", errors="replace") as status:
                fields = dict(line.split(":", 1) for line in status if ":" in line)
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended since
        if int(fields["Uid"].split()[0]) == uid:
            found += int(fields["Threads"])
    return found


def test_processes_and_threads(session_user, clean):
    """No thread for tinyvm, none for libvirt in it, no process for QEMU."""
    user = session_user
    for more in range(0, 22, STEP):
        outcome = limited(f"nproc={threads(user.uid) + more}", *EMBED, user=user)
        short(outcome, clean, more)


@pytest.mark.parametrize("size", [0, 1, 100, 4096])
@pytest.mark.parametrize("arguments", [EMBED, [*DAEMON, "-o", "json:/tmp/report"]],
                         ids=["embed", "report"])
def test_file_size(clean, arguments, size):
    outcome = limited(f"fsize={size}", *arguments)
    leftover = [path for path in clean.new() if path == "/tmp/report"]
    clean.remove(leftover)
    short(outcome, clean, size)
    assert outcome.status in (0, 3), outcome
