/* tinyvm stop: press the button of a guest that tinyvm defined; done when it is off. */
#include "cmd.h"
#include "domain.h"
#include "loop.h"
#include "shutdown.h"

#include <stddef.h>

/* A press that comes before the guest has armed its button is lost, so it is repeated. */
#define PRESS_AGAIN 2 /* seconds */

struct args {
    const char *uri, *name;
    struct shutdown_policy policy;
};

static const struct option_row options[] = {
    ROW_CONNECT(struct args),
    {0, "timeout", OPTION_NUMBER, offsetof(struct args, policy.timeout), "SEC",
     "how long the guest may take (default: 60)"},
    {0},
};

struct job {
    const struct verb *verb;
    const struct args *args;
};

static int stop(const struct args *args, struct host *host, struct error *e)
{
    struct shutdown *s = calloc(1, sizeof *s);
    virDomainPtr domain = s ? domain_find_defined(host, args->name, e) : NULL;
    int result = -1;

    if (!s)
        return error_set(e, CODE_MEMORY_OUT, "no memory");
    if (domain) {
        result = shutdown_init(s, domain, &args->policy, e);
        host->mailbox = &s->mailbox;
        if (result == 0)
            result = shutdown_run(s, e);
        if (result < 0)
            error_wrap(e, "domain '%s'", args->name);
        host->mailbox = NULL;
        shutdown_done(s);
    }
    free(s);
    return result;
}

static int work(void *arg)
{
    const struct job *job = arg;
    struct error e = {0}, closing = {0};
    struct host host = {0};
    int status = CLASS_OK;

    if (host_open(&host, job->args->uri, &e) < 0 || stop(job->args, &host, &e) < 0)
        status = cmd_fail(job->verb, &e);
    if (host_close(&host, &closing) < 0 && status == CLASS_OK)
        status = cmd_fail(job->verb, &closing);
    error_clear(&e);
    error_clear(&closing);
    return status;
}

static int run(const struct verb *verb, int argc, char **argv)
{
    struct args args = {.policy = {.mode = VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN,
                                   .timeout = SHUTDOWN_TIMEOUT,
                                   .press_again = PRESS_AGAIN}};
    struct job job = {verb, &args};
    _cleanup_error_ struct error e = {0};
    struct operands operands;
    int status = cmd_parse(verb, argc, argv, &args, &operands, 1);

    if (status >= 0)
        return status;
    if (cmd_domain_name(&operands, &args.name, &e) < 0 ||
        cmd_seconds("timeout", args.policy.timeout, &e) < 0 || loop_init(&e) < 0)
        return cmd_fail(verb, &e);
    return loop_run(work, &job);
}

const struct verb verb_stop = {
    .name = "stop",
    .operands = "NAME",
    .summary = "Press the button of a guest that tinyvm defined; return when it is off",
    .example = "tinyvm stop demo",
    .options = options,
    .run = run,
};
