"""tinyvm undefine: only what tinyvm defined, all of what define made, and no more."""
import os

import libvirt
import pytest
from support import domains, leftovers, tinyvm

VOLUME = "<volume><name>{}</name><capacity>512</capacity></volume>"
POOL = ("<pool type='dir'><name>{}</name><target><path>/var/lib/libvirt/images</path>"
        "</target></pool>")


def test_everything_that_define_made_goes(clean):
    tinyvm.done(tinyvm.run("define"))
    assert clean.new() != []
    said = tinyvm.done(tinyvm.run("undefine", "tinyvm"))
    assert "tinyvm" in said
    clean.check()


@pytest.mark.parametrize("metadata", [
    "", "<description>defined by tinyvm</description>",
    "<metadata><t:domain xmlns:t='urn:x:tinyvm:domain:1' kind='defined'/></metadata>",
    "<metadata><tinyvm:domain xmlns:tinyvm='urn:other' kind='defined'/></metadata>",
], ids=["plain", "description", "namespace", "prefix"])
def test_a_look_alike_survives(metadata):
    with domains.stranger("tinyvm", metadata) as uuid:
        tinyvm.refused(tinyvm.run("undefine", "tinyvm"), 1, "TV-NOT-OURS", "tinyvm")
        assert domains.xml("tinyvm").findtext("uuid") == uuid


def test_no_such_domain():
    tinyvm.refused(tinyvm.run("undefine", "nosuch"), 1, "TV-NO-DOMAIN", "nosuch")


def test_a_running_domain_is_left_alone(virsh):
    tinyvm.done(tinyvm.run("define"))
    assert virsh("start", "tinyvm").status == 0
    tinyvm.refused(tinyvm.run("undefine", "tinyvm"), 1, "TV-DOMAIN-ACTIVE", "tinyvm")
    assert virsh("domstate", "tinyvm").out.strip() == "running"
    assert virsh("destroy", "tinyvm").status == 0
    tinyvm.done(tinyvm.run("undefine", "tinyvm"))


def test_a_saved_guest_goes_with_its_domain(virsh):
    tinyvm.done(tinyvm.run("define"))
    assert virsh("start", "tinyvm").status == 0
    assert virsh("managedsave", "tinyvm").status == 0
    tinyvm.done(tinyvm.run("undefine", "tinyvm"))


def test_a_pool_that_was_there_stays_with_its_other_volumes():
    with domains.connected() as connection:
        pool = connection.storagePoolCreateXML(
            POOL.format("mine"), libvirt.VIR_STORAGE_POOL_CREATE_WITH_BUILD)
        other = pool.createXML(VOLUME.format("other"))
        tinyvm.done(tinyvm.run("define"))
        tinyvm.done(tinyvm.run("undefine", "tinyvm"))
        pool.refresh()
        assert pool.isActive() and pool.listVolumes() == ["other"]
        other.delete()
        pool.destroy()


def test_a_volume_that_was_put_into_our_pool_stays(clean):
    tinyvm.done(tinyvm.run("define"))
    with domains.connected() as connection:
        pool = connection.listAllStoragePools()[0]
        path = pool.createXML(VOLUME.format("theirs")).path()
    tinyvm.done(tinyvm.run("undefine", "tinyvm"))
    assert os.path.exists(path)
    with domains.connected() as connection:
        for left in connection.listAllStoragePools():
            left.storageVolLookupByName("theirs").delete()
            leftovers.remove_pool(left)
    if os.path.exists(path):
        os.unlink(path)


def test_the_last_of_two_domains_takes_the_pool_along(clean):
    for verb, name in (("define", "one"), ("define", "two"), ("undefine", "one"),
                       ("undefine", "two")):
        tinyvm.done(tinyvm.run(verb, name))
    clean.check()


def test_two_domains_do_not_take_each_others_disk(virsh):
    tinyvm.done(tinyvm.run("define", "two"))
    tinyvm.done(tinyvm.run("define", "one"))
    tinyvm.done(tinyvm.run("undefine", "one"))
    assert os.path.exists(domains.disk_path(domains.xml("two")))
    assert virsh("start", "two").status == 0
    assert virsh("destroy", "two").status == 0
    tinyvm.done(tinyvm.run("undefine", "two"))


def test_a_domain_whose_volume_somebody_removed_can_still_go(clean):
    tinyvm.done(tinyvm.run("define"))
    os.unlink(domains.disk_path(domains.xml("tinyvm")))
    tinyvm.done(tinyvm.run("undefine", "tinyvm"))
    clean.check()


def test_a_renamed_domain_is_still_ours(virsh, clean):
    tinyvm.done(tinyvm.run("define"))
    assert virsh("domrename", "tinyvm", "renamed").status == 0
    tinyvm.done(tinyvm.run("undefine", "renamed"))
    clean.check()
