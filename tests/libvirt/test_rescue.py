"""A connection that breaks while its daemon lives on: what the check has made there is
removed over another one, before the check ends and without any sweep."""
import re

import pytest
from support import relay, tinyvm


class Cut:
    """A relay's hook that ends the first connection at the first call of a procedure."""

    def __init__(self, procedure):
        self.procedure, self.done = procedure, False

    def __call__(self, call):
        if call.procedure != self.procedure or self.done:
            return relay.FORWARD
        self.done = True
        return relay.CUT


@pytest.mark.parametrize("procedure,phase", [
    (relay.VOLUME, "prepare"), (relay.CREATE, "start"), (relay.CONSOLE, "start"),
    (relay.PRESS, "shutdown")], ids=["volume", "create", "console", "press"])
def test_nothing_stays(system_daemon, clean, procedure, phase):
    cut = Cut(procedure)
    with relay.Relay(system_daemon.uri, cut) as between:
        outcome = tinyvm.run("check", "-c", between.uri)
    assert cut.done and outcome.status == 1, outcome
    tinyvm.failed(outcome.out, phase, "TV-DAEMON-GONE")
    assert tinyvm.phases(outcome.out)["clean"][2] == "over a new connection"
    assert not clean.new()


def test_no_daemon_to_connect_to_again(system_daemon, clean):
    """Then what stays is named by its run, and swept when there is one."""
    with relay.Relay(system_daemon.uri) as between:
        def cut(call):
            if call.procedure != relay.PRESS:
                return relay.FORWARD
            between.target = "/run/nobody"
            return relay.CUT
        between.hook = cut
        outcome = tinyvm.run("check", "-c", between.uri)
    assert outcome.status == 1, outcome
    found = tinyvm.phases(outcome.out)
    assert found["shutdown"][2].startswith("TV-DAEMON-GONE: "), outcome
    assert found["clean"][0] == "FAIL"
    assert found["clean"][2].startswith("TV-LEFTOVERS: "), outcome
    run = re.search(r"\bof run ([\w-]+)", found["clean"][2])[1]
    swept = tinyvm.done(tinyvm.run("sweep"))
    assert "Removed " in swept and run in swept
    assert not clean.new()
