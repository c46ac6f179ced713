"""Two, ten, fifty tinyvm at once on one daemon: each gets its own, and none another's."""
import concurrent.futures
import re

import moments
import pytest
from support import domains, guests, leftovers, program, tinyvm

CROWD = 50 if moments.FULL else 20


def all_at_once(*commands, **options):
    """The outcomes of those runs of tinyvm, started together."""
    guests.built()
    with concurrent.futures.ThreadPoolExecutor(len(commands)) as pool:
        started = [pool.submit(tinyvm.run, *command, timeout=170, **options)
                   for command in commands]
        return [each.result() for each in started]


@pytest.mark.parametrize("many", [2, 10])
def test_checks(many):
    outcomes = all_at_once(*[["check", "--timeout", "60"]] * many)
    names = [re.search(r"domain '(.*)'", tinyvm.done(each)).group(1) for each in outcomes]
    assert len(names) == many
    for each in outcomes:
        tinyvm.passed(each)


def test_crowd(clean):
    """As many as a busy host may see; while they live each name is one's alone."""
    outcomes = all_at_once(*[["check", "--timeout", "150"]] * CROWD)
    assert [each.status for each in outcomes] == [0] * CROWD, outcomes
    assert not clean.new()


@pytest.fixture
def pool():
    """The pool that most hosts have."""
    with domains.connected() as connection:
        made = connection.storagePoolDefineXML(
            "<pool type='dir'><name>default</name>"
            "<target><path>/var/lib/libvirt/images</path></target></pool>")
        made.create()
        yield
        leftovers.remove_pool(made)


def test_one_name_is_defined_by_one(pool, virsh):
    outcomes = all_at_once(*[["define", "same"]] * 10)
    said = sorted(each.out.split(" at ")[0] for each in outcomes)
    for each in outcomes:
        assert each.status in (0, 1), each
    assert said.count("Domain 'same' defined") == 1, said
    assert virsh("list", "--all", "--name").out.split() == ["same"]
    gone = all_at_once(*[["undefine", "same"]] * 10)
    assert [each.status for each in gone].count(0) >= 1, gone
    assert not virsh("list", "--all", "--name").out.split()


def test_names_of_their_own(pool):
    names = [f"guest{n}" for n in range(10)]
    for verb in ("define", "undefine"):
        outcomes = all_at_once(*[[verb, name] for name in names])
        assert all(each.status == 0 for each in outcomes), outcomes


def test_start_and_stop_of_one(defined):
    """Somebody wins; the others say that it runs, or what else they found; none hangs."""
    defined("same")
    for verb in ("start", "stop"):
        outcomes = all_at_once(*[[verb, "same"]] * 5)
        assert 0 in [each.status for each in outcomes], outcomes
        assert all(each.status in (0, 1) for each in outcomes), outcomes
        assert all("TV-INTERNAL" not in each.err for each in outcomes), outcomes


def test_sweep_among_checks():
    """Sweeps take nothing from those who live."""
    checks = [["check", "--timeout", "60"]] * 4
    outcomes = all_at_once(*checks, *[["sweep"]] * 4, *checks)
    for each in outcomes:
        assert each.status == 0, each
        assert "Removed" not in each.out, each


def test_users_and_root_at_once(session_user):
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        started = [pool.submit(tinyvm.run, "check", "-c", uri, user=user)
                   for uri, user in 2 * [("qemu:///session", session_user),
                                         ("qemu:///system", program.ROOT)]]
    for each in started:
        tinyvm.passed(each.result())
