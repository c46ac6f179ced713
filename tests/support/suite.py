"""Hooks and fixtures of the suites that test tinyvm against real libvirt daemons.

The tests run in sandboxes (support/sandbox.py), where root's qemu:///system is a daemon
that they started.  Every test is checked for leftovers.
"""
import faulthandler
import os
import pathlib
import shlex
import shutil
import sys

import pytest
from support import console, daemon, guests, leftovers, program, sandbox, tinyvm

TREE = pathlib.Path(sandbox.TREE)
WORKERS = 3
# Seconds for a test, with all that it waits for.
DEADLINE = 3600 if os.environ.get("TINYVM_FULL") else 180
OBSTACLE = None if sandbox.inside() else sandbox.obstacle()


def pytest_cmdline_main(config):
    """Let pytest workers run the tests, each in a sandbox with its own daemons.

    Most of a test is waiting, so they take a part of the time even on one core.
    """
    global OBSTACLE
    if not config.pluginmanager.hasplugin("xdist"):
        OBSTACLE = "not installed: python3-pytest-xdist"
    if sandbox.inside() or OBSTACLE:
        return
    worker = shlex.join(sandbox.command([sys.executable]))
    config.option.tx = [f"{WORKERS}*popen//python={worker}"]
    config.option.dist = "load"


def pytest_collection_modifyitems(items):
    """Without a sandbox no test here can say anything: skip each, with the reason."""
    if OBSTACLE:
        for item in items:
            item.add_marker(pytest.mark.skip(reason=OBSTACLE))


@pytest.fixture(autouse=True)
def deadline():
    """End a test that hangs, with its worker and sandbox; a call into libvirt may."""
    arm()
    yield
    faulthandler.cancel_dump_traceback_later()


def arm():
    faulthandler.dump_traceback_later(DEADLINE, exit=True, file=sys.__stderr__)


@pytest.hookimpl(trylast=True)
def pytest_exception_interact(call):
    """pytest disarms it when a test fails; but cleaning up after one may hang, too."""
    if sandbox.inside() and call.when in ("setup", "call"):
        arm()


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
    before.check()


@pytest.fixture
def virsh(system_daemon):
    """virsh(ARGUMENT...) → Outcome, at the default URI or the one given by -c."""
    return lambda *arguments, **options: program.run(["virsh", *arguments], **options)


@pytest.fixture
def odd_guest():
    """odd_guest(BEHAVIOUR...) → directory of an image that misbehaves (odd-guest.asm)."""
    def make(*behaviours):
        name = "-".join(["odd", *behaviours]).replace('"', "").replace("=", "-")
        place = f"{sandbox.PRIVATE}/{name.replace(' ', '_')}"
        return place if os.path.isdir(place) else guests.odd_images(place, *behaviours)
    return make


@pytest.fixture
def images():
    """A private copy of the real images, to be damaged."""
    place = f"{sandbox.PRIVATE}/damaged"
    yield guests.copied_images(place)
    shutil.rmtree(place)


@pytest.fixture
def watch(system_daemon):
    """Lifecycle events at qemu:///system."""
    seen = console.Watch(system_daemon.uri)
    yield seen
    seen.close()


@pytest.fixture
def defined(virsh):
    """defined(NAME, IMAGE): a domain of tinyvm's own that goes with the test."""
    made = []

    def define(name, image="raw"):
        tinyvm.done(tinyvm.run("define", name, "--image", image))
        made.append(name)
        return name

    yield define
    for name in made:
        virsh("destroy", name)  # one that is off already refuses
        tinyvm.done(tinyvm.run("undefine", name))


@pytest.fixture
def started(defined):
    """started(NAME, IMAGE): such a domain, up to its banner."""
    def start(name, image="raw"):
        tinyvm.done(tinyvm.run("start", defined(name, image)))
        return name
    return start
