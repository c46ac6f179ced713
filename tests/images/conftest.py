"""Let the tests find the readers, and what all suites share."""
import sys

from tools import TOP

sys.path.insert(0, str(TOP / "tests" / "support"))
