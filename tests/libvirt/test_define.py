"""tinyvm define: what it makes, that it is idempotent, and what it never touches."""
import os
import pathlib
import shutil
import xml.etree.ElementTree as ET

import pytest
from support import domains, guests, program, sandbox, tinyvm

NAMESPACE = "{urn:tinyvm:domain:1}"


@pytest.fixture
def undefined():
    """Remove what the test defined by tinyvm's own verb, so that `clean` sees it work."""
    names = ["tinyvm"]
    yield names
    for name in names:
        tinyvm.done(tinyvm.run("undefine", name))


def test_define_says_what_and_where(undefined):
    assert tinyvm.done(tinyvm.run("define")) == \
        "Domain 'tinyvm' defined at qemu:///system (pc, qemu, raw)\n"


def test_the_same_again_changes_nothing(undefined):
    tinyvm.done(tinyvm.run("define"))
    before = ET.tostring(domains.xml("tinyvm"))
    assert "Domain 'tinyvm' is defined already" in tinyvm.done(tinyvm.run("define"))
    assert ET.tostring(domains.xml("tinyvm")) == before


def test_called_by_its_other_name(undefined):
    link = f"{sandbox.PRIVATE}/tinyvm-define"
    if not os.path.lexists(link):
        os.symlink(tinyvm.PROGRAM, link)
    undefined[:] = ["other"]
    tinyvm.done(program.run([link, "other"], env=tinyvm.environment()))
    assert domains.xml("other").findtext("name") == "other"


def test_machine_is_minimal(undefined):
    tinyvm.done(tinyvm.run("define"))
    domain = domains.xml("tinyvm")
    devices = domain.find("devices")
    assert domain.find("features/acpi") is not None
    assert len(devices.findall("serial")) == 1
    assert devices.find("memballoon").get("model") == "none"
    assert not devices.findall("interface") + devices.findall("graphics")
    usb = devices.findall("controller[@type='usb']")
    assert {controller.get("model") for controller in usb} == {"none"}
    assert {v.get("type") for v in devices.findall("video/model")} <= {"none"}
    assert [d.find("readonly") is not None for d in devices.findall("disk")] == [True]


def test_mark(undefined):
    tinyvm.done(tinyvm.run("define"))
    mark = domains.xml("tinyvm").find(f"metadata/{NAMESPACE}domain")
    assert mark.get("kind") == "defined" and mark.get("version")


@pytest.mark.parametrize("options,where,value", [
    (["--machine", "q35"], "os/type[@machine]", "q35"),
    (["--memory", "16"], "memory", "16384"),
    (["--virt-type", "qemu"], ".", "qemu"),
    (["--image", "qcow2"], "devices/disk/driver", "qcow2"),
    (["--image", "iso"], "devices/disk", "cdrom"),
    (["--image", "floppy"], "devices/disk", "floppy"),
    (["--image", "vmdk-stream"], "devices/disk/driver", "vmdk"),
    (["--image", "vdi"], "devices/disk/driver", "vdi"),
    (["--image", "vhd"], "devices/disk/driver", "vpc"),
    (["--bus", "scsi"], "devices/disk/target", "scsi"),
    (["--bus", "ide"], "devices/disk/target", "ide"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_option_is_in_the_domain(undefined, virsh, options, where, value):
    tinyvm.done(tinyvm.run("define", *options))
    found = domains.xml("tinyvm").find(where)
    words = [*found.attrib.values(), found.text or ""]
    assert any(value in word for word in words), words
    assert virsh("start", "tinyvm").status == 0
    assert virsh("destroy", "tinyvm").status == 0


def test_autostart(undefined, virsh):
    tinyvm.done(tinyvm.run("define", "--autostart"))
    assert "Autostart:      enable" in virsh("dominfo", "tinyvm").out


def test_autostart_can_be_added_and_replaced(undefined, virsh):
    tinyvm.done(tinyvm.run("define"))
    tinyvm.done(tinyvm.run("define", "--autostart"))
    assert "Autostart:      enable" in virsh("dominfo", "tinyvm").out
    tinyvm.done(tinyvm.run("define", "--memory", "8", "--replace"))
    assert "Autostart:      disable" in virsh("dominfo", "tinyvm").out


@pytest.mark.parametrize("options", [
    [], ["--machine", "q35", "--image", "iso"], ["--image", "floppy", "named"],
    ["--bus", "usb"], ["--bus", "scsi", "--memory", "2"], ["--autostart"],
], ids=" ".join)
def test_printed_xml_is_valid_and_nothing_is_made(options):
    path = pathlib.Path(sandbox.PRIVATE, "domain.xml")
    path.write_text(tinyvm.done(tinyvm.run("define", "--print-xml", *options)),
                    encoding="utf-8")
    program.must(["virt-xml-validate", path, "domain"])


def test_printed_xml_can_be_defined_where_the_image_is_a_file(session_user, virsh):
    text = tinyvm.done(tinyvm.run("define", "--print-xml", "printed", user=session_user))
    path = f"{session_user.home}/printed.xml"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    assert virsh("define", path, user=session_user).status == 0
    assert virsh("undefine", "printed", user=session_user).status == 0
    os.unlink(path)


def test_other_settings_are_refused_and_change_nothing(undefined):
    tinyvm.done(tinyvm.run("define"))
    before = ET.tostring(domains.xml("tinyvm"))
    tinyvm.refused(tinyvm.run("define", "--memory", "8"), 1, "TV-NAME-TAKEN", "tinyvm",
                   "--replace")
    assert ET.tostring(domains.xml("tinyvm")) == before


def test_replaced_domain_goes_with_all_that_was_made(clean):
    tinyvm.done(tinyvm.run("define"))
    tinyvm.done(tinyvm.run("define", "--image", "qcow2", "--replace"))
    tinyvm.done(tinyvm.run("undefine", "tinyvm"))
    clean.check()


def test_replace(undefined):
    tinyvm.done(tinyvm.run("define"))
    uuid = domains.xml("tinyvm").findtext("uuid")
    tinyvm.done(tinyvm.run("define", "--memory", "8", "--replace"))
    domain = domains.xml("tinyvm")
    assert domain.findtext("memory") == "8192" and domain.findtext("uuid") == uuid
    assert "is defined already" in tinyvm.done(
        tinyvm.run("define", "--memory", "8"))


def test_a_running_domain_is_not_replaced(undefined, virsh):
    tinyvm.done(tinyvm.run("define"))
    assert virsh("start", "tinyvm").status == 0
    tinyvm.refused(tinyvm.run("define", "--memory", "8", "--replace"), 1,
                   "TV-DOMAIN-ACTIVE", "tinyvm")
    assert virsh("domstate", "tinyvm").out.strip() == "running"
    assert "is defined already" in tinyvm.done(tinyvm.run("define"))
    assert virsh("destroy", "tinyvm").status == 0


def test_a_strangers_domain_is_left_alone():
    with domains.stranger("tinyvm") as uuid:
        before = ET.tostring(domains.xml("tinyvm"))
        tinyvm.refused(tinyvm.run("define"), 1, "TV-NAME-TAKEN", "tinyvm", "not made by")
        assert ET.tostring(domains.xml("tinyvm")) == before
        assert domains.xml("tinyvm").findtext("uuid") == uuid


def test_if_missing_makes_what_is_missing(undefined):
    assert "defined" in tinyvm.done(tinyvm.run("define", "--if-missing"))
    before = ET.tostring(domains.xml("tinyvm"))
    for options in [], ["--memory", "8"], ["--autostart"]:
        assert "left as it is" in tinyvm.done(
            tinyvm.run("define", "--if-missing", *options))
        assert ET.tostring(domains.xml("tinyvm")) == before


def test_if_missing_leaves_a_strangers_domain_alone():
    with domains.stranger("tinyvm"):
        before = ET.tostring(domains.xml("tinyvm"))
        assert "left as it is" in tinyvm.done(tinyvm.run("define", "--if-missing"))
        assert ET.tostring(domains.xml("tinyvm")) == before


def test_if_missing_masks_no_failure():
    tinyvm.refused(tinyvm.run("define", "--if-missing", "--machine", "nosuch"), 3,
                   "TV-NO-MACHINE")


@pytest.mark.parametrize("other", ["--replace", "--print-xml"])
def test_if_missing_and_the_contrary(other):
    tinyvm.refused(tinyvm.run("define", "--if-missing", other), 2, "TV-USAGE", other)


def test_replacing_a_strangers_domain_keeps_its_disk(undefined):
    with domains.stranger("tinyvm"):
        disk = domains.disk_path(domains.xml("tinyvm"))
        tinyvm.done(tinyvm.run("define", "--replace"))
        assert domains.disk_path(domains.xml("tinyvm")) != disk
        assert os.path.exists(disk)
        tinyvm.done(tinyvm.run("undefine", "tinyvm"))
        undefined.clear()
    assert os.path.exists(disk)


@pytest.fixture
def packaged_copy():
    """The copy that the package makes for the system daemon."""
    os.makedirs("/var/lib/tinyvm", exist_ok=True)
    shutil.copy(f"{guests.built()}/boot.img", "/var/lib/tinyvm/boot.img")
    yield "/var/lib/tinyvm/boot.img"
    shutil.rmtree("/var/lib/tinyvm")


def test_packaged_copy_is_used_and_stays(packaged_copy, virsh):
    tinyvm.done(tinyvm.run("define"))
    assert domains.disk_path(domains.xml("tinyvm")) == packaged_copy
    assert virsh("start", "tinyvm").status == 0
    assert virsh("destroy", "tinyvm").status == 0
    tinyvm.done(tinyvm.run("undefine", "tinyvm"))
    owner = os.stat(packaged_copy)
    assert (owner.st_uid, owner.st_gid) == (0, 0), "libvirt gave the file away"


def test_stale_packaged_copy_is_not_used(packaged_copy, undefined):
    with open(packaged_copy, "r+b") as file:
        file.write(b"\xf4")
    tinyvm.done(tinyvm.run("define"))
    assert domains.disk_path(domains.xml("tinyvm")) != packaged_copy


def test_session_boots_the_image_itself(session_user, virsh):
    tinyvm.done(tinyvm.run("define", user=session_user))
    domain = domains.xml("tinyvm", "qemu:///session", session_user)
    assert domains.disk_path(domain) == f"{guests.built()}/boot.img"
    assert virsh("start", "tinyvm", user=session_user).status == 0
    assert virsh("destroy", "tinyvm", user=session_user).status == 0
    tinyvm.done(tinyvm.run("undefine", "tinyvm", user=session_user))


def test_other_host_by_uri(second_daemon, virsh):
    said = tinyvm.done(tinyvm.run("define", "-c", second_daemon.uri))
    assert second_daemon.uri in said
    assert "tinyvm" not in virsh("list", "--all", "--name").out
    assert "tinyvm" in virsh("-c", second_daemon.uri, "list", "--all", "--name").out
    tinyvm.done(tinyvm.run("undefine", "tinyvm", "-c", second_daemon.uri))
    assert "tinyvm" not in virsh("-c", second_daemon.uri, "list", "--all", "--name").out
