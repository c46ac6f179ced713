"""Fixtures for tests of tinyvm against real libvirt daemons.

The whole pytest run moves into a sandbox first (support/sandbox.py), where root's
qemu:///system is a daemon that the tests started.  Every test is checked for leftovers.
"""
import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
# pylint: disable=wrong-import-position
from support import daemon, leftovers, program, sandbox  # noqa: E402

TREE = pathlib.Path(sandbox.TREE)
OBSTACLE = None if sandbox.inside() else sandbox.obstacle()


def pytest_cmdline_main(config):
    """Become a pytest in a sandbox, if this is not one and there can be one."""
    if sandbox.inside() or OBSTACLE:
        return
    capture = config.pluginmanager.getplugin("capturemanager")
    capture.suspend_global_capture(in_=True)
    inner = sandbox.command([sys.executable, "-m", "pytest", *config.invocation_params.args])
    os.execvp(inner[0], inner)


def pytest_collection_modifyitems(items):
    """Without a sandbox no test here can say anything: each is skipped with the reason."""
    if OBSTACLE:
        for item in items:
            item.add_marker(pytest.mark.skip(reason=OBSTACLE))


@pytest.fixture(scope="session")
def system_daemon():
    """The daemon behind root's qemu:///system."""
    return daemon.system()


@pytest.fixture(scope="session")
def session_user():
    """An ordinary user with a session daemon, who may not use the system's."""
    daemon.session(program.USER)
    return program.USER


@pytest.fixture(scope="session")
def second_daemon():
    """Another system daemon on this machine, with a host name and state of its own."""
    return daemon.peer("second")


@pytest.fixture
def no_daemon():
    """A command prefix: what it starts finds no daemon, of root's or of the user's."""
    hide = ('mount -t tmpfs none /run/libvirt && mount -t tmpfs none /run/user '
            '&& exec "$@"')
    return ["unshare", "--mount", "sh", "-c", hide, "sh"]


@pytest.fixture(autouse=True)
def clean(system_daemon):
    """Fail a test that leaves something behind: a domain, volume, file or process."""
    before = leftovers.Snapshot(system_daemon.uri)
    yield before
    assert not before.new(), "left behind"


@pytest.fixture
def virsh(system_daemon):
    """virsh(ARGUMENT...) → Outcome, at the default URI or the one given by -c."""
    return lambda *arguments, **options: program.run(["virsh", *arguments], **options)
