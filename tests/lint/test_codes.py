"""Every code of src/code.h is provoked by a test that names it, for real but for a few."""
import re

import pytest
import tree

CODES = re.findall(r'X\(CODE_\w+, "(TV-[A-Z-]+)"', (tree.TOP / "src/code.h").read_text())
SUITES = ("libvirt", "faults", "report", "system")  # where the whole program runs
# Why no such test can be there; a code that gets one must leave this list.
ELSEWHERE = {
    "TV-OK": "is no failure",
    "TV-NO-MEMORY": "comes of a malloc that fails: tests/unit/test-alloc.c",
}


@pytest.fixture(scope="module")
def tests():
    """The text of every test of the whole program, by its path."""
    return {path: path.read_text() for suite in SUITES
            for path in sorted((tree.TOP / "tests" / suite).glob("test_*.py"))}


def naming(code, tests):
    return [path.name for path, text in tests.items()
            if re.search(rf"{code}(?![A-Z-])", text)]


@pytest.mark.parametrize("code", CODES)
def test_code_is_provoked(code, tests):
    if code in ELSEWHERE:
        assert not naming(code, tests), f"{code} has a test: take it from ELSEWHERE"
    else:
        assert naming(code, tests), f"no test in {SUITES} names {code}"


def test_codes_are_found_at_all(tests):
    assert len(CODES) > 40 and "TV-START" in CODES
    assert naming("TV-CONNECT", tests) and not naming("TV-NOSUCH", tests)
