"""tinyvm check where something is wrong: each fault is found in its phase and named."""
import os
import signal

import libvirt
import pytest
from support import leftovers, tinyvm



def within(phase, seconds):
    return ["--timeout", f"{phase}={seconds}"]


@pytest.mark.parametrize("behaviour,options,phase,code", [
    ("SILENT", within("banner", 1), "banner", "TV-GUEST-SILENT"),
    ('BANNER="SomeOther"', [], "banner", "TV-WRONG-BANNER"),
    ("CHATTER", within("banner", 5), "banner", "TV-WRONG-BANNER"),
    ("GONE", [], "banner", "TV-ENDED-EARLY"),
    ("FAINT", [], "repl", "TV-ENDED-EARLY"),
    ("QUITTER", [], "repl", "TV-ENDED-EARLY"),
    ("RESETS", [], "repl", "TV-BAD-REPLY"),
    ("MUTE", within("repl", 2), "repl", "TV-BAD-REPLY"),
    ("UNTURNED", [], "repl", "TV-BAD-REPLY"),
    ("DEAF", within("exit", 1), "exit", "TV-BUTTON-IGNORED"),
])
def test_odd_guest(odd_guest, behaviour, options, phase, code):
    outcome = tinyvm.run("check", *options, images=odd_guest(behaviour))
    assert outcome.status == 1, outcome
    tinyvm.failed(outcome.out, phase, code)


def test_the_odd_guest_without_a_fault_passes(odd_guest):
    tinyvm.passed(tinyvm.run("check", images=odd_guest()))


@pytest.mark.parametrize("embedded", [False, True], ids=["system", "embed"])
def test_deaf_image_ignores_the_button(embedded, no_daemon):
    outcome = tinyvm.run("check", "--image", "deaf", *within("exit", 1),
                         within=no_daemon if embedded else [])
    assert outcome.status == 1
    tinyvm.failed(outcome.out, "exit", "TV-BUTTON-IGNORED")


def test_hostile_console_bytes_do_not_reach_the_terminal(odd_guest):
    images = odd_guest('BANNER=27,"[31mred",7,155,"x"')
    outcome = tinyvm.run("check", images=images)
    tinyvm.failed(outcome.out, "banner", "TV-WRONG-BANNER")
    assert r"\x1b[31mred\x07\x9bx" in tinyvm.failure(outcome.out), "told, but as text"
    assert not set(outcome.out + outcome.err) & {"\x1b", "\x07", "\x9b", "\ufffd"}


def qemu_of_the_check():
    found = [pid for pid, words in leftovers.commands().items()
             if os.path.basename(words[0]).startswith("qemu-system-")]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("blow,code", [
    (signal.SIGKILL, "TV-CRASHED"), (signal.SIGTERM, "TV-NOT-CLEAN")],
    ids=["SIGKILL", "SIGTERM"])
@pytest.mark.parametrize("guest,phase", [("SILENT", "banner"), ("DEAF", "exit")])
def test_qemu_is_killed(odd_guest, guest, phase, blow, code):
    before = tinyvm.PHASES[tinyvm.PHASES.index(phase) - 1]
    with tinyvm.running("check", images=odd_guest(guest)) as check:
        check.wait_for(f" {before} ")
        os.kill(qemu_of_the_check(), blow)
        assert check.end() == 1
    tinyvm.failed(check.output, phase, code)


@pytest.mark.parametrize("guest,phase", [("SILENT", "banner"), ("DEAF", "exit")])
def test_somebody_destroys_the_guest(odd_guest, virsh, guest, phase):
    before = tinyvm.PHASES[tinyvm.PHASES.index(phase) - 1]
    with tinyvm.running("check", images=odd_guest(guest)) as check:
        check.wait_for(f" {before} ")
        assert virsh("destroy", virsh("list", "--name").out.strip()).status == 0
        assert check.end() == 1
    tinyvm.failed(check.output, phase, "TV-DESTROYED")


def test_somebody_pauses_the_guest_for_good(odd_guest, virsh):
    silent = odd_guest("SILENT")
    with tinyvm.running("check", *within("banner", 2), images=silent) as check:
        check.wait_for(" start ")
        assert virsh("suspend", virsh("list", "--name").out.strip()).status == 0
        assert check.end() == 1
    assert tinyvm.phases(check.output)["banner"][0] == "FAIL"


def test_console_is_taken_over(odd_guest):
    connection = libvirt.open("qemu:///system")
    silent = odd_guest("SILENT")
    with tinyvm.running("check", *within("banner", 60), images=silent) as check:
        check.wait_for(" start ")
        thief = connection.newStream(0)
        connection.listAllDomains()[0].openConsole(
            None, thief, libvirt.VIR_DOMAIN_CONSOLE_FORCE)
        thief.abort()
        assert check.end() == 1
    connection.close()
    tinyvm.failed(check.output, "banner", "TV-CONSOLE")
    assert tinyvm.phases(check.output)["banner"][1] < 60_000, "the end tells at once"
