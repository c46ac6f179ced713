"""tinyvm check with lists: every combination, several at a time; what cannot be had is
skipped with the reason; and the end of it when one fails."""
import itertools
import json
import os

import pytest
from support import program, tinyvm

FEW, MANY = 3 * program.DEADLINE, 20 * program.DEADLINE
FULL = bool(os.environ.get("TINYVM_FULL"))


def report(*arguments, status=0, timeout=FEW):
    """The report of such a check."""
    outcome = tinyvm.run("check", "-o", "json", *arguments, timeout=timeout)
    assert outcome.status == status and not outcome.err, outcome
    return json.loads(outcome.out)


def combinations(found, *axes):
    return sorted(tuple(run[axis] for axis in axes) for run in found["runs"])


def verdicts(found):
    return [run["verdict"] for run in found["runs"]]


def reason(run):
    """Why it was skipped."""
    return next(p["detail"] for p in run["phases"] if p["verdict"] == "skip")


def test_every_combination_is_run():
    found = report("--machine", "pc,q35", "--image", "raw", "--image", "iso",
                   "--memory", "2,32", "--bus", "scsi", "-j", "2")
    assert verdicts(found) == 8 * ["pass"] and found["planned"] == 8
    assert combinations(found, "machine", "image", "memory_mib") == sorted(
        itertools.product(["pc", "q35"], ["raw", "iso"], [2, 32]))
    assert sorted(run["number"] for run in found["runs"]) == list(range(1, 9))


def test_what_cannot_be_had_is_skipped():
    found = report("--machine", "pc,isapc,nosuch", "--virt-type", "qemu", "-j", "3")
    assert dict(combinations(found, "machine", "verdict")) == {
        "pc": "pass", "isapc": "skip", "nosuch": "skip"}
    why = {run["machine"]: reason(run) for run in found["runs"] if run["machine"] != "pc"}
    assert "PCI" in why["isapc"] and "'nosuch' is not supported" in why["nosuch"]


def test_nothing_that_can_be_had():
    found = report("--machine", "pc,q35", "--image", "floppy", "--bus", "virtio",
                   status=77)
    assert verdicts(found) == ["skip", "skip"] and found["totals"]["exit_status"] == 77


def machines_of_qemu():
    """What it lists by itself; Xen's machines are for another hypervisor."""
    lines = program.must(["qemu-system-x86_64", "-machine", "help"]).splitlines()[1:]
    return {line.split()[0] for line in lines if not line.startswith(("none ", "xen"))}


@pytest.fixture(scope="module")
def any_machine():
    """Each of them, on a bus that takes no such disk: skipped without being started."""
    return report("--machine", "all", "--image", "floppy", "--bus", "virtio", status=77)


def test_all_machines_are_those_of_this_qemu(any_machine):
    tried = {run["machine"] for run in any_machine["runs"]}
    assert len(tried) == len(any_machine["runs"]) > 20
    aliases = {"pc", "q35"} | {"pc-i440fx-7.2", "pc-q35-7.2"}
    assert tried - aliases <= machines_of_qemu()
    assert machines_of_qemu() - tried == set()


@pytest.mark.parametrize("axis,known", [
    ("bus", {"ide", "fdc", "scsi", "virtio", "usb", "sata"}), ("virt_type", {"qemu"}),
    ("memory_mib", {2, 16, 128, 4096}), ("image", {"raw", "qcow2", "iso", "floppy"})])
def test_all_of_the_other_axes(axis, known):
    """On a machine without PCI, which has no disk on virtio: again nothing is started."""
    option = {"virt_type": "virt-type", "memory_mib": "memory"}.get(axis, axis)
    found = report(f"--{option}", "all", "--machine", "nosuch,isapc",
                   *(["--bus", "virtio"] if axis == "image" else []), status=77)
    assert known <= {run[axis] for run in found["runs"]}, found


@pytest.mark.skipif(not FULL, reason="a minute and a half: FULL=1")
def test_each_machine_of_this_qemu_is_run(any_machine):
    """The firmware of the three oldest hides _S5_ from the guest (man tinyvm-check)."""
    found = report("--machine", "all", "-j", "2", "--timeout", "exit=5", status=1,
                   timeout=MANY)
    assert len(found["runs"]) == len(any_machine["runs"])
    failed = {run["machine"] for run in found["runs"] if run["verdict"] == "fail"}
    assert failed <= {"pc-i440fx-1.4", "pc-i440fx-1.5", "pc-i440fx-1.6"}


def test_repeat():
    found = report("--repeat", "3", "-j", "2")
    assert verdicts(found) == ["pass"] * 3
    nonces = {p["detail"] for run in found["runs"] for p in run["phases"]
              if p["phase"] == "repl"}
    assert len(nonces) == 3


@pytest.mark.parametrize("options,runs", [([], 4), (["--fail-fast"], 1)],
                         ids=["to the end", "fail-fast"])
def test_after_a_failure(options, runs):
    found = report("--image", "deaf", "--timeout", "exit=1", "--repeat", "4", *options,
                   status=1)
    assert verdicts(found) == ["fail"] * runs and found["planned"] == 4


def test_fail_fast_does_not_break_off_what_is_under_way():
    found = report("--image", "deaf", "--timeout", "exit=1", "--repeat", "9", "-j", "2",
                   "--fail-fast", status=1)
    assert verdicts(found) in (["fail"] * 2, ["fail"] * 3)
    assert all(run["phases"][-1]["phase"] == "clean" and
               run["phases"][-1]["verdict"] == "pass" for run in found["runs"])


def test_jobs_run_at_a_time(watch):
    """As many guests as asked for live together, and no more."""
    report("--repeat", "6", "-j", "3")
    now = most = 0
    for _, event, _ in watch.events:
        now += {2: 1, 5: -1}.get(event, 0)  # STARTED, STOPPED (virDomainEventType)
        most = max(most, now)
    assert most in (2, 3) and now == 0
