"""Several hosts in one run: at once, in one report, and none waits for another."""
import json
import socket
import time

import pytest
from support import leftovers, program, sandbox, tinyvm

MUTE = f"{sandbox.PRIVATE}/mute-host"
MUTE_URI = f"qemu+unix:///system?socket={MUTE}"
DEAD_URI = "qemu+unix:///system?socket=/run/nobody"
FAILED = {DEAD_URI: "TV-CONNECT", MUTE_URI: "TV-NO-ANSWER"}


@pytest.fixture
def mute():
    """A daemon that takes connections and says nothing, until it is closed."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(MUTE)
        listener.listen()
        yield listener
    leftovers.remove_path(MUTE)


def on(*uris):
    return [word for uri in uris for word in ("-c", uri)]


def passes(check, many):
    """Wait until so many runs have passed."""
    deadline = time.monotonic() + program.DEADLINE
    while check.output.count("PASS in ") < many:
        assert check.read(deadline), check.output


@pytest.mark.parametrize("more,many", [
    ([], 1), (["--repeat", "2", "-j", "2"], 2), (["--virt-type", "all"], 1)],
    ids=["one", "repeated", "all"])
def test_good_host_does_not_wait_for_the_others(system_daemon, mute, more, many):
    """It is done while the mute one has all the time in the world; also if the hosts are
    asked beforehand what they have."""
    with tinyvm.running("check", *on(MUTE_URI, DEAD_URI, system_daemon.uri), *more,
                        "--timeout", "connect=150") as check:
        passes(check, many)
        assert "TV-CONNECT" in check.output and "TV-NO-ANSWER" not in check.output
        assert MUTE not in check.output, "it has not been given up yet"
        mute.close()
        assert check.end() == 3
    assert f"{MUTE}: " in check.output
    assert f" {many} passed, 2 failed, 0 skipped\n" in check.output


def test_one_report(system_daemon, second_daemon, mute):
    good = [system_daemon.uri, second_daemon.uri]
    outcome = tinyvm.run("check", *on(DEAD_URI, good[0], MUTE_URI, good[1]),
                         "--timeout", "connect=5", "-o", "json")
    assert outcome.status == 3 and not outcome.err, outcome
    found = {run["uri"]: run for run in json.loads(outcome.out)["runs"]}
    assert {uri: run["verdict"] for uri, run in found.items()} == {
        DEAD_URI: "fail", MUTE_URI: "fail", good[0]: "pass", good[1]: "pass"}
    for uri, code in FAILED.items():
        assert found[uri]["phases"][0]["code"] == code


def test_a_failure_says_more_than_a_host_that_could_not_be_checked(system_daemon):
    outcome = tinyvm.run("check", *on(DEAD_URI, system_daemon.uri), "--image", "deaf",
                         "--timeout", "exit=1")
    assert outcome.status == 1, outcome


def test_interrupt_ends_them_all(system_daemon, mute, odd_guest):
    with tinyvm.running("check", *on(MUTE_URI, system_daemon.uri),
                        images=odd_guest("SILENT")) as check:
        check.wait_for(" start ")
        check.signal()
        assert check.end() == 130
