"""Copies of the source tree, and builds of the images in them."""
import os
import shutil

from tools import TOP, run

SOURCES = ("Makefile", "boot", "src", "tests", "debian")


def copy_tree(where):
    """Copy what a build needs to where (which is made), all of it dated 2001."""
    where.mkdir(parents=True)
    for name in SOURCES:
        source = TOP / name
        if source.is_dir():
            shutil.copytree(source, where / name,
                            ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, where / name)
    for folder, _, files in os.walk(where):
        for name in files:
            os.utime(os.path.join(folder, name), (10 ** 9, 10 ** 9))
    return where


def make(where, *arguments, prefix=(), **options):
    """Run make in a copy; return what it printed."""
    env = {name: value for name, value in os.environ.items()
           if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "SOURCE_DATE_EPOCH")}
    env.update(options.pop("env", {}))
    return run(*prefix, "make", "--no-print-directory", *arguments, cwd=where, env=env,
               timeout=120, **options)
