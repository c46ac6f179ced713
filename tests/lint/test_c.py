"""The C sources: format, static analysis, sizes and layers."""
import pathlib
import statistics
import tree

# Where cppcheck is wrong the line says so itself, and why (--inline-suppr): it does not
# know the cleanup attribute, and no library configuration can tell it.
ANALYSIS = ("--std=c11", "--enable=warning,performance,portability", "--inline-suppr",
            "--suppress=missingIncludeSystem", "--error-exitcode=1", "--quiet")


# Strings of expected output make the tests' lines longer.
WIDTH = {".py": 99}


def functions(text):
    """The line counts of the functions: a line that is `{` to the next that is `}`."""
    start = None
    for number, line in enumerate(text.splitlines()):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            yield number - start + 1
            start = None


def test_format():
    assert tree.matching(".c", ".h")
    tree.assert_silent("clang-format", "--dry-run", "-Werror", *tree.matching(".c", ".h"))


def test_static_analysis():
    tree.assert_silent("cppcheck", *ANALYSIS, "-I", "src", *tree.matching(".c"))


def test_sizes():
    """No file over 450 lines, no function over 80 lines, no line over WIDTH columns."""
    lengths, sizes, bad = [], [], []
    for name in tree.matching(".c", ".h", ".py", ".asm"):
        text = (tree.TOP / name).read_text()
        lines = text.splitlines()
        bad += [f"{name}: {len(lines)} lines"] * (len(lines) > 450)
        bad += [f"{name}:{n}: {len(line)} columns" for n, line in enumerate(lines, 1)
                if len(line) > WIDTH.get(pathlib.Path(name).suffix, 90)]
        if name.endswith(".c"):
            lengths.append(len(lines))
            own = list(functions(text))
            bad += [f"{name}: a function of {n} lines" for n in own if n > 80]
            sizes += own
    assert not bad, "\n".join(bad)
    assert statistics.median(lengths) <= 150
    assert statistics.median(sizes) <= 20


def test_functions_are_counted():
    """The counter itself: a function of four lines, and one of two."""
    text = "int a(void)\n{\n  if (1) {\n  }\n}\nint b(void)\n{\n}\n"
    assert list(functions(text)) == [4, 2]
