"""The instruments that tinyvm can be run under, and which one this run of the suite uses."""
import os

BUILD = {  # make's arguments for a program of its own
    "asan": ["B=build/asan", "SANITIZE=address,undefined"],
    "tsan": ["B=build/tsan", "SANITIZE=thread"],
    "memcheck": None,
}


def chosen():
    """TINYVM_INSTRUMENT, or the one that finds most in least time."""
    name = os.environ.get("TINYVM_INSTRUMENT", "asan")
    assert name in BUILD, f"no instrument {name}: there are {', '.join(BUILD)}"
    return name
