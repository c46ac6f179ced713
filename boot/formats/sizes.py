"""The sizes that firmware, formats and importers force on an image, in bytes.

Each is stated once, here, with its reason; the writers and the tests use these names.
"""
SECTOR = 512
MIB = 1 << 20

# SeaBIOS gives a disk cylinders of 16 heads x 63 sectors and refuses one that has none
# (src/block.c, get_translation and setup_translation): on every bus but i440fx IDE a
# smaller disk is "not bootable".
LEAST_BOOTABLE = 16 * 63 * SECTOR

# Storage of Proxmox VE (LVM extents, ZFS volumes) and VHDX (MS-VHDX 2.2, regions and
# payload blocks) count in whole MiB; the least such size above LEAST_BOOTABLE is one.
DISK = 1 * MIB

# 3.5" high density: 80 cylinders x 2 heads x 18 sectors (ECMA-147).
FLOPPY = 80 * 2 * 18 * SECTOR

# Microsoft's virtual disk service makes no disk below 3 MiB (Virtual Server 2005 SDK,
# IVMVirtualServer::CreateDynamicVirtualHardDisk, VM_E_IMAGE_SIZE_TOO_SMALL).  Whether
# Hyper-V opens a smaller one is not documented, so it is not asked to.
HYPERV_DISK = 3 * MIB

# Azure takes fixed VHDs of whole MiB, from 20 MiB on, footer not counted (Azure Compute
# REST API, Disks, CreationData.uploadSizeBytes: 20972032 = 20 MiB + 512 at least).
AZURE_DISK = 20 * MIB


def padded(data, unit):
    """Return data with zeros added up to a whole number of units (bytes)."""
    return data + bytes(-len(data) % unit)
