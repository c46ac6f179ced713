/* One after the other: what two tinyvm must not do to a host at the same time, such as to
 * make the pool that both need, or to remove it while the other fills it. */
#pragma once

#include "error.h"

/* Wait until no other tinyvm on this machine has the turn; it ends when *fd is closed, or
 * with the process.  Best effort: after TURN_PATIENCE seconds, or where files cannot be
 * locked, the caller goes on without it.  0, or -1 with CODE_CANCELLED. */
#define TURN_PATIENCE 30
_must_check_ int turn_take(int *fd, struct error *e);
