"""The OVF descriptor of the appliance.

Source: DMTF DSP0243 1.1.1 (the sections are named below) and its schema DSP8023; the
resource numbers are those of CIM_ResourceAllocationSettingData.ResourceType (DSP8004).
VMware's own names (vmw:, ResourceSubType) are what its exporter writes.
"""
import xml.etree.ElementTree as ET

_CIM = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2"
# Written out, for ElementTree drops the prefix of an attribute whose namespace is the
# default one, and the schema wants attributes qualified.
NAMESPACES = {
    "xmlns": "http://schemas.dmtf.org/ovf/envelope/1",
    "xmlns:ovf": "http://schemas.dmtf.org/ovf/envelope/1",
    "xmlns:rasd": f"{_CIM}/CIM_ResourceAllocationSettingData",
    "xmlns:vssd": f"{_CIM}/CIM_VirtualSystemSettingData",
    "xmlns:vmw": "http://www.vmware.com/schema/ovf",
}
STREAM = "http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"

PROCESSOR, MEMORY, IDE, DISK, SERIAL = 3, 4, 5, 17, 21
OS_OTHER = 1                    # CIM_OperatingSystem.OsType, "Other"
MEMORY_MIB = 4                  # the least that VMware and VirtualBox both offer
# Hardware families that can run it: VMware's from Workstation 6.5 on, and VirtualBox's.
FAMILIES = "vmx-07 virtualbox-2.2"
_CONTROLLER_ID, _DISK_ID = 3, 4


def _add(parent, name, text=None, **attributes):
    """Append and return an element; its attributes are in OVF's namespace."""
    element = ET.SubElement(parent, name,
                            {f"ovf:{key}": value for key, value in attributes.items()})
    element.text = text
    return element


def _section(parent, name, info, **attributes):
    """Append and return a section, which begins with a line for people (clause 9)."""
    section = _add(parent, name, **attributes)
    _add(section, "Info", info)
    return section


def _item(hardware, optional=False, **settings):
    """Append an Item (8.3); the schema wants its settings in alphabetical order."""
    item = _add(hardware, "Item", **({"required": "false"} if optional else {}))
    for name in sorted(settings):
        _add(item, f"rasd:{name}", str(settings[name]))


def _hardware(system):
    """Append the virtual hardware (clause 8)."""
    hardware = _section(system, "VirtualHardwareSection",
                        "A processor, a disk and a serial port")
    family = _add(hardware, "System")
    for name, value in (("ElementName", "Virtual hardware family"), ("InstanceID", "0"),
                        ("VirtualSystemIdentifier", "tinyvm"),
                        ("VirtualSystemType", FAMILIES)):
        _add(family, f"vssd:{name}", value)
    _item(hardware, ElementName="1 virtual CPU", InstanceID=1, ResourceType=PROCESSOR,
          AllocationUnits="hertz * 10^6", VirtualQuantity=1)
    _item(hardware, ElementName=f"{MEMORY_MIB} MiB of memory", InstanceID=2,
          ResourceType=MEMORY, AllocationUnits="byte * 2^20", VirtualQuantity=MEMORY_MIB)
    _item(hardware, ElementName="IDE controller 0", InstanceID=_CONTROLLER_ID,
          ResourceType=IDE, ResourceSubType="PIIX4", Address=0)
    _item(hardware, ElementName="Disk", InstanceID=_DISK_ID, ResourceType=DISK,
          AddressOnParent=0, HostResource="ovf:/disk/disk1", Parent=_CONTROLLER_ID)
    # VirtualBox refuses a required item of a type that it cannot import.
    _item(hardware, optional=True, ElementName="COM1", InstanceID=5, ResourceType=SERIAL,
          ResourceSubType="vmware.serialport.device", AutomaticAllocation="true")


def descriptor(release, disk_name, disk_file, capacity):
    """Return the descriptor (bytes) of a guest with one disk.

    disk_file is the VMDK's contents, capacity the disk's virtual size in bytes.
    """
    envelope = ET.Element("Envelope", NAMESPACES)
    references = _add(envelope, "References")                           # 7.1
    _add(references, "File", id="file1", href=disk_name, size=str(len(disk_file)))
    disks = _section(envelope, "DiskSection", "The disk with the boot sector")  # 9.1
    _add(disks, "Disk", diskId="disk1", fileRef="file1", format=STREAM,
         capacity=str(capacity))     # in bytes, the default unit
    system = _section(envelope, "VirtualSystem",                        # 7.2
                      "The smallest real guest: 256 bytes of x86", id="tinyvm")
    _add(system, "Name", "tinyvm")
    product = _section(system, "ProductSection", "What this is")        # 9.5
    _add(product, "Product", "tinyvm")
    _add(product, "Version", release)
    guest = _section(system, "OperatingSystemSection",                  # 9.9
                     "The operating system: none", id=str(OS_OTHER))
    guest.set("vmw:osType", "otherGuest")
    _add(guest, "Description", "Other")
    _hardware(system)
    ET.indent(envelope)
    return ET.tostring(envelope, encoding="UTF-8", xml_declaration=True) + b"\n"
