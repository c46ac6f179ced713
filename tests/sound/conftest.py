"""What one run of tinyvm does to the process it runs in; fixtures as in suite.py."""
import os
import pathlib
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests"))
from support import sandbox  # noqa: E402
import instruments  # noqa: E402

pytest_plugins = ["support.suite"]


def pytest_sessionstart(session):
    """Build the instrumented program once, before the workers start."""
    if sandbox.inside() or hasattr(session.config, "workerinput"):
        return
    arguments = instruments.BUILD.get(instruments.chosen())
    if arguments:
        clean = {name: value for name, value in os.environ.items()
                 if not name.startswith(("MAKE", "MFLAGS"))}
        subprocess.run(["make", "-C", TOP, "--no-print-directory", "-j2", *arguments,
                        "utility"], check=True, env=clean, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, timeout=600)
