/* An order to a domain that its QEMU may never answer: given on another thread, and
 * waited for until a deadline. */
#pragma once

#include "vir-auto.h"

#include <stdint.h>

enum order { ORDER_SHUTDOWN, ORDER_DESTROY };

enum order_end {
    ORDER_DONE,
    ORDER_REFUSED, /* the error holds libvirt's reason, and *why its number */
    ORDER_LOST,    /* the error is CODE_STUCK, or CODE_CANCELLED */
};

/* `flags` are virDomainShutdownFlags()'s.  A QEMU that goes away while it is asked has
 * done what it was told. */
enum order_end order_give(virDomainPtr domain, enum order order, unsigned flags,
                          int64_t deadline, int *why, struct error *e);
