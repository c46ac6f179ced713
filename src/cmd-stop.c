/* tinyvm stop: press the button of a guest that tinyvm defined; done when it is off. */
#include "domain.h"
#include "job.h"
#include "shutdown.h"

#include <stddef.h>

/* A press that comes before the guest has armed its button is lost, so it is repeated. */
#define PRESS_AGAIN 2 /* seconds */

struct args {
    struct common common;
    const char *name;
    struct shutdown_policy policy;
};

static const struct option_row options[] = {
    ROW_CONNECT,
    {0, "timeout", OPTION_NUMBER, offsetof(struct args, policy.timeout), "SEC",
     "how long the guest may take (default: 60)"},
    {0, "clean", OPTION_FLAG, offsetof(struct args, policy.judge_past), NULL,
     "fail too if it is off, but not by itself"},
    {0},
};

static int validate(void *arguments, const struct operands *operands, struct error *e)
{
    struct args *args = arguments;

    return cmd_domain_name(operands, &args->name, e) < 0
               ? -1
               : cmd_seconds("timeout", args->policy.timeout, e);
}

static int stop(struct shutdown *s, struct host *host, const struct args *args,
                struct error *e)
{
    virDomainPtr domain = domain_find_defined(host, args->name, e);
    int result;

    if (!domain)
        return -1;
    result = shutdown_init(s, domain, &args->policy, e);
    host->mailbox = &s->mailbox;
    if (result == 0)
        result = shutdown_run(s, e);
    if (result < 0)
        error_wrap(e, "domain '%s'", args->name);
    host->mailbox = NULL;
    shutdown_done(s);
    return result;
}

static int act(struct job *job, struct error *e)
{
    struct shutdown *s = calloc(1, sizeof *s);
    int result = s ? stop(s, &job->host, job->args, e)
                   : error_set(e, CODE_MEMORY_OUT, "no memory");

    free(s);
    return result;
}

const struct verb verb_stop = {
    .name = "stop",
    .operands = "NAME",
    .summary = "Press a defined guest's power button; return when it is off",
    .example = "tinyvm stop demo",
    .options = options,
    .max_operands = 1,
    .args_size = sizeof(struct args),
    .defaults =
        &(const struct args){.policy = {.mode = VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN,
                                        .timeout = SHUTDOWN_TIMEOUT,
                                        .press_again = PRESS_AGAIN}},
    .needs = JOB_LOOP | JOB_HOST,
    .validate = validate,
    .act = act,
};
