/* A malloc that fails when it is told to, for the program under test and every library
 * that it uses.  One thread only. */
#pragma once

/* From now on count; the `nth` allocation (from 1) fails, and if `lasting` so do all that
 * follow.  0: none fails. */
void failing_start(long nth, int lasting);

/* Stop failing and counting. */
void failing_stop(void);

/* Allocations between start and stop, those that failed among them. */
long failing_count(void);

/* Blocks that were allocated between start and stop and not freed. */
long failing_live(void);

/* The library function whose allocation was the first to fail, "" if it has no name. */
const char *failing_where(void);
