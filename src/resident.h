/* Persistent guests of tinyvm's own, started and stopped for units and scripts. */
#pragma once

#include "dialogue.h"

/* Start the guest's domain paused, open its console, let it run, and wait for its banner.
 * One that runs already, or that wakes from a managed save, cannot print it any more: it
 * answers a random line instead.  0, or -1 with CODE_START or what console.h and
 * dialogue.h name; a guest that started and did not speak is left running.  `guest` is
 * guest_adopt()'s. */
_must_check_ int resident_start(struct guest *guest, const char *banner, int64_t deadline,
                                struct error *e);
