"""Every fuzz target, for TINYVM_FUZZ_SECONDS (10) each, two beside each other."""
import os
import pathlib
import re
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
TARGETS = sorted(p.stem.removeprefix("fuzz-") for p in TOP.glob("tests/fuzz/fuzz-*.c"))
SECONDS = int(os.environ.get("TINYVM_FUZZ_SECONDS", "10"))
EXECUTED = re.compile(r"^stat::number_of_executed_units: *(\d+)$", re.M)


@pytest.fixture(scope="module")
def output():
    """What `make fuzz` says; it goes on after a target that fails."""
    clean = {name: value for name, value in os.environ.items()
             if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(
        ["make", "-C", TOP, "--no-print-directory", "-j2", "-k", "fuzz",
         f"SECONDS={SECONDS}"], env=clean, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        timeout=600 + len(TARGETS) * (SECONDS + 60))
    return done.stdout


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_is_found(target, output):
    crashes = [str(p) for p in TOP.glob(f"build/fuzz/crash-{target}-*")]
    log = TOP / f"build/fuzz/{target}.log"
    assert log.exists(), output[-4000:]
    text = log.read_text(errors="replace")
    assert not crashes, f"{crashes}\n{text[-4000:]}"
    executed = EXECUTED.search(text)
    assert executed and int(executed[1]) > 0, text[-4000:]


def test_every_target_has_seeds():
    assert TARGETS
    assert not [t for t in TARGETS if not any((TOP / "tests/fuzz/seeds" / t).iterdir())]
