"""The first steps: help on one screen, slips of the finger, versions."""
import re

import pytest
from support import program, tinyvm

VERBS = re.findall(r"^  (\w+)  +[A-Z]", tinyvm.done(tinyvm.run("--help")), re.M)


@pytest.mark.parametrize("arguments", [
    ["help"], ["help", "help"], ["help", "version"], *(["help", v] for v in VERBS)],
    ids=" ".join)
def test_help_fits_a_screen(arguments):
    lines = tinyvm.done(tinyvm.run(*arguments)).splitlines()
    assert len(lines) < 24 and max(map(len, lines)) <= 80


def test_help_of_a_verb_is_one_text():
    for verb in VERBS:
        assert tinyvm.run("help", verb).out == tinyvm.run(verb, "--help").out
    assert tinyvm.run("help").out == tinyvm.run("-h").out == tinyvm.run().err


@pytest.mark.parametrize("arguments,meant", [
    (["chekc"], "(perhaps 'check')"), (["help", "swepe"], "(perhaps 'sweep')"),
    (["--verison"], "(perhaps 'version')"),
    (["check", "--machne", "pc"], "(perhaps '--machine')"),
    (["check", "--memroy=5"], "(perhaps '--memory')"),
    (["check", "--m=5"], "begins more than one"),
    (["define", "--bus", "vritio"], "(perhaps 'virtio')"),
    (["define", "--image", "qcow"], "(perhaps 'qcow2')"),
    (["check", "-e", "susspend"], "(perhaps 'suspend')"),
    (["check", "--timeout", "baner=5"], "(perhaps 'banner')"),
    (["-c", "qemu:///system", "check"], "the verb comes first"),
], ids=" ".join)
def test_what_was_meant(arguments, meant):
    tinyvm.refused(tinyvm.run(*arguments), 2, "TV-USAGE", meant)


def test_no_wild_guess():
    assert "perhaps" not in tinyvm.run("frobnicate").err
    assert "perhaps" not in tinyvm.run("check", "--frobnicate").err


OWN = r"tinyvm \d+\.\d+\.\d+, libvirt \d+\.\d+\.\d+\n"


def test_version():
    assert re.fullmatch(OWN, tinyvm.done(tinyvm.run("--version")))


@pytest.mark.parametrize("arguments,env", [
    (["--version", "-c", "qemu:///system"], {}),
    (["-V"], {"LIBVIRT_DEFAULT_URI": "qemu:///system"})], ids=["option", "environment"])
def test_version_of_a_host(arguments, env, virsh):
    said = tinyvm.done(tinyvm.run(*arguments, env=env))
    host = re.fullmatch(OWN + r"qemu:///system: (QEMU \S+), (libvirt \S+)\n", said)
    known = virsh("version").out
    assert f"Running hypervisor: {host[1]}" in known and f"library: {host[2]}" in known


def test_version_of_a_host_that_is_not_there(no_daemon):
    outcome = tinyvm.run("--version", "-c", "qemu:///system", within=no_daemon)
    tinyvm.refused(outcome, 3, "TV-CONNECT")
    assert re.fullmatch(OWN, outcome.out)


def test_who_may_not_connect_hears_of_the_ways(system_daemon):
    outcome = program.run([tinyvm.PROGRAM, "define", "-c", "qemu:///system"],
                          user=program.USER, env=tinyvm.environment())
    tinyvm.refused(outcome, 3, "TV-NO-ACCESS", "group libvirt", "qemu:///session")
