"""tinyvm check --like DOMAIN: what it copies and says; DOMAIN itself is left alone."""
import os

import libvirt
import pytest
from support import guests, program, sandbox, tinyvm

DISK = f"""<disk type='file' device='disk'><driver name='qemu' type='raw'/>
  <source file='{sandbox.PRIVATE}/images/boot.img'/><target dev='{{dev}}' bus='{{bus}}'/>
  </disk>"""
AGENT = """<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/>
  </channel>"""
ACPI = "<features><acpi/></features>"
STOPPED, STARTED = libvirt.VIR_DOMAIN_EVENT_STOPPED, libvirt.VIR_DOMAIN_EVENT_STARTED


@pytest.fixture
def model(system_daemon):
    """model(machine=…, features=…, more=…, devices=…) → a domain called model."""
    connection = libvirt.open(system_daemon.uri)
    guests.built()
    made = []

    def define(machine="pc", features=ACPI, more="", devices="", bus="virtio",
               loader=""):
        dev = {"virtio": "vda", "ide": "hda"}.get(bus, "sda")
        made.append(connection.defineXML(
            f"<domain type='qemu'><name>model</name><memory unit='MiB'>64</memory>"
            f"<os><type arch='x86_64' machine='{machine}'>hvm</type>{loader}</os>"
            f"{features}{more}"
            f"<devices>{DISK.format(dev=dev, bus=bus)}{devices}</devices></domain>"))
        return made[0]
    yield define
    for domain in made:
        if domain.isActive():
            domain.destroy()
        domain.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_NVRAM)
    connection.close()


def check_like(*arguments):
    return tinyvm.run("check", "--like", "model", *arguments)


def said(outcome):
    return tinyvm.phases(outcome.out)["like"][2]


def ruling(outcome):
    return tinyvm.phases(outcome.out)["exit"][2]


def made_xml(watch_uri, *arguments):
    """The XML of the guest that a check makes; a deaf one waits to be looked at."""
    with tinyvm.running("check", "--like", "model", "--image", "deaf", "--timeout",
                        "exit=30", *arguments) as check:
        check.wait_for("ok   shutdown")
        xml = program.must(["virsh", "-c", watch_uri, "dumpxml", "tinyvm-check-1"])
        check.signal()
        assert check.end() == 130
    return xml


def test_the_host_delivers(model):
    model()
    outcome = check_like()
    assert outcome.status == 0, outcome
    assert "the host delivers the button to a domain like 'model'" in ruling(outcome)
    assert "wrong" not in said(outcome)


def test_the_host_does_not_deliver_without_acpi(model):
    model(features="<features><apic/></features>")
    outcome = check_like("--timeout", "exit=2")
    assert outcome.status == 1
    assert "no <acpi/>" in said(outcome)
    assert outcome.out.index("no <acpi/>") < outcome.out.index("ok   start")
    assert ruling(outcome).startswith(
        "TV-BUTTON-IGNORED: the host does not deliver the button to a domain "
        "like 'model'")


@pytest.mark.parametrize("running", [False, True], ids=["off", "running"])
def test_the_domain_is_left_alone(model, watch, virsh, running):
    domain = model(machine="q35", devices=AGENT)
    if running:
        domain.create()

    def look():
        return (domain.XMLDesc(0), domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE),
                domain.state(), domain.ID(), domain.isUpdated(),
                virsh("list", "--all").out)
    before, events = look(), len([e for e in watch.events if e[0] == "model"])
    assert check_like().status == 0
    assert look() == before
    assert len([e for e in watch.events if e[0] == "model"]) == events


def test_what_is_copied(model, system_daemon):
    model(machine="q35", bus="sata", devices=AGENT, features="<features><acpi/><apic/>"
          "<vmport state='off'/></features>", more="<cpu mode='custom' match='exact'>"
          "<model>qemu64</model><topology sockets='1' cores='2' threads='1'/></cpu>"
          "<vcpu>2</vcpu><clock offset='localtime'/>"
          "<memoryBacking><source type='memfd'/></memoryBacking>"
          "<seclabel type='dynamic' model='dac'><baselabel>+0:+0"
          "</baselabel></seclabel>")
    xml = made_xml(system_daemon.uri)
    for part in ("machine='pc-q35-", "bus='sata'", "<apic/>", "<vmport state='off'/>",
                 ">qemu64</model>", "<clock offset='localtime'", "<source type='memfd'/>",
                 "name='org.qemu.guest_agent.0'", "<baselabel>+0:+0</baselabel>"):
        assert part in xml, f"{part} is missing in:\n{xml}"
    assert "cores='2'" not in xml


def test_options_go_before(model, system_daemon):
    model(machine="q35", bus="sata")
    xml = made_xml(system_daemon.uri, "--machine", "pc", "--bus", "ide")
    assert "machine='pc-i440fx-" in xml and "bus='ide'" in xml


def test_what_comes_back_is_told(model):
    model(more="<on_poweroff>restart</on_poweroff>")  # QEMU's driver knows no 'preserve'
    outcome = check_like()
    assert outcome.status == 0 and "<on_poweroff> is 'restart'" in said(outcome)


def test_agent_channel_is_told(model):
    domain = model(devices=AGENT)
    assert "asks the agent" in said(check_like())
    domain.create()
    assert "wrong: it has a guest agent's channel and no agent" in said(check_like())


def test_uefi_is_replaced_by_bios_and_told(model):
    model(machine="q35", loader="<loader readonly='yes' type='pflash'>/nowhere/OVMF.fd"
          "</loader>")
    outcome = check_like()
    assert outcome.status == 0, outcome
    assert "UEFI" in said(outcome) and "BIOS" in said(outcome)


@pytest.mark.parametrize("driver,there,code", [
    ("selinux", "/sys/fs/selinux/enforce", "TV-SELINUX"),
    ("apparmor", "/sys/kernel/security/apparmor", "TV-APPARMOR")])
def test_label_of_a_security_driver_that_is_not_there(model, driver, there, code):
    """libvirt defines such a domain and does not start it; nor a likeness of it."""
    if os.path.exists(there):
        pytest.skip(f"this kernel has {driver}")
    model(more=f"<seclabel type='dynamic' model='{driver}' relabel='yes'/>")
    outcome = check_like()
    assert outcome.status == 1, outcome
    found, reason = tinyvm.phases(outcome.out)["start"][2].split(": ", 1)
    assert found == code and f"model '{driver}' is not available" in reason


def test_domain_that_is_not_there():
    outcome = tinyvm.run("check", "--like", "nobody")
    assert outcome.status == 1
    tinyvm.failed(outcome.out.replace("like", "connect"), "connect", "TV-NO-DOMAIN")
