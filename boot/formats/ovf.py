"""The OVF descriptor of the appliance.

Source: DMTF DSP0243 1.1.1 (the sections are named below) and its schema DSP8023; the
resource numbers are those of CIM_ResourceAllocationSettingData.ResourceType (DSP8004).
VMware's own names (vmw:, ResourceSubType) are what its exporter writes.
"""
import xml.etree.ElementTree as ET

OVF = "http://schemas.dmtf.org/ovf/envelope/1"
_CIM = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2"
RASD = f"{_CIM}/CIM_ResourceAllocationSettingData"
VSSD = f"{_CIM}/CIM_VirtualSystemSettingData"
VMW = "http://www.vmware.com/schema/ovf"
STREAM = "http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"

PROCESSOR, MEMORY, IDE, DISK, SERIAL = 3, 4, 5, 17, 21
OS_OTHER = 1                    # CIM_OperatingSystem.OsType, "Other"
MEMORY_MIB = 4                  # the least that VMware and VirtualBox both offer
# Hardware families that can run it: VMware's from Workstation 6.5 on, and VirtualBox's.
FAMILIES = "vmx-07 virtualbox-2.2"
_CONTROLLER_ID, _DISK_ID = 3, 4


def _add(parent, name, text=None, space=OVF, **attributes):
    """Append an element; attributes are in OVF's namespace, as its schema wants them."""
    element = ET.SubElement(parent, f"{{{space}}}{name}",
                            {f"{{{OVF}}}{key}": value for key, value in attributes.items()})
    element.text = text
    return element


def _item(hardware, optional=False, **settings):
    """Append an Item (8.1); the schema wants its settings in alphabetical order."""
    item = _add(hardware, "Item", **({"required": "false"} if optional else {}))
    for name in sorted(settings):
        _add(item, name, str(settings[name]), RASD)


def _hardware(system):
    hardware = _add(system, "VirtualHardwareSection")
    _add(hardware, "Info", "A processor, a disk and a serial port")
    family = _add(hardware, "System")
    for name, value in (("ElementName", "Virtual hardware family"), ("InstanceID", "0"),
                        ("VirtualSystemIdentifier", "tinyvm"),
                        ("VirtualSystemType", FAMILIES)):
        _add(family, name, value, VSSD)
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
    for prefix, space in (("", OVF), ("rasd", RASD), ("vssd", VSSD), ("vmw", VMW)):
        ET.register_namespace(prefix, space)
    envelope = ET.Element(f"{{{OVF}}}Envelope")
    references = _add(envelope, "References")                           # 7.1
    _add(references, "File", id="file1", href=disk_name, size=str(len(disk_file)))
    disks = _add(envelope, "DiskSection")                               # 9.1
    _add(disks, "Info", "The disk with the boot sector")
    _add(disks, "Disk", diskId="disk1", fileRef="file1", format=STREAM,
         capacity=str(capacity), capacityAllocationUnits="byte")
    system = _add(envelope, "VirtualSystem", id="tinyvm")               # 7.2
    _add(system, "Info", "The smallest real guest: 256 bytes of x86")
    _add(system, "Name", "tinyvm")
    product = _add(system, "ProductSection")                            # 9.5
    _add(product, "Info", "What this is")
    _add(product, "Product", "tinyvm")
    _add(product, "Version", release)
    guest = _add(system, "OperatingSystemSection", id=str(OS_OTHER))    # 9.7
    guest.set(f"{{{VMW}}}osType", "otherGuest")
    _add(guest, "Info", "The operating system: none")
    _add(guest, "Description", "Other")
    _hardware(system)                                                   # 8.1
    ET.indent(envelope)
    return ET.tostring(envelope, encoding="UTF-8", xml_declaration=True) + b"\n"
