"""junit: held against a schema by xmllint, and read by python3-junitparser."""
import pathlib

import junitparser
import pytest
from scenarios import Point
from support import program, sandbox

XSD = f"{sandbox.TREE}/tests/report/junit.xsd"
VERDICTS = {junitparser.Failure: "fail", junitparser.Error: "fail",
            junitparser.Skipped: "skip"}


def lint(path):
    return program.run(["xmllint", "--noout", "--schema", XSD, path])


def test_schema_holds(reports):
    done = lint(reports.path("junit"))
    assert done.status == 0, done.err


@pytest.mark.parametrize("old,new", [
    (' failures="', ' fails="'), ("<testcase ", "<test "),
    (' timestamp="', ' timestamp="x'), (' time="', ' time="-')])
def test_schema_refuses(reports, tmp_path, old, new):
    """The schema itself can fail."""
    broken = pathlib.Path(tmp_path, "broken.xml")
    broken.write_text(reports.text("junit").replace(old, new, 1), encoding="utf-8")
    assert lint(broken).status != 0


def test_cases_tell_what_the_document_tells(reports):
    points = []
    for suite in junitparser.JUnitXml.fromfile(str(reports.path("junit"))):
        for case in suite:
            verdicts = [VERDICTS[type(r)] for r in case.result if type(r) in VERDICTS]
            run = int(suite.name.split()[1])
            points.append(Point(run, case.name, *(verdicts or ["pass"])))
    assert points == reports.points()


def test_counts_are_those_of_the_cases(reports):
    for suite in junitparser.JUnitXml.fromfile(str(reports.path("junit"))):
        said = suite.tests, suite.failures, suite.errors, suite.skipped
        suite.update_statistics()
        assert said == (suite.tests, suite.failures, suite.errors, suite.skipped)


def test_an_error_is_what_could_not_be_checked(reports):
    errors = sum(suite.errors for suite in
                 junitparser.JUnitXml.fromfile(str(reports.path("junit"))))
    unchecked = [r for r in reports.document()["runs"] if r["exit_status"] == 3]
    assert bool(errors) == bool(unchecked)
