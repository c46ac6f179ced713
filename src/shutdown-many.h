/* Several domains on their way down at once, each on a thread of its own, since libvirt's
 * calls block: one that waits for its agent does not hold up the others. */
#pragma once

#include "shutdown.h"

#include <stdatomic.h>

struct shutdown_target {
    const char *name; /* as the caller calls it; borrowed */
    struct shutdown shutdown;
    int result; /* of shutdown_run(), and its error */
    struct error error;
    pthread_t thread;
    struct mailbox *hub;
    atomic_bool ended;
    bool started, watched, told;
};

struct shutdown_many {
    struct shutdown_target *targets;
    size_t n;
    /* Called on the caller's thread: as each target ends, and every second meanwhile. */
    void (*tell)(struct shutdown_target *target, void *opaque);
    void (*tick)(const struct shutdown_many *many, void *opaque);
    void *opaque;
    int64_t begun; /* clock_now() at the first press */
};

/* Find and watch all of them before any is pressed; `names` must be n and outlive it.  A
 * domain named twice is taken once.  0, or -1 with the first error: then nothing has been
 * done to any.  shutdown_many_clear() in every case. */
_must_check_ int shutdown_many_init(struct shutdown_many *many, const struct host *host,
                                    char **names, size_t n,
                                    const struct shutdown_policy *policy,
                                    struct error *e);

/* Run them all to their ends.  `hub` is the connection's mailbox (host.h). */
void shutdown_many_run(struct shutdown_many *many, struct mailbox *hub);

void shutdown_many_clear(struct shutdown_many *many);
