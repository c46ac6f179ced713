/* One phase of a check at a time, each on a thread of its own, as libvirt's calls know no
 * deadline: a phase that does not come back is given up, and the check goes on without
 * it to what must be cleaned up. */
#pragma once

#include "check.h"
#include "rescue.h"

struct step;

struct check_steps {
    struct check *check; /* not to be touched while a phase is stuck with it */
    struct rescue rescue;
    struct errand *stuck; /* the phase that has not come back, or null */
    struct step *step;    /* what it does */
};

/* Run a phase to its end, to its deadline and STEP_GRACE_MS more for it to say so itself,
 * or until cancelled and STEP_CANCEL_MS more; the last phase in a hurry, until libvirt
 * has not answered for STEP_HURRY_MS.  Then its job at the host is aborted, and it has
 * STEP_ABORT_MS left.  Not when another is stuck. */
#define STEP_GRACE_MS 5000
#define STEP_CANCEL_MS 2000
#define STEP_HURRY_MS 4000
#define STEP_ABORT_MS 4000
long check_step_timeout(const struct check_request *request, const struct phase *phase);
struct phase_result check_step(struct check_steps *s, const struct phase *phase);

/* Whether the stuck phase comes back before the deadline after all: then none is stuck.
 */
bool check_step_retake(struct check_steps *s, int64_t deadline);

/* Give the stuck phase up for good: the check is its thread's to clean up and free. */
void check_step_forget(struct check_steps *s);
