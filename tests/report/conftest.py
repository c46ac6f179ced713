"""Reports in every format: of real checks, and of a story with hostile text.

The whole pytest run moves into a sandbox first (support/sandbox.py), where root's
qemu:///system is a daemon that the tests started.
"""
import os
import pathlib
import sys

import pytest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent),
                str(pathlib.Path(__file__).resolve().parents[1])]
# pylint: disable=wrong-import-position
from support import daemon, sandbox  # noqa: E402
import scenarios  # noqa: E402

OBSTACLE = None if sandbox.inside() else sandbox.obstacle()


def pytest_cmdline_main(config):
    """Become a pytest in a sandbox, if this is not one and there can be one."""
    if sandbox.inside() or OBSTACLE:
        return
    capture = config.pluginmanager.getplugin("capturemanager")
    capture.suspend_global_capture(in_=True)
    inner = sandbox.command([sys.executable, "-m", "pytest",
                             *config.invocation_params.args])
    os.execvp(inner[0], inner)


def pytest_collection_modifyitems(items):
    """Without a sandbox no test here can say anything: each is skipped with that."""
    if OBSTACLE:
        for item in items:
            item.add_marker(pytest.mark.skip(reason=OBSTACLE))


@pytest.fixture(scope="session", autouse=True)
def system_daemon():
    """The daemon behind root's qemu:///system: quicker than a driver that starts anew."""
    return daemon.system()


@pytest.fixture(scope="session", params=scenarios.NAMES)
def reports(request, tmp_path_factory):
    """The reports of a scenario, in every format."""
    return scenarios.play(request.param, tmp_path_factory.mktemp(request.param))

