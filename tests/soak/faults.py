"""Faults that befall a check after any phase of it, and how it may end then.

A fault that comes too late to matter lets the check pass; what is left afterwards is the
caller's to look at.
"""
import os
import signal
from typing import NamedTuple

import libvirt
from support import domains, leftovers, program, tinyvm

EARLY = ["connect", "prepare"]
WITH_GUEST = ["start", "banner", "repl", "shutdown"]
# The machine may be busy: what is too slow for the defaults is not what is looked for.
CHECK = ["--connect", "qemu:///system", "--virt-type", "qemu", "--timeout", "60"]
LATE = 90  # seconds: a check that has not ended by then hangs


def own_qemus():
    """The process ids of the QEMUs of tinyvm's checks."""
    return [pid for pid, words in leftovers.commands().items()
            if os.path.basename(words[0]).startswith("qemu-system-")
            and any("guest=tinyvm-check" in word for word in words)]


def kill(pid, number):
    """Send a signal, if it has not ended by now."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def kill_qemu(_check, _daemon):
    for pid in own_qemus():
        kill(pid, signal.SIGKILL)


def end_qemu(_check, _daemon):
    for pid in own_qemus():
        kill(pid, signal.SIGTERM)


def destroy(_check, _daemon):
    """As somebody else would."""
    with domains.connected() as connection:
        for domain in connection.listAllDomains():
            try:
                domain.destroy()
            except libvirt.libvirtError:
                pass  # it has ended by now


def interrupt(check, _daemon):
    kill(check.child.pid, signal.SIGINT)


def interrupt_twice(check, _daemon):
    kill(check.child.pid, signal.SIGTERM)
    kill(check.child.pid, signal.SIGINT)


def kill_tinyvm(check, _daemon):
    kill(check.child.pid, signal.SIGKILL)


def close_output(check, _daemon):
    check.child.stdout.close()


def restart(daemon, number):
    daemon.stop(number)
    program.must(["libvirtd", "-d", "-p", f"{daemon.place}/libvirtd.pid"])


def restart_daemon(_check, daemon):
    restart(daemon, signal.SIGTERM)


def kill_daemon(_check, daemon):
    restart(daemon, signal.SIGKILL)


class Fault(NamedTuple):
    """What happens, after which phases, and the exit statuses that say so."""
    happen: callable
    phases: list
    noticed: set


ALL = EARLY + WITH_GUEST
FAULTS = {
    "kill-qemu": Fault(kill_qemu, WITH_GUEST, {1}),
    "end-qemu": Fault(end_qemu, WITH_GUEST, {1}),
    "destroy": Fault(destroy, WITH_GUEST, {1}),
    "interrupt": Fault(interrupt, ALL, {130}),
    "interrupt-twice": Fault(interrupt_twice, ALL, {130, 143}),
    "kill-tinyvm": Fault(kill_tinyvm, ALL, {137}),
    "close-output": Fault(close_output, ALL, {1, 3}),
    "restart-daemon": Fault(restart_daemon, ALL, {1, 3}),
    "kill-daemon": Fault(kill_daemon, ALL, {1, 3}),
}


def befall(name, phase, daemon):
    """Run a check, and let the fault come when the phase is reported to be over; the
    exit status and what was printed."""
    with tinyvm.running("check", *CHECK) as check:
        check.wait_for(f" {phase} ", LATE)
        FAULTS[name].happen(check, daemon)
        if not check.child.stdout.closed:
            return check.end(LATE), check.output
        status = check.child.wait(LATE)
        return (status if status >= 0 else 128 - status), check.output
