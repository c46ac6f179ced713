/* Opening a connection with a deadline, which libvirt itself does not know: a daemon that
 * accepts and never answers would hold the caller for ever. */
#pragma once

#include "vir-auto.h"

#include <stdint.h>

enum dial_end {
    DIAL_CONNECTED,
    DIAL_REFUSED, /* *why says why; virFreeError() it */
    DIAL_NO_ANSWER,
    DIAL_CANCELLED,
    DIAL_NO_MEANS, /* no memory or no thread to try it with */
};

/* Open `uri` (null: libvirt's default) before the deadline, clock_now() based; with
 * `heed`, unless cancelled. */
enum dial_end dial(const char *uri, int64_t deadline, bool heed, virConnectPtr *conn,
                   virErrorPtr *why);
