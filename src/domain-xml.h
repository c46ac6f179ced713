/* Domain XML of a minimal guest (https://libvirt.org/formatdomain.html). */
#pragma once

#include "mark.h"
#include "spec.h"

/* Where the guest's medium lies, as the hypervisor's host sees it.  Strings borrowed. */
struct disk {
    const char *path;
    const char *driver; /* QEMU's block driver */
    const char *device; /* disk, cdrom or floppy */
    const char *bus;    /* null: the natural one of device and machine */
    bool readonly;
    bool
        keep_owner; /* forbid libvirt's chown, which it never undoes on read-only media */
};

/* Everything that the XML says.  Strings borrowed; uuid may be null (libvirt chooses). */
struct domain_plan {
    const char *name, *uuid;
    const char *virt_type; /* kvm or qemu: resolved */
    const char *machine;   /* resolved */
    long memory;           /* MiB */
    struct disk disk;
    bool video; /* a VGA */
    bool agent; /* a guest agent's channel; no agent is in the guest */
    /* Elements of another domain's XML, to be repeated; null: there are none. */
    const char *features; /* null: <features><acpi/></features> */
    const char *copied;   /* of <domain>'s other children */
    struct mark mark;
};

/* A new string, or null when out of memory. */
char *domain_xml(const struct domain_plan *plan);

/* SHA-256 in hexadecimal of the plan without its UUID and mark: two plans with the same
 * fingerprint define the same machine.  A new string, or null when out of memory. */
char *domain_fingerprint(const struct domain_plan *plan);

/* The bus that a disk goes to when none was asked for. */
const char *domain_natural_bus(const char *device, const char *machine);
