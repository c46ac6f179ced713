"""The files of the source tree by kind, and a bounded way to run a tool on them."""
import pathlib
import subprocess

TOP = pathlib.Path(__file__).resolve().parents[2]


def files():
    """Every file of the tree, relative to TOP: tracked, or new and not ignored."""
    out = subprocess.run(["git", "-c", "safe.directory=*", "ls-files", "-coz",
                          "--exclude-standard"], cwd=TOP, check=True, capture_output=True)
    paths = [pathlib.Path(p) for p in out.stdout.decode().split("\0") if p]
    return [p for p in paths if (TOP / p).is_file()]


def matching(*suffixes):
    return [str(p) for p in files() if p.suffix in suffixes]


def scripts(interpreter):
    """The files whose first line calls the interpreter, and those with its suffix."""
    suffix = {"sh": ".sh", "python3": ".py"}[interpreter]
    return [str(p) for p in files() if p.suffix == suffix or calls(TOP / p, interpreter)]


def calls(path, interpreter):
    with open(path, "rb") as f:
        first = f.readline(80).split()
    return first[:1] and first[0].startswith(b"#!") and interpreter.encode() in (
        first[0].rsplit(b"/")[-1], *first[1:2])


def run(*command, timeout=300, **kwargs):
    """Run a command in TOP; return its status and all that it printed."""
    done = subprocess.run([str(c) for c in command], cwd=TOP, timeout=timeout, text=True,
                          errors="replace", stdin=subprocess.DEVNULL, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **kwargs)
    return done.returncode, done.stdout


def assert_silent(*command, **kwargs):
    """A linter must find something to look at, end well and say nothing."""
    status, output = run(*command, **kwargs)
    assert status == 0 and not output, f"status {status}\n{output}"
