/* The last sign of life that libvirt gave: for as long as it gives some, a second signal
 * lets tinyvm clean up to the end (loop.h). */
#pragma once

#include <stdint.h>

/* A call to libvirt begins, which the one before did not keep from it.  Any thread. */
void pulse_beat(void);

/* When that was, as clock_now() tells it; 0 if never. */
int64_t pulse_last(void);
