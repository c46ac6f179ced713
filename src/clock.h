/* Time on the monotonic clock, in nanoseconds: immune to the wall clock's jumps. */
#pragma once

#include <stdint.h>
#include <time.h>

#define NS_PER_MS INT64_C(1000000)
#define NS_PER_S INT64_C(1000000000)

/* Nanoseconds since an arbitrary start. */
int64_t clock_now(void);

/* The moment `ms` milliseconds from now. */
int64_t clock_deadline(int64_t ms);

/* As a timespec of CLOCK_MONOTONIC, for pthread_cond_timedwait. */
struct timespec clock_timespec(int64_t ns);
