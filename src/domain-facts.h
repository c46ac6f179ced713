/* What a domain's XML says about its power button
 * (https://libvirt.org/formatdomain.html: "Hypervisor features", "Events configuration",
 * "Channel"). */
#pragma once

#include "error.h"

#include <stdbool.h>

struct domain_facts {
    bool acpi;            /* <acpi/> in <features>: without it there is no button */
    bool agent;           /* a channel for the guest agent */
    bool agent_connected; /* and somebody in the guest has it open (live XML alone) */
    bool restarts;        /* <on_poweroff> brings it back */
    bool preserves;       /* <on_poweroff> keeps what is left of it */
};

/* Read a domain's XML.  0, or -1 with CODE_INTERNAL if it is none. */
_must_check_ int domain_facts_read(struct domain_facts *facts, const char *xml,
                                   struct error *e);
