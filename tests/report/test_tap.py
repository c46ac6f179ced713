"""tap: read by prove (Perl's TAP::Parser) and by python3-tap."""
import re

from scenarios import Point
from support import program
from tap.parser import Parser


def results(reports):
    return [line for line in Parser().parse_file(str(reports.path("tap")))
            if line.category == "test"]


def test_prove_agrees(reports, tmp_path):
    """Debian 12's TAP::Parser knows version 13, as which 14 is meant to be readable."""
    text = reports.text("tap")
    assert text.startswith("TAP version 14\n")
    file = tmp_path / "report.tap"
    file.write_text(text.replace("TAP version 14", "TAP version 13", 1), encoding="utf-8")
    done = program.run(["prove", "--verbose", "--source", "File", "--ext", ".tap", file])
    failed = [p for p in reports.points() if p.verdict == "fail"]
    assert "Parse errors" not in done.out
    assert f"Tests={len(reports.points())}," in done.out
    assert (done.status == 0) == (not failed), done.out
    if failed:
        assert f"Failed: {len(failed)})" in done.out


def test_version_14_is_read(reports):
    lines = list(Parser().parse_file(str(reports.path("tap"))))
    assert lines[0].category == "version" and lines[0].version == 14
    plans = [l.expected_tests for l in lines if l.category == "plan"]
    assert plans == [len(reports.points())]
    assert not [l for l in lines if l.category == "unknown"]


def test_points_tell_what_the_document_tells(reports):
    points = []
    for r in results(reports):
        words = r.description.removeprefix("- ").split()
        run = int(words[1]) if words[0] == "run" else 1
        verdict = "skip" if r.skip else "pass" if r.ok else "fail"
        points.append(Point(run, words[-1], verdict))
    assert sorted(points) == sorted(reports.points())


def test_blocks_are_yaml(reports):
    """Of every failure the block gives the document's words, hostile ones included."""
    details = {(run["number"], p["phase"]): p for run in reports.document()["runs"]
               for p in run["phases"]}
    for r in results(reports):
        assert r.yaml_block["duration_ms"] >= 0
        if r.ok:
            continue
        found = re.fullmatch(r"- (?:run (\d+) )?(\S+)\s*", r.description)
        phase = details[int(found[1] or 1), found[2]]
        assert r.yaml_block["code"] == phase["code"]
        assert r.yaml_block["message"] == phase["detail"]
        assert r.yaml_block["remedy"] == phase["remedy"]
