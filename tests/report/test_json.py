"""json and jsonl: read by jq, held against our JSON Schema by python3-jsonschema."""
import json
import pathlib

import jsonschema
import pytest
from support import program, sandbox

SCHEMA_FILE = pathlib.Path(sandbox.TOP, "data/tinyvm-check.schema.json")
SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
DOCUMENT = jsonschema.Draft202012Validator(SCHEMA)
EVENT = jsonschema.Draft202012Validator({"$ref": "#/$defs/event",
                                         "$defs": SCHEMA["$defs"]})

SUM_IS_RIGHT = """.totals as $t | .planned == (.runs | length)
    and $t.passed == ([.runs[] | select(.verdict == "pass")] | length)
    and $t.failed == ([.runs[] | select(.verdict == "fail")] | length)
    and $t.skipped == ([.runs[] | select(.verdict == "skip")] | length)"""
EVENTS_AGREE = """[.[] | select(.event == "phase")] as $phases
    | ([.[] | select(.event == "run")] | length) == ([$phases[].number] | unique | length)
    and .[0].event == "begin" and .[-1].event == "totals" """


def test_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_document_follows_the_schema(reports):
    DOCUMENT.validate(reports.document())


def test_every_event_follows_the_schema(reports):
    lines = reports.text("jsonl").splitlines()
    assert len(lines) > 3
    for line in lines:
        EVENT.validate(json.loads(line))


def test_jq_finds_sums_that_are_right(reports):
    program.must(["jq", "--exit-status", SUM_IS_RIGHT, reports.path("json")])
    program.must(["jq", "--exit-status", "--slurp", EVENTS_AGREE, reports.path("jsonl")])


def test_events_tell_what_the_document_tells(reports):
    events = [json.loads(line) for line in reports.text("jsonl").splitlines()]
    phases = [(e["number"], e["phase"], e["verdict"])
              for e in events if e["event"] == "phase"]
    assert sorted(phases) == sorted(reports.points())


def test_keys_have_one_order(reports):
    """So that two documents can be compared line by line."""
    for run in reports.document()["runs"]:
        assert list(run) == [*SCHEMA["$defs"]["run"]["properties"], "phases"]
        for phase in run["phases"]:
            assert list(phase) == list(SCHEMA["$defs"]["phase"]["properties"])


@pytest.mark.parametrize("reports", ["passing"], indirect=True)
@pytest.mark.parametrize("path,value", [
    (["totals", "exit_status"], 5), (["runs", 0, "verdict"], "ok"), (["extra"], 1),
    (["runs", 0, "phases", 0, "code"], "TV-START"), (["runs", 0, "number"], 0),
    (["runs", 0, "phases", 0, "more"], 1), (["started"], "yesterday"),
])
def test_schema_refuses(reports, path, value):
    """The schema itself can fail: each of these changes makes a document invalid."""
    document = reports.document()
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        DOCUMENT.validate(document)
