"""Tests of what people meet at their shells: see support/suite.py for where they run."""
import pathlib
import sys

import pytest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent),
                str(pathlib.Path(__file__).resolve().parents[1])]
pytest_plugins = ["support.suite"]

from support import program  # noqa: E402
import shells  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def examined(system_daemon):
    """Let libvirt have examined every emulator: that may take it more than a second."""
    program.must(["virsh", "capabilities"])


@pytest.fixture(params=[shells.Bash, shells.Zsh, shells.Fish], ids=["bash", "zsh", "fish"])
def shell(request):
    """An interactive shell with tinyvm's completion, on a terminal of its own."""
    with request.param() as running:
        yield running
