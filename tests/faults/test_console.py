"""A guest that babbles, stammers or says what no terminal should: bounded and escaped."""
import signal
import time

import moments
import pytest
from support import relay, tinyvm

FORMATS = ["human", "json", "jsonl", "junit", "tap", "nagios", "prometheus"]
# Escape sequences, C1, an overlong and a truncated UTF-8 sequence, XML's own.
EVIL = 'BANNER=27,"]0;owned",7,27,"[2J",155,"31m",192,128,255,226,"<b>&]]>",34,39'
HARMLESS = set(map(chr, range(32, 127))) | {"\n"}
LIMIT = 96 << 10  # KiB that a check may have in memory, whatever it hears


def peak(run):
    """The most memory that a running tinyvm ever had, in KiB (proc(5), VmHWM)."""
    with open(f"/proc/{run.child.pid}/status", encoding="ascii") as status:
        return int(next(line for line in status if line.startswith("VmHWM")).split()[1])


@pytest.mark.parametrize("form", FORMATS)
def test_evil_bytes(odd_guest, form):
    outcome = tinyvm.run("check", "-o", form, images=odd_guest(EVIL))
    assert outcome.status in (1, 2), outcome
    assert not set(outcome.out + outcome.err) - HARMLESS, outcome


def test_endless_babble_costs_neither_time_nor_memory(odd_guest):
    seconds = 60 if moments.FULL else 8
    began = time.monotonic()
    with tinyvm.running("check", "--timeout", f"banner={seconds}",
                        images=odd_guest("CHATTER")) as run:
        run.wait_for(" start ")
        time.sleep(seconds / 2)  # let it babble: there is nothing to wait for
        assert peak(run) < LIMIT
        assert run.end() == 1
    tinyvm.failed(run.output, "banner", "TV-WRONG-BANNER")
    assert time.monotonic() - began < seconds + 30


def test_gigabyte(system_daemon, odd_guest):
    """More than any guest prints in the time, by a relay that repeats it: 64 MiB or, in
    full, a gigabyte."""
    many = (1024 if moments.FULL else 64) << 20
    with relay.Relay(system_daemon.uri) as between:
        between.echo = many
        with tinyvm.running("check", "--timeout", "banner=60", "-c", between.uri,
                            images=odd_guest("CHATTER")) as run:
            between.echoed.wait(60)
            assert between.echo <= 0 and peak(run) < LIMIT
            run.signal(signal.SIGINT)
            assert run.end() == 130
    assert tinyvm.phases(run.output)["clean"][0] == "ok", run.output


def test_byte_by_byte(odd_guest):
    """Banner, prompt, echo and reply, split in every place."""
    tinyvm.passed(tinyvm.run("check", "--timeout", "60", images=odd_guest("DRIP")))


@pytest.mark.parametrize("behaviour,phase,code", [
    ("NULS", "banner", "TV-WRONG-BANNER"), ("HALF", "repl", "TV-BAD-REPLY")])
def test_nuls_and_half_a_reply(odd_guest, behaviour, phase, code):
    outcome = tinyvm.run("check", "--timeout", f"{phase}=5", images=odd_guest(behaviour))
    assert outcome.status == 1 and not set(outcome.out) - HARMLESS, outcome
    tinyvm.failed(outcome.out, phase, code)
