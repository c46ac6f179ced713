/* A call that may block for ever, as those into libvirt do when a daemon or a QEMU hangs:
 * it is made on a thread of its own, waited for until a deadline, and given up after. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct errand; /* opaque: shared by the two threads; who comes last frees it */

/* Call `work(arg)` on a thread.  If the errand is given up, that thread calls `drop(arg)`
 * whenever the work comes back; else `arg` stays the caller's.  Null without a thread. */
struct errand *errand_start(void (*work)(void *arg), void (*drop)(void *arg), void *arg);

enum errand_end {
    ERRAND_BACK,
    ERRAND_LATE,      /* the deadline has passed */
    ERRAND_CANCELLED, /* what is heeded has come */
};

/* What else ends a wait: a signal that asks tinyvm to end, or only a second one. */
enum errand_heed { HEED_NOTHING, HEED_CANCEL, HEED_HURRY };

/* Wait until the work is done or the deadline (clock_now() based) passes, or until what
 * is heeded comes.  May be called again. */
enum errand_end errand_wait(struct errand *errand, int64_t deadline,
                            enum errand_heed heed);

/* From the work, on its thread: whoever waits for it shall do so until this deadline and
 * no longer, until the next one is said.  On other threads nothing happens. */
void errand_expect(int64_t deadline);

/* Done with it: true if the work is done, and then `arg` is the caller's again; false if
 * it is given up, with `arg`. */
bool errand_leave(struct errand *errand);

/* How many that were given up are still away: with any, a program must not end by way of
 * exit(3), which would pull the libraries away from under them. */
size_t errand_strays(void);
