/* What a domain's lifecycle events say about how its life went and ended.
 *
 * On QEMU (measured, libvirt 9.0): the guest powers off: SHUTDOWN (guest), STOPPED
 * (shutdown); destroyed: SHUTDOWN (host), STOPPED (destroyed); QEMU told to quit by its
 * host: SHUTDOWN (host), STOPPED (shutdown), so that only the first tells it from a clean
 * exit; QEMU killed: STOPPED (failed). */
#pragma once

#include "events.h"

#include <stdbool.h>

struct life {
    bool shutdown, stopped, crashed, paused;
    bool suspended;                      /* its CPUs stand still, for whatever reason */
    bool rebooted;                       /* it came back at least once */
    int shutdown_detail, stopped_detail; /* virDomainEvent…DetailType */
};

/* How long the news of an end may be behind a call that failed of it, in milliseconds. */
#define LIFE_LAST_EVENT_MS 3000

void life_take(struct life *life, struct mail_event event);

/* CODE_OK if it ended by the guest's own hand, else what it was: CODE_NOT_CLEAN (the host
 * made QEMU quit), CODE_DESTROYED, CODE_CRASHED; CODE_BUTTON_IGNORED while it has not
 * ended and shows no sign of it. */
enum code life_ending(const struct life *life);

/* "SHUTDOWN (guest), STOPPED (shutdown)".  A new string, or null when out of memory. */
char *life_describe(const struct life *life);
