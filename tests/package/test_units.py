"""The units as they are in the tree: their sandbox and what they are ordered by.  That
`systemd-analyze verify` is silent is seen where they are installed, in test_install.py."""
import json
import re

import pytest
from build import TOP, run

SERVICES = ["tinyvm-check.service", "tinyvm@.service"]
WORST = 20      # tenths of systemd-analyze's exposure level


def security(service, *options):
    return run("systemd-analyze", "security", "--offline=true", "--no-pager", *options,
               TOP / "data" / service, cwd=TOP)


@pytest.mark.parametrize("service", SERVICES)
def test_sandbox_is_tight(service):
    security(service, f"--threshold={WORST}")


@pytest.mark.parametrize("service", SERVICES)
def test_each_missing_directive_is_explained(service):
    """In the comments of tinyvm-check.service, to which the other one refers."""
    rows = json.loads(security(service, "--json=short"))
    missing = {row["name"].split("/")[0] for row in rows if row["set"] is False}
    text = (TOP / "data/tinyvm-check.service").read_text()
    comments = " ".join(re.findall(r"(?m)^# (.*)$", text))
    unexplained = {name for name in missing if name not in comments}
    assert missing and not unexplained
    assert "tinyvm-check.service, which says" in (TOP / "data/tinyvm@.service").read_text() \
        or service == SERVICES[0]


def test_sandboxes_are_the_same():
    def sandbox(service):
        text = (TOP / "data" / service).read_text()
        return re.findall(r"(?m)^[A-Z]\w+=.*$", text.split("\nCapabilityBoundingSet")[1])
    check, guest = map(sandbox, SERVICES)
    assert len(check) > 20 and guest == [*check, "WantedBy=multi-user.target"]


@pytest.mark.parametrize("service", SERVICES)
def test_either_kind_of_daemon_will_do(service):
    """Ordered after libvirtd and virtqemud alike, and neither is started or depended on:
    Debian has no virtqemud to try it with."""
    text = (TOP / "data" / service).read_text()
    after = " ".join(re.findall(r"(?m)^After=(.*)$", text)).split()
    assert {"libvirtd.socket", "virtqemud.socket"} <= set(after)
    wanted = re.findall(r"(?m)^(?:Wants|Requires|Requisite|BindsTo|PartOf)=(.*)$", text)
    assert not re.search("libvirtd|virtqemud", " ".join(wanted))
