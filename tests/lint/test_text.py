"""Every file of the tree against the linter of its language."""
import pytest
import tree


def test_shell_scripts():
    assert tree.scripts("sh")
    tree.assert_silent("shellcheck", *tree.scripts("sh"))


def test_python():
    assert tree.scripts("python3")
    tree.assert_silent("pyflakes3", *tree.scripts("python3"))


@pytest.mark.parametrize("pattern,why", [
    (r"[[:blank:]]+$", "blanks at the end of a line"),
    (r"\b(TODO|FIXME|XXX)\b", "work put off"),
])
def test_no_line_has(pattern, why):
    here = "tests/lint/test_text.py"
    names = [str(p) for p in tree.files() if str(p) not in (here, "LICENSE")]
    status, output = tree.run("grep", "-InE", pattern, *names)
    assert status == 1, f"{why}:\n{output}"
