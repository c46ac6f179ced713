"""Exercises where something is wrong: state is lost, a guest does not come back."""
import os
import shutil
import signal

import libvirt
import pytest
from support import daemon, guests, leftovers, sandbox, tinyvm

MARKS = f"{sandbox.PRIVATE}/disturbed"
# A guest that comes a second time, or from another host, finds a key pressed on its
# console: a byte in the line that was half typed when it was saved.
HOOK = f"""#!/bin/sh
test "$2" = started && test -d {MARKS} || exit 0
pty=$(sed -n "s/.*<source path='\\(.dev.pts.[0-9]*\\)'.*/\\1/p" | head -n 1)
case $1 in tinyvm-moved-*) touch {MARKS}/"$1" ;; esac
test -e {MARKS}/"$1" && printf x >"$pty"
touch {MARKS}/"$1"
"""


@pytest.fixture(scope="module")
def hooked_daemon():
    """A daemon that can disturb guests as they are restored."""
    hook = f"{sandbox.PRIVATE}/hook"
    with open(hook, "w", encoding="ascii") as file:
        file.write(HOOK)
    os.chmod(hook, 0o755)
    return daemon.peer("hooked", hook)


@pytest.fixture
def disturbed(hooked_daemon):
    """That daemon while it does; the directory holds the names of known guests."""
    before = leftovers.Snapshot(hooked_daemon.uri)
    os.mkdir(MARKS)
    yield hooked_daemon
    shutil.rmtree(MARKS)
    before.check()


def failed_in(outcome, exercise, code):
    """Assert that just this exercise failed, for that reason, and all was cleaned up."""
    assert outcome.status == 1, outcome
    found = tinyvm.phases(outcome.out)
    assert [n for n, (verdict, *_) in found.items() if verdict == "FAIL"] == [exercise]
    assert found[exercise][2].startswith(f"{code}: "), outcome.out
    assert list(found)[-1] == "clean" and found["clean"][0] == "ok", outcome.out
    return found[exercise][2]


@pytest.mark.parametrize("exercise", ["save", "managedsave", "snapshot", "migrate-self"])
def test_lost_state_is_noticed(disturbed, exercise):
    outcome = tinyvm.run("check", "-c", disturbed.uri, "-e", exercise)
    failed_in(outcome, exercise, "TV-BAD-REPLY")


def test_state_lost_on_the_way_to_another_host_is_noticed(disturbed):
    outcome = tinyvm.run("check", "-e", f"migrate={disturbed.uri}")
    failed_in(outcome, "migrate", "TV-BAD-REPLY")


@pytest.mark.parametrize("exercise", ["save", "managedsave", "snapshot"])
def test_the_same_daemon_passes_when_it_does_not_disturb(hooked_daemon, exercise):
    assert tinyvm.run("check", "-c", hooked_daemon.uri, "-e", exercise).status == 0


@pytest.mark.parametrize("exercise", ["reset", "reboot"])
def test_guest_that_does_not_come_back(odd_guest, exercise):
    outcome = tinyvm.run("check", "-e", exercise, "--timeout", f"{exercise}=3",
                         images=odd_guest("ONCE"))
    failed_in(outcome, exercise, "TV-GUEST-SILENT")


def test_banner_that_is_not_on_the_screen(odd_guest):
    """The odd guest speaks on its console alone."""
    outcome = tinyvm.run("check", "-e", "screenshot", images=odd_guest())
    assert "does not show" in failed_in(outcome, "screenshot", "TV-EXERCISE")


@pytest.mark.parametrize("exercise", ["press-early", "agent"])
def test_guest_that_never_heeds_its_button(exercise):
    outcome = tinyvm.run("check", "--image", "deaf", "-e", exercise,
                         "--timeout", f"{exercise}=5")
    failed_in(outcome, exercise, "TV-BUTTON-IGNORED")


def test_negative_control_that_acts_after_all():
    """Called deaf in the catalogue, and not deaf."""
    place = f"{sandbox.PRIVATE}/undeaf"
    if not os.path.isdir(place):
        guests.odd_images(place)
        entry = guests.entry(f"{place}/boot.img")
        guests.write_catalogue(place, [entry, {**entry, "format": "deaf"}])
    outcome = tinyvm.run("check", "-e", "deaf", images=place)
    assert "ended all the same" in failed_in(outcome, "deaf", "TV-EXERCISE")


def test_no_control_without_its_image(odd_guest):
    outcome = tinyvm.run("check", "-e", "deaf", images=odd_guest())
    verdict, _, reason = tinyvm.phases(tinyvm.done(outcome))["deaf"]
    assert verdict == "skip" and "deaf" in reason


def test_no_migration_to_itself(system_daemon):
    outcome = tinyvm.run("check", "-e", f"migrate={system_daemon.uri}")
    failed_in(outcome, "migrate", "TV-EXERCISE")


def test_no_migration_to_nowhere():
    outcome = tinyvm.run("check", "-e", "migrate=qemu+unix:///system?socket=/run/nobody")
    assert outcome.status == 3
    verdict, _, why = tinyvm.phases(outcome.out)["migrate"]
    assert verdict == "FAIL" and why.startswith("TV-CONNECT: the other host")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupt_removes_both_guests(watch, number):
    """While the deaf one is waited for there are two."""
    with tinyvm.running("check", "-e", "deaf") as check:
        check.wait_for("ok   repl")
        watch.wait_for("tinyvm-check-2", libvirt.VIR_DOMAIN_EVENT_RESUMED)
        check.signal(number)
        assert check.end() == 128 + number
