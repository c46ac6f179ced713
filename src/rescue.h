/* What a check has made and cannot remove itself any more, because a call into libvirt
 * has not come back or its connection is broken: found by its run id over a connection
 * of its own, and removed. */
#pragma once

#include "errand.h"
#include "error.h"
#include "run-id.h"

#define RESCUE_HOSTS 2 /* where a guest starts, and where it may migrate to */

struct rescue {
    const char *uris[RESCUE_HOSTS]; /* borrowed for as long as the program runs */
    size_t n_hosts;
    char run[RUN_ID_SIZE];
};

/* Ask libvirt to abort what the run's domains are busy with (save, migration, snapshot),
 * so that the call for it comes back.  Returns at once; null without a thread. */
struct rescue_abort *rescue_abort(const struct rescue *r);

/* Stop waiting for that (null is allowed): whether the daemon has told a new connection
 * what domains it has. */
bool rescue_abort_end(struct rescue_abort *a);

/* Ask something harmless of QEMU, by way of the daemon, if a domain of the run is there:
 * one that is stopped does not answer. */
#define RESCUE_ANSWER_MS 3000
enum rescue_answer { RESCUE_ANSWERED, RESCUE_QEMU_SILENT, RESCUE_DAEMON_SILENT };
enum rescue_answer rescue_ask(const struct rescue *r);

/* Remove its domains, or everything, before the deadline (clock_now() based), at all
 * hosts at once.  0, or -1 with CODE_LEFTOVERS. */
enum rescue_what { RESCUE_DOMAINS, RESCUE_ALL };
_must_check_ int rescue_run(const struct rescue *r, enum rescue_what what,
                            int64_t deadline, struct error *e);
