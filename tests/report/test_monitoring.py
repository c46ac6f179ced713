"""prometheus: read by promtool and Prometheus' own client library; nagios: by
Monitoring::Plugin, the library of plugin writers."""
import re

from prometheus_client.parser import text_string_to_metric_families
from support import program

STATES = {"passing": ("OK", 0), "failing": ("CRITICAL", 2), "unchecked": ("UNKNOWN", 3),
          "story": ("CRITICAL", 2)}
LINE = re.compile(r"TINYVM (OK|WARNING|CRITICAL|UNKNOWN) - [^|\n]+ \| ([^|\n]+)\n")
PERFDATA = """use Monitoring::Plugin::Performance;
for (Monitoring::Plugin::Performance->parse_perfstring($ARGV[0])) {
    print join(" ", $_->label, $_->value, $_->uom // ""), "\n" }"""


def samples(reports):
    return [(s.name, s.labels, s.value)
            for family in text_string_to_metric_families(reports.text("prometheus"))
            for s in family.samples]


def test_promtool_finds_nothing_wrong(reports):
    done = program.run(["sh", "-c", 'exec promtool check metrics <"$0"',
                        reports.path("prometheus")])
    assert done.status == 0 and not done.out + done.err


def test_values_are_those_of_the_document(reports):
    document = reports.document()
    found = samples(reports)
    checked = [run for run in document["runs"] if run["verdict"] != "skip"]
    passed = [v for name, _, v in found if name == "tinyvm_check_success"]
    assert sorted(passed) == sorted(float(r["verdict"] == "pass") for r in checked)
    seconds = sorted(v for name, _, v in found if name == "tinyvm_check_duration_seconds")
    wanted = sorted(r["duration_ms"] / 1000 for r in document["runs"])
    assert len(seconds) == len(wanted)
    assert all(abs(a - b) < 1e-6 for a, b in zip(seconds, wanted))
    assert ("tinyvm_check_exit_status", {}, document["totals"]["exit_status"]) in found


def test_failures_name_phase_and_code(reports):
    said = sorted((labels["phase"], labels["code"])
                  for name, labels, _ in samples(reports)
                  if name == "tinyvm_check_failure_info")
    assert said == sorted((p["phase"], p["code"]) for r in reports.document()["runs"]
                          for p in r["phases"] if p["verdict"] == "fail")


def test_labels_survive(reports):
    """What the document calls a machine, Prometheus does, too."""
    said = {labels["machine"] for name, labels, _ in samples(reports)
            if name == "tinyvm_check_duration_seconds"}
    assert said == {run["machine"] or "" for run in reports.document()["runs"]}


def test_nagios_line(reports):
    """One line, the right state, and performance data that a plugin library reads."""
    line = LINE.fullmatch(reports.text("nagios"))
    assert line and line[1] == STATES[reports.name][0]
    read = [entry.split() for entry in
            program.must(["perl", "-e", PERFDATA, line[2]]).splitlines()]
    assert len(read) == len(line[2].split())
    values = {entry[0]: entry for entry in read}
    totals = reports.document()["totals"]
    assert abs(float(values["time"][1]) - totals["duration_ms"] / 1000) < 1e-5
    assert values["time"][2] == "s"
    for key in ("passed", "failed", "skipped"):
        assert int(values[key][1]) == totals[key]
    timed = {p.phase for p in reports.points() if p.verdict != "skip"}
    assert timed == set(values) - {"time", "passed", "failed", "skipped"}
