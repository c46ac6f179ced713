/* See pulse.h. */
#include "pulse.h"
#include "clock.h"

#include <stdatomic.h>

static atomic_llong last;

void pulse_beat(void)
{
    last = clock_now();
}

int64_t pulse_last(void)
{
    return last;
}
