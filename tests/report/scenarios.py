"""What is reported: checks that pass, fail or cannot be made, and a tale of four runs."""
import json
import os
import pathlib
from typing import NamedTuple

from support import guests, program, sandbox

TINYVM = f"{sandbox.TREE}/build/tinyvm"
STORY = f"{sandbox.TREE}/build/tests/unit-report"
FORMATS = ("human", "json", "jsonl", "junit", "tap", "nagios", "prometheus")
HOSTILE = os.fsdecode(b"/no/#|\"'<&>\\{}\x1b[31m\n\xff\xe2\x80\xae")

# Arguments and the exit status that they must lead to.
CHECKS = {
    "passing": ((), 0),
    "failing": (("--image", "deaf", "--timeout", "exit=1"), 1),
    "unchecked": (("--image-dir", HOSTILE), 3),
}
NAMES = (*CHECKS, "story")


class Point(NamedTuple):
    """One phase of one run, as every format must tell it."""
    run: int
    phase: str
    verdict: str


class Reports(NamedTuple):
    """The reports of one scenario: files named by their formats."""
    name: str
    place: pathlib.Path

    def path(self, form):
        return self.place / form

    def text(self, form):
        return self.path(form).read_text(encoding="utf-8")

    def document(self):
        return json.loads(self.text("json"))

    def points(self):
        """What the JSON document tells, for comparison with the others."""
        return [Point(run["number"], phase["phase"], phase["verdict"])
                for run in self.document()["runs"] for phase in run["phases"]]


def command(*arguments):
    """A check by emulation; a later --image-dir counts."""
    return [TINYVM, "check", "--connect", "qemu:///system", "--virt-type", "qemu",
            "--image-dir", guests.built(), *arguments]


def play(name, place):
    if name == "story":
        program.must([STORY, place])
        return Reports(name, place)
    arguments, status = CHECKS[name]
    outputs = [word for f in FORMATS for word in ("--output", f"{f}:{place}/{f}")]
    done = program.run(command(*arguments, *outputs))
    assert done.status == status, done.out + done.err
    return Reports(name, place)
