"""tinyvm sweep: what dead runs left goes; whatever merely looks like it stays."""
import contextlib
import os
import pathlib
import signal

import libvirt
import pytest
from support import domains, leftovers, program, sandbox, tinyvm

MARK = ("<metadata><tinyvm:domain xmlns:tinyvm='urn:tinyvm:domain:1' version='0.1.0' "
        "kind='{kind}' run='{run}' uuid='{uuid}'/></metadata>")
UUID = "3d51d7ea-469a-4b78-954c-ff035e3a1822"


def dead_run(boot=None, host=None, pidns=None, nonce="abcdefgh"):
    """A run id of a process of ours that has ended, or of somewhere else."""
    parts = own_run().split("-")
    parts[3], parts[5] = "7ffffffe", nonce  # no such process: pid_max is far lower
    parts[0], parts[1], parts[2] = host or parts[0], boot or parts[1], pidns or parts[2]
    return "-".join(parts)


def own_run():
    """A run id of this machine, as tinyvm itself makes them."""
    if not hasattr(own_run, "id"):
        with tinyvm.running("check", "--image", "deaf") as check:
            check.wait_for(" shutdown ")
            with domains.connected() as connection:
                mark = connection.listAllDomains()[0].metadata(
                    libvirt.VIR_DOMAIN_METADATA_ELEMENT, "urn:tinyvm:domain:1")
            check.signal()
            check.end()
        own_run.id = mark.split('run="')[1].split('"')[0]
    return own_run.id


def sweep(*arguments):
    return tinyvm.done(tinyvm.run("sweep", *arguments)).splitlines()


def nothing_left():
    assert sweep() == ["Nothing is left at qemu:///system"]


@contextlib.contextmanager
def marked(name, run, kind="check", uuid=UUID, actual=UUID):
    """A domain with such a mark."""
    metadata = MARK.format(kind=kind, run=run, uuid=uuid)
    xml = f"<uuid>{actual}</uuid>{metadata}"
    with domains.stranger(name, metadata=xml):
        yield name


@contextlib.contextmanager
def pool(name, *volumes, active=True, path=None):
    """A directory pool with empty volumes of those names."""
    path = path or f"/var/lib/libvirt/{name}"
    with domains.connected() as connection:
        made = connection.storagePoolDefineXML(
            f"<pool type='dir'><name>{name}</name>"
            f"<target><path>{path}</path></target></pool>")
        made.create(libvirt.VIR_STORAGE_POOL_CREATE_WITH_BUILD)
        for volume in volumes:
            made.createXML(f"<volume><name>{volume}</name>"
                           "<capacity>512</capacity></volume>")
        if not active:
            made.destroy()
    yield path
    with domains.connected() as connection:
        for left in connection.listAllStoragePools():
            if left.name() == name:
                leftovers.remove_pool(left)
    leftovers.remove_path(path)


def test_nothing():
    nothing_left()


def test_daemon_and_tinyvm_are_killed_together(system_daemon, virsh):
    """The one case in which AUTODESTROY cannot help: everything is left, and goes."""
    with tinyvm.running("check", "--image", "deaf") as check:
        check.wait_for(" shutdown ")
        assert all("Left alone" in line for line in sweep()), "a living check"
        system_daemon.stop(signal.SIGKILL)
        check.signal(signal.SIGKILL)
        check.end()
    program.must(["libvirtd", "-d", "-p", f"{system_daemon.place}/libvirtd.pid"])
    assert "tinyvm-check-1" in virsh("list", "--name").out
    dry = sweep("--dry-run")
    assert len(dry) == 3 and all(line.startswith("Would remove ") for line in dry), dry
    assert len(sweep("-n")) == 3
    assert [line.replace("Removed", "Would remove") for line in sweep()] == dry
    nothing_left()


@pytest.mark.parametrize("kind", ["check", "run"])
def test_domain_of_a_dead_run(kind):
    with marked("tinyvm-check-7", dead_run(), kind):
        assert sweep()[0].startswith("Removed domain 'tinyvm-check-7'")
        nothing_left()


def test_running_domain_of_a_run_before_the_reboot(virsh):
    with marked("old", dead_run(boot="00000000")):
        assert virsh("start", "old").status == 0
        assert sweep()[0].startswith("Removed domain 'old'")
        assert virsh("domstate", "old").status == 1


def survives(name):
    with domains.connected() as connection:
        assert connection.lookupByName(name)


@pytest.mark.parametrize("mark", [
    {"run": "", "kind": "check"}, {"run": "someone-elses"}, {"kind": "defined"},
    {"uuid": "00000000-0000-4000-8000-000000000000"}, {"run": "+more"}],
    ids=["no run", "other run", "defined", "a clone's", "a longer run"])
def test_look_alike_domain_survives(mark):
    run = mark.get("run", dead_run())
    run = dead_run() + run if run.startswith("+") else run
    with marked("tinyvm-check-1", run, mark.get("kind", "check"), mark.get("uuid", UUID)):
        nothing_left()
        survives("tinyvm-check-1")


def test_domain_without_a_mark_survives():
    with domains.stranger("tinyvm-check-1"):
        nothing_left()
        survives("tinyvm-check-1")


@pytest.mark.parametrize("elsewhere", [
    {"boot": "00000000", "host": "00000000"}, {"pidns": "1"},
    {"boot": "00000000", "host": "none----"}], ids=["machine", "container", "nameless"])
def test_what_cannot_be_judged_is_shown_and_left(elsewhere):
    with marked("far", dead_run(**elsewhere)):
        assert sweep()[0].startswith("Left alone: domain 'far'")
        survives("far")


def test_living_run_of_another_time_namespace():
    """Its start looks different from there (time_namespaces(7)); it lives all the same."""
    wall = ["unshare", "--fork", "--time", "--boottime", "99999999"]
    if program.run([*wall, "true"]).status:
        pytest.skip("this kernel has no time namespaces")
    with tinyvm.running("check", "--image", "deaf", "--timeout", "exit=60") as check:
        check.wait_for(" shutdown ")
        lines = tinyvm.done(tinyvm.run("sweep", within=wall)).splitlines()
        assert lines and all(line.startswith("Left alone: ") for line in lines), lines
        check.signal()
        check.end()
    nothing_left()


def test_recycled_pid_is_not_mistaken():
    """A process with the pid of the dead one, but another start: it is not the owner."""
    parts = own_run().split("-")
    parts[3], parts[4] = f"{os.getpid():x}", "1"
    with marked("old", "-".join(parts)):
        assert sweep()[0].startswith("Removed domain 'old'")


def test_volumes_and_pool_of_a_dead_run():
    run = dead_run()
    with pool(f"tinyvm-{run}", f"tinyvm-{run}-boot.img") as path:
        assert [line.split("'")[1] for line in sweep()] == \
            [f"tinyvm-{run}-boot.img", f"tinyvm-{run}"]
        assert not os.path.exists(path)


def test_pool_that_a_reboot_stopped():
    run = dead_run(boot="00000000")
    with pool(f"tinyvm-{run}", f"tinyvm-{run}-boot.qcow2", active=False) as path:
        assert len(sweep()) == 1
        assert not os.path.exists(path)


def test_look_alike_volumes_survive():
    run = dead_run()
    names = ["tinyvm-boot.img", "tinyvm-abcdefgh-boot.img", f"{run}-boot.img",
             f"tinyvm-{run}", f"tinyvm-{run}x-boot.img", f"tinyvm-{run}-data.img",
             f"my-tinyvm-{run}-boot.img", f"tinyvm-{run.upper()}-boot.img"]
    with pool("default", *names, f"tinyvm-{run}-boot.img") as path:
        assert [line.split("'")[1] for line in sweep()] == [f"tinyvm-{run}-boot.img"]
        assert sorted(os.listdir(path)) == sorted(names)


def test_volume_that_a_domain_uses_survives():
    run = dead_run()
    name = f"tinyvm-{run}-boot.img"
    with pool("default", name) as path, domains.stranger("user", disk=f"{path}/{name}"):
        nothing_left()
        assert os.listdir(path) == [name]


def test_pool_with_volumes_of_others_stays():
    run = dead_run()
    with pool(f"tinyvm-{run}", f"tinyvm-{run}-boot.img", "precious.img") as path:
        outcome = tinyvm.run("sweep")
        assert outcome.status == 1 and "[TV-LEFTOVERS]" in outcome.err
        assert os.listdir(path) == ["precious.img"]


@pytest.mark.parametrize("name,path", [
    ("tinyvm-RUN", "/var/lib/libvirt/precious"), ("tinyvm-RUN-saved", None),
    ("tinyvm-RUNx", None), ("my-tinyvm-RUN", None), ("tinyvm-RUN-save.old", None)])
def test_look_alike_pool_survives(name, path):
    name = name.replace("RUN", dead_run())
    with pool(name, "precious.img", path=path) as place:
        nothing_left()
        assert os.listdir(place) == ["precious.img"]


def test_saved_guest_of_a_dead_run(private):
    path = pathlib.Path(f"/run/tinyvm-{dead_run()}.save")
    path.touch()
    assert sweep()[0].startswith(f"Removed saved guest '{path}'")
    assert not path.exists()


@pytest.mark.parametrize("name", [
    "tinyvm-RUN.saved", "tinyvm-RUN.save.old", "my-tinyvm-RUN.save", "tinyvm-RUN-x.save",
    "tinyvm-abcdefgh.save"])
def test_look_alike_saved_guest_survives(name):
    path = pathlib.Path("/run", name.replace("RUN", dead_run()))
    path.touch()
    nothing_left()
    path.unlink()


def test_saved_guest_that_is_no_file_of_ours(private):
    target = private("precious", None) / "file"
    target.touch()
    path = pathlib.Path(f"/run/tinyvm-{dead_run()}.save")
    path.symlink_to(target)
    nothing_left()
    path.unlink()
    path.mkdir()
    nothing_left()
    path.rmdir()
    path.touch()
    os.chown(path, sandbox.UID, sandbox.UID)
    nothing_left()
    path.unlink()
    assert target.exists()


def test_directory_of_copies_keeps_what_is_others(private):
    path = private(f"tinyvm-{dead_run()}", None)
    (path / "boot.img").touch()
    (path / "precious").touch()
    outcome = tinyvm.run("sweep")
    assert outcome.status == 1 and "[TV-LEFTOVERS]" in outcome.err, outcome
    assert os.listdir(path) == ["precious"]


@pytest.fixture
def private():
    """private(NAME, OWNER): a directory like those of the in-process driver."""
    made = []

    def make(name, owner):
        path = pathlib.Path("/run", name)
        path.mkdir()
        made.append(path)
        if owner is not None:
            (path / "owner").write_text(owner, encoding="ascii")
        return path

    yield make
    for path in made:
        leftovers.remove_path(path)


def test_directory_of_a_dead_run(private):
    path = private("tinyvm-aBc123", dead_run() + "\n")
    (path / "some" / "state").mkdir(parents=True)
    assert sweep()[0].startswith(f"Removed directory '{path}'")
    assert not path.exists()


@pytest.mark.parametrize("name,owner", [
    ("tinyvm-aBc123", None), ("tinyvm-aBc123", ""), ("tinyvm-aBc123", "somebody"),
    ("tinyvm-aBc12", "RUN"), ("tinyvm-aBc1234", "RUN"), ("tinyvm-aBc.23", "RUN"),
    ("other-aBc123", "RUN")])
def test_look_alike_directory_survives(private, name, owner):
    path = private(name, dead_run() if owner == "RUN" else owner)
    nothing_left()
    assert path.exists()


def test_directory_or_owner_of_somebody_elses(private):
    path = private("tinyvm-aBc123", dead_run())
    os.chown(path / "owner", sandbox.UID, sandbox.UID)
    nothing_left()
    os.chown(path / "owner", 0, 0)
    os.chown(path, sandbox.UID, sandbox.UID)
    nothing_left()
    assert path.exists()


def test_links_are_not_followed(private):
    target = private("precious", dead_run())
    link = pathlib.Path("/run/tinyvm-aBc123")
    link.symlink_to(target)
    nothing_left()
    link.unlink()
    real = private("tinyvm-XyZ789", dead_run())
    (real / "way-out").symlink_to(target)
    assert len(sweep()) == 1
    assert (target / "owner").exists() and not real.exists()


def test_qemu_that_outlived_the_in_process_driver(no_daemon, clean):
    """Killed outright without a daemon: QEMU and its directory stay until the sweep."""
    with tinyvm.running("check", "--image", "deaf", within=no_daemon) as check:
        check.wait_for(" shutdown ")
        assert "Left alone: directory" in "\n".join(sweep())
        check.signal(signal.SIGKILL)
        check.end()
    assert leftovers.qemus()
    lines = sweep()
    assert len(lines) == 1 and lines[0].startswith("Removed directory '/run/tinyvm-")
    assert not leftovers.qemus()
    clean.check()


def test_pid_file_that_names_a_stranger(private, virsh):
    """A QEMU that works elsewhere, and a process that is none: both live on."""
    with domains.stranger("other"):
        assert virsh("start", "other").status == 0
        path = private("tinyvm-aBc123", dead_run())
        pid = pathlib.Path("/run/libvirt/qemu/other.pid").read_text(encoding="ascii")
        (path / "a.pid").write_text(pid, encoding="ascii")
        (path / "b.pid").write_text(f"{os.getpid()}\n", encoding="ascii")
        assert len(sweep()) == 1 and not path.exists()
        assert virsh("domstate", "other").out.strip() == "running"


def test_without_a_daemon(no_daemon):
    outcome = tinyvm.run("sweep", within=no_daemon)
    assert outcome.status == 0 and outcome.out.startswith("No daemon can be reached")
    refused = tinyvm.run("sweep", "-c", "qemu:///system", within=no_daemon)
    tinyvm.refused(refused, 3, "TV-CONNECT")


def test_usage():
    tinyvm.refused(tinyvm.run("sweep", "all"), 2, "TV-USAGE", "all")
