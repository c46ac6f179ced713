"""Copies of the source tree, and builds of the images in them."""
import os
import shutil

from tools import TOP, run


def copy_tree(where):
    """Copy the sources to where (which is made), all of them dated 2001."""
    left_out = shutil.ignore_patterns(".git", "build", "__pycache__")
    shutil.copytree(TOP, where, symlinks=True, ignore=left_out)
    for folder, _, files in os.walk(where):
        for name in files:
            os.utime(os.path.join(folder, name), (10 ** 9, 10 ** 9))
    return where


def make(where, *arguments, prefix=(), **options):
    """Run make in a copy; return what it printed."""
    env = {name: value for name, value in os.environ.items()
           if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "SOURCE_DATE_EPOCH",
                           "PYTHONDONTWRITEBYTECODE")}
    env.update(options.pop("env", {}))
    return run(*prefix, "make", "--no-print-directory", *arguments, cwd=where, env=env,
               timeout=120, **options)
