/* A door that one thread opens once and another waits at: libvirt frees what its event
 * loop used some time after it was told to, and only then is a connection really free. */
#pragma once

#include "clock.h"
#include "macro.h"

#include <errno.h>
#include <semaphore.h>

#define LATCH_TIMEOUT_MS                                                                 \
    2000 /* the loop turns within milliseconds, unless it is stuck                       \
          */

struct latch {
    sem_t opened;
};

static inline void latch_init(struct latch *latch)
{
    sem_init(&latch->opened, 0, 0);
}

static inline void latch_open(struct latch *latch)
{
    sem_post(&latch->opened);
}

/* Wait and give the latch up.  False if nobody came: then it stays, for whoever is late.
 */
static inline _must_check_ int latch_wait(struct latch *latch)
{
    struct timespec until = clock_timespec(clock_deadline(LATCH_TIMEOUT_MS));

    while (sem_clockwait(&latch->opened, CLOCK_MONOTONIC, &until) < 0)
        if (errno != EINTR)
            return -1;
    sem_destroy(&latch->opened);
    return 0;
}
