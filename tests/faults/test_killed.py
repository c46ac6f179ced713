"""tinyvm killed outright at every call: libvirt or the next sweep removes all it made."""
import signal

import moments
import pytest
from support import leftovers, tinyvm

# What a run may be in the middle of.  The exercises save guests, define them, and have
# disks of their own.
RUNS = {"check": ["check"], "save": ["check", "-e", "save"],
        "managedsave": ["check", "-e", "managedsave"],
        "snapshot": ["check", "-e", "snapshot"], "deaf": ["check", "-e", "deaf"],
        "run": ["run"]}
QUICK = ("check", "save")


def kill_at(uri, number, *arguments, **options):
    with moments.stopped(uri, number, *arguments, **options) as (run, _, _):
        run.signal(signal.SIGKILL)
        assert run.end() == 137


def sweep(uri, *options, **how):
    outcome = tinyvm.run("sweep", "-c", uri, *options, **how)
    assert outcome.status == 0 and not outcome.err, outcome
    return outcome.out


@pytest.mark.parametrize("part", range(moments.PARTS))
@pytest.mark.parametrize("name", RUNS if moments.FULL else QUICK)
def test_killed_at_every_call(system_daemon, clean, name, part):
    uri, arguments = system_daemon.uri, RUNS[name]
    numbers = moments.every if name == "check" else moments.additional
    step = 1 if moments.FULL or name == "check" else 2
    for number in numbers(part, uri, *arguments)[::step]:
        kill_at(uri, number, *arguments)
        sweep(uri)
        assert not clean.new(), f"after call {number}"


@pytest.mark.parametrize("what", [["--bus", "ide"], ["-e", "save"]], ids=" ".join)
def test_user_is_killed_with_files_of_his_own(session_user, what):
    """A copy of the image, or the saved guest, among the user's runtime files."""
    uri, arguments = "qemu:///session", ["check", *what]
    there = leftovers.Snapshot()
    last = len(moments.calls(uri, *arguments, user=session_user))
    seen = set()
    for number in range(last // 2, last - 4, 1 if moments.FULL else 3):
        kill_at(uri, number, *arguments, user=session_user)
        seen.update(sweep(uri, "--dry-run", user=session_user).splitlines())
        sweep(uri, user=session_user)
        assert not there.new(), f"after call {number}"
    assert any(f"'{session_user.runtime}/tinyvm-" in line for line in seen), seen
