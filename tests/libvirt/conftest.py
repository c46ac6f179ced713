"""Tests of tinyvm against real libvirt daemons, in sandboxes: see support/suite.py."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
pytest_plugins = ["support.suite"]
