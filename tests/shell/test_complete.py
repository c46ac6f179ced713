"""Completion in the shells themselves."""
import re

import pytest
import shells
from support import program, tinyvm

VERBS = re.findall(r"^  (\w+)  +[A-Z]", tinyvm.done(tinyvm.run("--help")), re.M)


def options(verb):
    return set(re.findall(r"^ .{4} (--[\w-]+)", tinyvm.done(tinyvm.run(verb, "--help")),
                          re.M))


def test_verbs(shell):
    assert shell.complete("tinyvm unde") == "tinyvm undefine "
    assert set(VERBS) <= shell.candidates("tinyvm ")


def test_options_are_those_of_help(shell):
    for verb in VERBS:
        assert shell.candidates(f"tinyvm {verb} --") == options(verb), verb


@pytest.mark.parametrize("typed,completed", [
    ("tinyvm define --mem", "tinyvm define --memory "),
    ("tinyvm-define --auto", "tinyvm-define --autostart "),
    ("tinyvm define --image qc", "tinyvm define --image qcow2 "),
    ("tinyvm define --image=qc", "tinyvm define --image=qcow2 "),
    ("tinyvm define -iqc", "tinyvm define -iqcow2 "),
    ("tinyvm define -m q3", "tinyvm define -m q35 "),
    ("tinyvm check --bus virtio,sc", "tinyvm check --bus virtio,scsi "),
    ("tinyvm check --virt-type=qemu,k", "tinyvm check --virt-type=qemu,kvm "),
    ("tinyvm check -e suspend,man", "tinyvm check -e suspend,managedsave "),
    ("tinyvm check --timeout ban", "tinyvm check --timeout banner="),
    ("tinyvm check -o prom", "tinyvm check -o prometheus "),
    ("tinyvm check -o prometheus:/usr/sh", "tinyvm check -o prometheus:/usr/share/"),
    ("tinyvm check --image-dir /usr/sh", "tinyvm check --image-dir /usr/share/"),
    ("tinyvm images --image-dir=/usr/sh", "tinyvm images --image-dir=/usr/share/"),
    ("tinyvm images --copy iso /usr/sh", "tinyvm images --copy iso /usr/share/"),
    ("tinyvm run -c qemu:///se", "tinyvm run -c qemu:///session "),
    ("tinyvm shutdown --mode ag", "tinyvm shutdown --mode agent "),
    ("tinyvm help swe", "tinyvm help sweep "),
])
def test_values(shell, typed, completed):
    assert shell.complete(typed) == completed


def test_nothing_where_nothing_can_be_told(shell):
    for line in ("tinyvm check --jobs ", "tinyvm define ", "tinyvm frobnicate --"):
        assert shell.complete(line).strip() == line.strip()


def test_descriptions():
    """fish shows them beside each word; zsh on its list."""
    with shells.Fish() as fish:
        fish.child.sendline("complete -C 'tinyvm swe'")
        fish.child.expect("sweep\tRemove what earlier runs left behind")
    with shells.Zsh() as zsh:
        zsh.child.send("tinyvm st\t\t")
        zsh.child.expect("start +-- Start a guest that tinyvm defined")


def test_files_are_good_code():
    for argv in (["zsh", "-n", f"{shells.DATA}/_tinyvm"],
                 ["fish", "-n", f"{shells.DATA}/tinyvm.fish"],
                 ["bash", "-n", f"{shells.DATA}/tinyvm.bash"]):
        assert program.run(argv)[:3] == (0, "", "")


@pytest.mark.parametrize("verb", VERBS)
def test_each_value_is_known(verb, system_daemon, defined):
    """An option's argument is completed, unless it is a number."""
    defined("demo")
    for option, argument in re.findall(r"^ .{4} --([\w-]+) (\S+) ", tinyvm.done(
            tinyvm.run(verb, "--help")), re.M):
        answer = tinyvm.done(tinyvm.run("__complete", "--words", "tinyvm", verb,
                                        f"--{option}", "")).splitlines()
        number = argument in ("N", "SEC", "MIB")
        assert number or len(answer) > 1 or answer == ["directories\t"], (option, answer)
