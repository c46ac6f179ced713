"""Vagrant box for the libvirt provider: metadata, Vagrantfile and disk, gzipped.

Source: Vagrant, "Box File Format"; vagrant-libvirt, "Boxes".
"""
import json

from . import archive, qcow2

# vagrant-libvirt counts a disk in whole GB and makes the guest's overlay of this size.
VIRTUAL_SIZE_GB = 1
VAGRANTFILE = """\
# The guest has no network and no SSH; it answers on its serial console (virsh console).
Vagrant.configure("2") do |config|
  config.vm.synced_folder ".", "/vagrant", disabled: true
  config.vm.provider :libvirt do |libvirt|
    libvirt.memory = 64
    libvirt.cpus = 1
  end
end
"""


def image(disk):
    """Return a box (bytes) that boots disk (bytes)."""
    metadata = {"provider": "libvirt", "format": "qcow2", "virtual_size": VIRTUAL_SIZE_GB}
    members = [("metadata.json", json.dumps(metadata).encode() + b"\n", 0),
               ("Vagrantfile", VAGRANTFILE.encode(), 0),
               ("box.img", qcow2.image(disk), 0)]
    return archive.packed(archive.tar(members))
