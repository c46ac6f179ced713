"""Runs inside the Debian: upgrade the packages given while a guest runs; it must notice
nothing.  Needs person.py of debian/tests on PYTHONPATH."""
import os
import subprocess
import sys
from person import Events, run, shut_down, talk

NAME, URI = "upgraded", "qemu:///system"


def main(debs):
    for daemon in "virtlogd", "libvirtd":
        subprocess.run([daemon, "--daemon"], check=True)
    os.environ["LIBVIRT_DEFAULT_URI"] = URI
    events = Events(URI, NAME)
    run("tinyvm-define", NAME)
    run("virsh", "start", NAME)
    talk(NAME)
    run("dpkg", "--install", *debs)
    assert run("virsh", "domstate", NAME).strip() == "running"
    talk(NAME)
    shut_down(NAME, events)
    run("tinyvm", "undefine", NAME)


if __name__ == "__main__":
    main(sys.argv[1:])
