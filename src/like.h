/* --like: what of an existing domain's XML makes its power button work or not, to be
 * repeated in a throw-away guest (https://libvirt.org/formatdomain.html). */
#pragma once

#include "error.h"

#include <stdbool.h>

/* Strings owned; like_clear() frees them. */
struct like {
    char *machine, *virt_type;
    char *bus;      /* of its first disk; null: it has none that this guest could have */
    char *features; /* the element, "" if there is none */
    char *copied;   /* cpu, clock, memoryBacking and seclabel elements */
    char *remarks;  /* "; " and what is wrong, or is not the same, one after the other */
    long page;      /* MiB of a huge page that memory is made of; 0: none are */
    bool agent;     /* it has a guest agent's channel */
};

/* Read a domain's definition and, if it runs, its live XML (else null).  0, or -1 with
 * CODE_UNSUPPORTED if it is not for x86, or CODE_INTERNAL.  Zero-initialise. */
_must_check_ int like_read(struct like *like, const char *definition, const char *live,
                           struct error *e);
void like_clear(struct like *like);
