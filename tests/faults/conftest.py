"""Faults, each for real, at every moment of a run: see support/suite.py for the sandboxes.

With TINYVM_FULL=1 in the environment (make test-faults FULL=1) they come at more moments,
with more verbs, and heavier.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
pytest_plugins = ["support.suite"]
