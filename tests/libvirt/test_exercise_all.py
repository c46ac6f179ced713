"""Each exercise on hosts where all is well: it says what it saw, and nothing stays."""
import re

import pytest
from support import leftovers, program, tinyvm

EXERCISES = ["suspend", "save", "managedsave", "reset", "reboot", "snapshot",
             "screenshot", "migrate", "migrate-self", "press-early", "agent", "deaf"]
KEPT = ["suspend", "save", "managedsave", "snapshot", "migrate", "migrate-self"]
TIMES = 4  # a guest or two an exercise, and the machine may be busy


def check_all(*arguments, **options):
    return tinyvm.run("check", *arguments, timeout=TIMES * program.DEADLINE, **options)


def phases_of(outcome):
    """The phases of a check that passed, whose exercises may have been skipped."""
    found = tinyvm.phases(tinyvm.done(outcome))
    names = [*tinyvm.PHASES[:5], *EXERCISES, *tinyvm.PHASES[5:]]
    assert list(found) == names, outcome.out
    assert not [name for name, (verdict, *_) in found.items() if verdict == "FAIL"]
    return found


@pytest.fixture(scope="module")
def everything(system_daemon, second_daemon):
    """All exercises at the system daemon, with another to migrate to."""
    before = leftovers.Snapshot(system_daemon.uri, second_daemon.uri)
    found = phases_of(check_all("-e", f"all,migrate={second_daemon.uri}"))
    before.check()
    return {name: detail for name, (verdict, _, detail) in found.items()
            if verdict == "ok"}


@pytest.mark.parametrize("exercise", EXERCISES)
def test_none_is_skipped_at_a_system_daemon(everything, exercise):
    assert exercise in everything


@pytest.mark.parametrize("exercise", KEPT)
def test_state_is_kept_and_the_line_told(everything, exercise):
    assert re.search(r"half a line (kept|brought back): [a-z0-9]{16}\b",
                     everything[exercise])


def test_every_line_is_another(everything):
    lines = [re.findall(r"\b[a-z0-9]{16}\b", everything[name])[-1] for name in KEPT]
    assert len(set(lines)) == len(KEPT)


@pytest.mark.parametrize("exercise", ["save", "migrate-self"])
def test_another_qemu_goes_on(everything, exercise):
    before, after = map(int, re.search(r"QEMU (\d+) ended, (\d+) went on",
                                       everything[exercise]).groups())
    assert after > before


def test_what_reset_and_reboot_do_is_told(everything):
    assert "banner again" in everything["reset"]
    assert "event REBOOT" in everything["reboot"] and "button" in everything["reboot"]


def test_banner_is_read_on_the_screen(everything):
    told = everything["screenshot"]
    assert re.fullmatch(r'"ClientAPI" read on a screen of \d+x\d+', told)


def test_early_press_is_lost_and_the_second_one_works(everything):
    assert re.match(r"lost .*pressed again: off in \d+ ms", everything["press-early"])


def test_both_ways_to_shut_down_are_timed(everything):
    assert re.search(r"ACPI \d+ ms, default \d+ ms", everything["agent"])


def test_deaf_guest_is_found_out(everything):
    assert "did not act" in everything["deaf"] and "destroyed" in everything["deaf"]


def test_the_guest_of_the_check_still_goes_cleanly(everything):
    assert everything["exit"] == "SHUTDOWN (guest), STOPPED (shutdown)"


@pytest.mark.parametrize("where", ["session", "embed"])
def test_all_passes_on_a_plain_host(where, session_user, no_daemon):
    """Nothing was set up: what is missing is skipped, with the reason."""
    options = {"user": session_user} if where == "session" else {"within": no_daemon}
    found = phases_of(check_all("-e", "all", **options))
    skipped = {name: d for name, (verdict, _, d) in found.items() if verdict == "skip"}
    assert skipped == {"migrate": "no other host was named (migrate=URI)"}


def test_a_floppy_has_no_snapshot():
    outcome = tinyvm.run("check", "--image", "floppy", "--bus", "fdc", "-e", "snapshot")
    verdict, _, reason = tinyvm.phases(tinyvm.done(outcome))["snapshot"]
    assert verdict == "skip" and "fdc" in reason


@pytest.mark.parametrize("words,told", [
    ("jumping", "'jumping' is unknown"), ("migrate", "migrate=URI"), ("migrate=", "URI"),
    ("save=x", "takes no argument"), (",", "names no exercise"),
])
def test_wrong_words_are_refused(words, told):
    tinyvm.refused(tinyvm.run("check", "-e", words), 2, "TV-USAGE", told)
