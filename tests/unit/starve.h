/* Running something with each of its allocations failing in turn. */
#pragma once

/* What happened when memory ran out; a work must not assert while it is short. */
enum outcome {
    RIGHT, /* all there, as if nothing had happened */
    CLEAN, /* it failed and said so, in the way that is its own */
    WRONG,
};

/* Run `work` with each allocation failing, alone and with all that follow.  It must never
 * be WRONG, never leak, and be RIGHT once nothing fails. */
void starve(enum outcome (*work)(void));
