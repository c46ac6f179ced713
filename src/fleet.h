/* Many checks: every combination of a matrix, any number of times, on any number of hosts
 * at once, some at a time on each. */
#pragma once

#include "check.h"
#include "matrix.h"

#define FLEET_JOBS_MAX 64

struct fleet_request {
    struct check_request check; /* but for the URI and the spec, which vary */
    struct matrix matrix;
    char *const
        *uris; /* borrowed; none means libvirt's default, or without a daemon embed */
    size_t n_uris;
    long jobs;   /* checks at a time on each host */
    long repeat; /* times for each combination */
    bool fail_fast;
};

/* Run them all and count.  Memory does not grow with the number of runs.  0, or -1 with
 * CODE_MEMORY_OUT and nothing run. */
_must_check_ int fleet_run(const struct fleet_request *request,
                           struct reporter *reporters, struct totals *totals,
                           struct error *e);
