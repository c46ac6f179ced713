"""Domains as libvirt tells of them, and domains that tinyvm did not make."""
import contextlib
import os
import xml.etree.ElementTree as ET

import libvirt

from support import program, sandbox

# A stranger's domain of any name; {metadata} may hold a look-alike of tinyvm's mark.
STRANGER = """<domain type='qemu'>
  <name>{name}</name>{metadata}<memory unit='MiB'>4</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features>
  <devices>
    <disk type='file' device='disk'><driver name='qemu' type='raw'/>
      <source file='{disk}'/><target dev='vda' bus='virtio'/><readonly/></disk>
    <controller type='usb' model='none'/><serial type='pty'/>
    <memballoon model='none'/><video><model type='none'/></video>
  </devices>
</domain>"""


@contextlib.contextmanager
def connected(uri="qemu:///system"):
    """A connection for the block."""
    connection = libvirt.open(uri)
    try:
        yield connection
    finally:
        connection.close()


def xml(name, uri="qemu:///system", user=program.ROOT):
    """The persistent XML of a domain, parsed."""
    out = program.must(["virsh", "-c", uri, "dumpxml", "--inactive", name], user=user)
    return ET.fromstring(out)


def disk_path(domain):
    """The file that a parsed domain boots from."""
    return domain.find("./devices/disk/source").get("file")


@contextlib.contextmanager
def stranger(name, metadata="", disk=f"{sandbox.PRIVATE}/strange.img"):
    """Define a domain that tinyvm did not make; it is removed after the block."""
    if not os.path.exists(disk):
        with open(disk, "wb") as file:
            file.truncate(1 << 20)
    with connected() as connection:
        domain = connection.defineXML(
            STRANGER.format(name=name, metadata=metadata, disk=disk))
    yield domain.UUIDString()
    remove(name)


def remove(name):
    """Destroy and undefine a domain, if it is there."""
    with connected() as connection:
        for domain in connection.listAllDomains():
            if domain.name() == name:
                if domain.isActive():
                    domain.destroy()
                if domain.isPersistent():
                    domain.undefine()
