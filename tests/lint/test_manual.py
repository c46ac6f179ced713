"""The manual pages: well formed, and every page that they refer to exists."""
import re
import shutil
import pytest
import tree

# other packages' pages that ours refer to
ELSEWHERE = {"virsh 1", "virt-manager 1", "virt-host-validate 1", "journalctl 1",
             "systemctl 1", "systemd.unit 5", "systemd.timer 5", "libvirtd 8",
             "qemu-img 1", "xorriso 1", "dd 1"}


def pages():
    return [p for p in tree.files()
            if p.parts[0] == "man" and re.fullmatch(r"\.\d", p.suffix)]


def test_mandoc_finds_nothing():
    """References are looked up below, since lint looks for them among installed pages."""
    assert pages()
    # One by one: mandoc writes in blocks, between which its other messages come.
    bad = [line for page in pages()
           for line in tree.run("mandoc", "-T", "lint", page)[1].splitlines()
           if "referenced manual not found" not in line and "mandoc.db" not in line]
    assert not bad, "\n".join(bad)


def test_cross_references_resolve():
    ours = {f"{p.stem} {p.suffix[1:]}" for p in pages()}
    for page in pages():
        text = (tree.TOP / page).read_text()
        wanted = set(re.findall(r"^\.Xr (\S+ \d)", text, re.M))
        assert wanted <= ours | ELSEWHERE, f"{page}: {wanted - ours - ELSEWHERE}"


def words(pattern, path):
    return set(re.findall(pattern, (tree.TOP / path).read_text()))


def test_every_code_is_explained():
    """tinyvm(1) lists the codes of src/code.h, but for that of success."""
    codes = words(r'"(TV-[A-Z-]+)"', "src/code.h") - {"TV-OK"}
    assert words(r"\bTV-[A-Z-]+\b", "man/tinyvm.1") == codes
    assert words(r"\bTV-[A-Z-]+\b", "README.md") - {"TV-"} <= codes


def test_remedies_are_those_of_the_program():
    """tinyvm-check(1) says of each code what the program says."""
    table = (tree.TOP / "src/code.h").read_text().replace("\\\n", " ")
    said = {code: "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', texts)) for code, texts in
            re.findall(r'"(TV-[A-Z-]+)",\s*CLASS_\w+,\s*((?:"[^"]*"\s*)+)', table)}
    page = (tree.TOP / "man/tinyvm-check.1").read_text()
    section = page.partition(".Sh FAILURES\n")[2].partition(".Sh ")[0]
    found = re.findall(r"^\.It Bq (TV-[A-Z-]+)\n((?:[^.\n].*\n)+)", section, re.M)
    assert len(found) > 30
    for code, text in found:
        text = " ".join(text.split()).removesuffix(".")
        assert text[0].lower() + text[1:] == said[code][0].lower() + said[code][1:], code


def verbs():
    status, output = tree.run("build/tinyvm", "--help")
    assert status == 0
    return re.findall(r"^  (\w+)  +[A-Z]", output, re.M)


@pytest.mark.parametrize("verb", verbs())
def test_page_of_a_verb_has_its_options(verb):
    """Every long option of `tinyvm VERB --help` is in its page, and no other."""
    _, output = tree.run("build/tinyvm", verb, "--help")
    options = set(re.findall(r"^ .{4} --([\w-]+)", output, re.M)) - {"help"}
    assert options
    page = words(r"(?m)^\.It.* Fl Fl ([\w-]+)", f"man/tinyvm-{verb}.1")
    assert page - {"help", "version"} == options


def test_titles_agree_with_file_names():
    for page in pages():
        text = (tree.TOP / page).read_text()
        name, section = page.stem, page.suffix[1:]
        assert f".Dt {name.upper()} {section}\n" in text, page
        assert f".Nm {name}" in text, page


@pytest.mark.parametrize("verb", verbs())
def test_examples_come_first(verb):
    """A verb's page opens with a command, after a line or two that say what for."""
    text = (tree.TOP / f"man/tinyvm-{verb}.1").read_text()
    opening = text.partition("\n.Sh DESCRIPTION\n")[2].splitlines()[:4]
    assert any(re.match(r"\.Dl |\.Bd -literal", line) for line in opening), opening


def test_man_k_finds_each_page(tmp_path):
    """man-db reads names and descriptions off the pages as they are installed."""
    for page in pages():
        place = tmp_path / f"man{page.suffix[1:]}"
        place.mkdir(exist_ok=True)
        shutil.copy(tree.TOP / page, place)
    status, output = tree.run("mandb", "--quiet", "--user-db", "--create", tmp_path)
    assert status == 0, output
    _, found = tree.run("man", "-M", tmp_path, "-k", "tinyvm|guest|virtualization")
    for page in pages():
        assert re.search(rf"^{re.escape(page.stem)} \({page.suffix[1:]}\) +- \w", found, re.M), (
            page, found)


def test_commands_in_the_pages_are_understood():
    """Every option of tinyvm in an example is one that the verb has."""
    seen = 0
    for page in pages():
        for line in (tree.TOP / page).read_text().splitlines():
            command = re.match(r"(?:\.Dl )?[#$] tinyvm[ -](\w+)(.*)", line)
            if not command:
                continue
            status, text = tree.run("build/tinyvm", "help", command[1])
            assert status == 0, line
            options = re.findall(r" (--[\w-]+)", command[2].partition(" | ")[0])
            assert all(f" {option} " in text for option in options), line
            seen += 1
    assert seen > 20
