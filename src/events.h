/* A domain's lifecycle events into a mailbox. */
#pragma once

#include "mailbox.h"
#include "vir-auto.h"

/* The type of a mail_event that is not a lifecycle event: the guest came back from a
 * reset, its own reboot, or a power-off with on_poweroff 'restart'. */
#define EVENTS_REBOOT (-1)

struct events; /* opaque: the event loop's callbacks share it */

/* Post the lifecycle events and reboots of the domain with this UUID, which need not
 * exist yet, to `mailbox`, which must outlive the subscription.  Null with CODE_START. */
struct events *events_subscribe(virConnectPtr conn, const char *uuid,
                                struct mailbox *mailbox, struct error *e);

/* The same for a domain that exists: several can be watched through one connection. */
struct events *events_watch(virDomainPtr domain, struct mailbox *mailbox,
                            struct error *e);

/* End it; null is allowed.  After this nothing more is posted. */
void events_unsubscribe(struct events *events);

/* "SHUTDOWN (guest)", as virDomainEventType and its details are called.  Static storage
 * of the calling thread, valid until its next call. */
const char *events_describe(struct mail_event event);
