"""tinyvm-images(7) names every file, no others, and commands that can be pasted."""
import re
import subprocess

import pytest
import yaml
from tools import CATALOGUE, ENTRIES, TOP

PAGE = (TOP / "man/tinyvm-images.7").read_text(encoding="utf-8")
BLOCKS = [block.replace("\\e", "\\") for block in
          re.findall(r"^\.Bd -literal -offset indent\n(.*?)^\.Ed$", PAGE, re.M | re.S)]
SHELL = [block for block in BLOCKS if re.match(r"[$#] ", block)]


def test_every_file_is_named():
    listed = re.search(r"boot-stream.vmdkX.*?^\.El$", PAGE, re.M | re.S).group()
    items = " , ".join(re.findall(r"^\.It Pa (.*)$", listed, re.M)).split(" , ")
    assert sorted(items) == sorted([*ENTRIES, "images.json", "SHA256SUMS"])


def test_every_field_of_the_catalogue_is_told():
    told = set(re.findall(r"^\.(?:It )?Va (\w+)", PAGE, re.M))
    assert told == {*CATALOGUE, *CATALOGUE["images"][0]}


@pytest.mark.parametrize("block", SHELL, ids=lambda block: block.split()[1])
def test_commands_are_shell(block):
    """Without the prompts each example is what a shell reads."""
    script = re.sub(r"^[$#] ", "", block, flags=re.M)
    done = subprocess.run(["sh", "-n"], input=script, capture_output=True, text=True,
                          timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("block", SHELL, ids=lambda block: block.split()[1])
def test_files_in_commands_exist(block):
    names = re.findall(r"(?<![\w./-])((?:boot|deaf)[\w.-]*\.\w+)", block)
    names += re.findall(r"/(?:share|lib)/tinyvm/([\w.-]+)", block)
    assert set(names) <= set(ENTRIES)


def test_kubevirt_manifest():
    manifest, = (block for block in BLOCKS if block.startswith("apiVersion"))
    machine = yaml.safe_load(manifest)
    assert machine["apiVersion"] == "kubevirt.io/v1"
    assert machine["kind"] == "VirtualMachine"
    spec = machine["spec"]["template"]["spec"]
    assert [disk["name"] for disk in spec["domain"]["devices"]["disks"]] == [
        volume["name"] for volume in spec["volumes"]]
