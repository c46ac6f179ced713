/* What guest is wanted: the options of define and check as data. */
#pragma once

#include "error.h"

#include <stdbool.h>

#define SPEC_NAME_MAX 64 /* bytes; leaves room in socket and file names made of it */
#define SPEC_MEMORY_DEFAULT 16 /* MiB; the guest itself needs less than one */
#define SPEC_MEMORY_MIN 2      /* MiB; with less, SeaBIOS cannot boot (measured) */
#define SPEC_MEMORY_MAX 1048576

/* Strings are borrowed from the command line or from static storage.  A null machine is
 * the hypervisor's first choice of pc and q35; a null bus is the image's natural one. */
struct spec {
    const char *name;
    const char *machine;
    const char *virt_type; /* auto, kvm or qemu */
    const char *image;     /* the catalogue's word for a format, e.g. raw */
    const char *bus;       /* virtio, scsi, sata, ide, usb or fdc */
    long memory;           /* MiB */
    bool autostart;
};

/* As an initialiser, and as a constant. */
#define SPEC_DEFAULT                                                                     \
    {                                                                                    \
        .name = "tinyvm", .virt_type = "auto", .image = "raw",                           \
        .memory = SPEC_MEMORY_DEFAULT                                                    \
    }
extern const struct spec spec_default;
extern const char *const spec_virt_types[]; /* null-terminated, as are the buses */
extern const char *const spec_buses[];

/* 0, or -1 with CODE_NAME_INVALID, CODE_MEMORY or CODE_USAGE. */
_must_check_ int spec_validate(const struct spec *spec, struct error *e);

/* As spec_validate() for a name alone. */
_must_check_ int spec_validate_name(const char *name, struct error *e);
