/* An exercise with a guest of its own, beside the check's and at the same host: for what
 * the check's guest has not (struct phase: wants_…) or would not survive. */
#pragma once

#include "check.h"

/* Create it as the exercise wants it, paused, its console open.  *own, with its guest,
 * dialogue, plan and ledger, shares the rest with `c`.  PHASE_SKIPPED with the reason as
 * detail when this host cannot have such a guest.  Call apart_end() in every case. */
enum phase_end apart_create(struct check **own, struct check *c,
                            const struct phase *wants, char **detail, struct error *e);

/* The same, then let it run and hear its banner. */
enum phase_end apart_start(struct check **own, struct check *c, const struct phase *wants,
                           char **detail, struct error *e);

/* Press its button, or use `flags` of virDomainShutdownFlags(), and see it go cleanly. */
_must_check_ int apart_stop(struct check *own, unsigned flags, struct error *e);

/* Remove what there still is of it, prove that and free it (null is allowed).  Returns
 * `end`, or PHASE_FAILED if something is left. */
enum phase_end apart_end(struct check *own, struct check *c, enum phase_end end,
                         struct error *e);
