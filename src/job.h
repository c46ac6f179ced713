/* One run of a verb, from its arguments to its exit status: what all verbs do alike
 * around what each does. */
#pragma once

#include "cmd.h"
#include "host.h"
#include "image.h"

struct job {
    const struct verb *verb;
    void
        *args; /* the verb's own, parsed and validated; they begin with a struct common */
    struct operands operands;
    struct catalogue catalogue; /* with JOB_CATALOGUE */
    struct host
        host;   /* with JOB_HOST, or opened by the verb; its mailbox is the verb's */
    int status; /* what the program will exit with */
};

/* Parse and validate, provide what the verb needs, let it act, put it away.  Every error
 * is printed here, or by job_fail().  Returns the exit status. */
int job_run(const struct verb *verb, int argc, char **argv);

/* Seconds for a verb that connects to do what it does, until it says otherwise
 * (errand_expect()), and after an interrupt.  Then it is given up. */
#define JOB_PATIENCE 120
#define JOB_CANCEL_PATIENCE 30

/* For a verb that goes on after an error: print it.  The first one's exit status stays.
 */
void job_fail(struct job *job, const struct error *e);
