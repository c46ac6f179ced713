"""The layers of src/: who may include whom, who may call libvirt, who may print.

A layer may use itself and every layer of a lower rank.  Reporters and libvirt's callers
are beside each other: neither knows the other.
"""
import re
import pytest
import tree
from test_build import make

LAYERS = {  # name: (rank, modules; a trailing dash stands for the family)
    "base": (0, "macro clock code error text mailbox transcript replace "
                "journal run-id file-tree undo kvm-access xml-tree terminal sentinel process "
                "guess streams errand pulse"),
    "model": (1, "spec mark domain-xml image image- result stats matrix options "
                 "screen peer-xml like domain-facts"),
    "report": (2, "report report- result-json message-id"),
    "libvirt": (2, "vir vir-auto vir-calls vir-error loop dial host host-resolve embed guest "
                   "guest- volume events life console place definition survey sweep "
                   "sweep- save-file domain reaper refusal names rescue "
                   "shutdown wake order turn"),
    "check": (3, "check check-request check-step check-like phases exercise exercise- "
                 "dialogue apart throwaway resident visit"),
    "run": (4, "fleet pool bench shutdown-many"),
    "command": (5, "main cmd cmd- job output complete complete-"),
}
CALLS = "vir_api"  # what a module wants that calls libvirt: see src/vir.h
PURE = ("base", "model", "report")
PRINTERS = re.compile(r"main$|cmd|report-|output$|complete$")
PRINTING = {"printf", "vprintf", "puts", "putchar", "perror", "psignal", "dprintf",
            "stdout", "stderr", "__printf_chk", "__vprintf_chk", "__dprintf_chk"}
MAX_HEADER = 150  # lines
SOURCES = sorted((tree.TOP / "src").glob("*.[ch]"))
MODULES = sorted({path.stem for path in SOURCES if path.suffix == ".c"})


def layer(module):
    for name, (_, modules) in LAYERS.items():
        for one in modules.split():
            if module == one or (one.endswith("-") and module.startswith(one)):
                return name
    raise AssertionError(f"{module} has no place in LAYERS of {__file__}")


def may_use(user, used):
    mine, its = layer(user), layer(used)
    return mine == its or LAYERS[its][0] < LAYERS[mine][0]


@pytest.fixture(scope="module")
def needs():
    """The symbols that each module's object wants from elsewhere."""
    make("utility")
    found = {}
    for module in MODULES:
        status, output = tree.run("nm", "-u", f"build/obj/{module}.o")
        assert status == 0, output
        found[module] = {line.split()[-1].split("@")[0] for line in output.splitlines()}
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_includes_go_down(path):
    headers = re.findall(r'^#include "(.*)\.h"', path.read_text(), re.M)
    wrong = [header for header in headers if not may_use(path.stem, header)]
    assert not wrong, f"{path.name} is {layer(path.stem)} and includes {wrong}"


def test_only_the_libvirt_layer_calls_libvirt(needs):
    wrong = [module for module in MODULES if CALLS in needs[module]
             and layer(module) != "libvirt"]
    assert not wrong
    assert CALLS in needs["guest-acts"]


def test_no_call_into_libvirt_forgets_the_error_that_is_told():
    """Arguments come before vir_error(), and virDomainGetName() clears the last error."""
    told = [(path.name, call) for path in SOURCES if path.suffix == ".c"
            for call in re.findall(r"\b(?:vir_error|guest_refused)\([^;]*;", path.read_text())]
    assert len(told) > 40
    assert not [each for each in told if re.search(r"\bvir[A-Z]\w+\(", each[1])]


def test_libvirt_comes_in_one_way(needs):
    """By src/vir.h alone: no other file includes its headers, no object wants a call of the
    library itself, and the program is not linked with it."""
    including = [path.name for path in SOURCES
                 if re.search(r"#include <libvirt", path.read_text())]
    assert including == ["vir.h"]
    wanting = [module for module in MODULES
               if any(re.match("vir[A-Z]", symbol) for symbol in needs[module])]
    assert not wanting
    status, output = tree.run("readelf", "--dynamic", "build/tinyvm")
    assert status == 0 and "libxml2" in output and "libvirt" not in output


def test_every_call_that_is_looked_up_is_made():
    """Else a libvirt that is new enough might be refused."""
    calls = re.findall(r"X\((vir\w+)\)", (tree.TOP / "src/vir-calls.h").read_text())
    code = "".join(path.read_text() for path in SOURCES if not path.stem.startswith("vir-c")
                   and path.name != "vir.h")
    assert calls == sorted(calls)
    assert not [call for call in calls if not re.search(rf"\b{call}\b", code)]


@pytest.mark.parametrize("module", [m for m in MODULES if not PRINTERS.match(m)])
def test_only_the_command_line_and_reporters_print(module, needs):
    assert not needs[module] & PRINTING


def test_main_prints(needs):
    """The check above can see printing where it is."""
    assert needs["main"] & PRINTING


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_files_say_what_they_are(path):
    text = path.read_text()
    assert text.startswith("/* ")
    if path.suffix == ".h":
        assert text.count("\n") <= MAX_HEADER
        assert re.match(r"/\*.*?\*/\n#pragma once\n", text, re.S)
