/* tinyvm start: start a guest that tinyvm defined; done when its banner is seen. */
#include "clock.h"
#include "domain.h"
#include "errand.h"
#include "job.h"
#include "resident.h"

#include <stddef.h>

#define TIMEOUT 60 /* seconds until the banner */
#define GRACE 30   /* seconds more for libvirt to say that it has failed */

struct args {
    struct common common;
    const char *name;
    long timeout;
};

static const struct option_row options[] = {
    ROW_CONNECT,
    {0, "timeout", OPTION_NUMBER, offsetof(struct args, timeout), "SEC",
     "how long the banner may take (default: 60)"},
    ROW_IMAGE_DIR,
    {0},
};

static int validate(void *arguments, const struct operands *operands, struct error *e)
{
    struct args *args = arguments;

    return cmd_domain_name(operands, &args->name, e) < 0
               ? -1
               : cmd_seconds("timeout", args->timeout, e);
}

static int start(struct job *job, struct guest *guest, struct error *e)
{
    const struct args *args = job->args;
    int64_t deadline = clock_deadline(args->timeout * 1000);
    virDomainPtr domain = domain_find_defined(&job->host, args->name, e);

    errand_expect(deadline + GRACE * NS_PER_S);
    if (!domain || guest_adopt(guest, domain, e) < 0)
        return -1;
    return resident_start(guest, job->catalogue.banner, deadline, e);
}

static int act(struct job *job, struct error *e)
{
    struct guest *guest = calloc(1, sizeof *guest);
    int result;

    if (!guest)
        return error_set(e, CODE_MEMORY_OUT, "no memory");
    guest_init(guest, &job->host);
    result = start(job, guest, e);
    guest_done(guest);
    free(guest);
    return result;
}

const struct verb verb_start = {
    .name = "start",
    .operands = "NAME",
    .summary = "Start a guest that tinyvm defined; return when its banner is seen",
    .example = "tinyvm start demo && tinyvm stop demo",
    .options = options,
    .max_operands = 1,
    .args_size = sizeof(struct args),
    .defaults = &(const struct args){.timeout = TIMEOUT},
    .needs = JOB_CATALOGUE | JOB_LOOP | JOB_HOST,
    .validate = validate,
    .act = act,
};
