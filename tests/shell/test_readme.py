"""README's recorded sessions, played again: the same but for figures and random words."""
import os
import re
import shutil

import pytest
from support import guests, program, sandbox, tinyvm

README = open(f"{sandbox.TREE}/README.md", encoding="utf-8").read()


def blocks():
    """The indented blocks, without their indent."""
    for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", README, re.M):
        yield re.sub(r"^    ", "", block, flags=re.M).strip("\n") + "\n"


def recorded(first):
    return next(block for block in blocks() if block.startswith(first))


def masked(text):
    """Without what differs from run to run: random words, figures, and their width."""
    text = re.sub(r"\b[a-z0-9]{16} -> [a-z0-9]{16}\b", "LINE -> ENIL", text)
    text = re.sub(r"/run/tinyvm-\S*/", "/run/tinyvm-…/", text)
    text = re.sub(r"-{5,}", "-----", re.sub(r"\d+(\.\d+)*", "N", text))
    return [re.sub(r" +", " ", line).rstrip() for line in text.splitlines()]


def commands(session):
    """Each command of a session and what it printed."""
    parts = re.split(r"^# (.*)\n", session, flags=re.M)
    assert parts[0] == "" and len(parts) > 6
    return list(zip(parts[1::2], parts[2::2]))


@pytest.fixture
def package(system_daemon):
    """The copies of images that the package keeps where guests may read them."""
    os.makedirs("/var/lib/tinyvm", exist_ok=True)
    shutil.copy(f"{guests.built()}/boot.img", "/var/lib/tinyvm")
    yield
    os.unlink("/var/lib/tinyvm/boot.img")


def test_the_first_minute(package):
    path = f"{sandbox.TREE}/build:{program.ROOT.environment()['PATH']}"
    for command, printed in commands(recorded("# tinyvm check")):
        outcome = program.run(["sh", "-c", command], env=tinyvm.environment(PATH=path))
        assert outcome.status == 0, outcome
        assert masked(outcome.out + outcome.err) == masked(printed), command


def test_a_check_without_a_daemon(no_daemon):
    command, *printed = recorded("build/tinyvm check").splitlines()
    argv = command.replace("build", f"{sandbox.TREE}/build").split()
    outcome = program.run([*no_daemon, *argv])
    assert masked(outcome.out) == masked("\n".join(printed)), outcome


def test_commands_of_the_table_are_understood():
    """`tinyvm VERB --option` in README is one that --help knows."""
    found = re.findall(r"`tinyvm (\w+)([^`]*)`", README)
    assert len(found) >= 8
    for verb, rest in found:
        text = tinyvm.done(tinyvm.run("help", verb))
        for option in re.findall(r"(--[\w-]+)", rest):
            assert option in text, f"tinyvm {verb}{rest}"
