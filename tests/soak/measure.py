"""What a process holds, and whether it grows."""
import os
import statistics
from typing import NamedTuple


class Usage(NamedTuple):
    """What a process holds at a moment."""
    rss: int          # KiB, resident
    descriptors: int
    threads: int
    cpu: float        # seconds, its own and the kernel's for it

    def __str__(self):
        return f"{self.rss} KiB, {self.descriptors} descriptors, {self.threads} threads"


def usage(pid):
    """Of a living process (proc(5), /proc/PID/status and stat); None if it has ended by now."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
            status = dict(line.split(":", 1) for line in file)
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            ticks = file.read().rpartition(")")[2].split()[11:13]
        return Usage(int(status["VmRSS"].split()[0]), len(os.listdir(f"/proc/{pid}/fd")),
                     int(status["Threads"]),
                     sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK"))
    except (FileNotFoundError, ProcessLookupError, KeyError):
        return None


def slope(points):
    """Growth of y by x in (x, y) points: the median of all pairs' (Theil and Sen), which
    a few outliers do not move."""
    pairs = [(y2 - y1) / (x2 - x1) for i, (x1, y1) in enumerate(points)
             for x2, y2 in points[i + 1:] if x2 != x1]
    return statistics.median(pairs) if pairs else 0.0


def settled(points, least=3):
    """Without what comes before a fifth of the last x, as caches and arenas fill."""
    kept = [(x, y) for x, y in points if x >= points[-1][0] / 5]
    return kept if len(kept) >= least else points


class Bound(NamedTuple):
    """A figure's bound: `missed` says so in the report."""
    what: str
    value: float
    bound: float
    unit: str

    @property
    def missed(self):
        return self.value > self.bound

    def __str__(self):
        verdict = "  MISSED" if self.missed else ""
        return f"{self.what:<48} {self.value:9.3f} {self.unit} (at most {self.bound:g}){verdict}"
