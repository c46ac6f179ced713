/* tinyvm undefine: remove what tinyvm define made, and no more. */
#include "cmd.h"
#include "definition.h"
#include "loop.h"

#include <stddef.h>

struct args {
    const char *uri, *name;
};

static const struct option_row options[] = {
    ROW_CONNECT(struct args),
    {0},
};

struct job {
    const struct verb *verb;
    const struct args *args;
};

static int work(void *arg)
{
    const struct job *job = arg;
    struct error e = {0}, closing = {0};
    struct host host = {0};
    int result = host_open(&host, job->args->uri, &e), status = CLASS_OK;

    if (result == 0)
        result = definition_remove(&host, job->args->name, &e);
    if (result < 0)
        status = cmd_fail(job->verb, &e);
    else
        printf("Domain '%s' undefined at %s\n", job->args->name, host.uri);
    if (host_close(&host, &closing) < 0 && result == 0)
        status = cmd_fail(job->verb, &closing);
    error_clear(&e);
    error_clear(&closing);
    return status;
}

static int run(const struct verb *verb, int argc, char **argv)
{
    struct args args = {0};
    struct job job = {verb, &args};
    _cleanup_error_ struct error e = {0};
    struct operands operands;
    int status = cmd_parse(verb, argc, argv, &args, &operands, 1);

    if (status >= 0)
        return status;
    if (cmd_domain_name(&operands, &args.name, &e) < 0 || loop_init(&e) < 0)
        return cmd_fail(verb, &e);
    status = loop_run(work, &job);
    return status ? status : cmd_flush(verb);
}

const struct verb verb_undefine = {
    .name = "undefine",
    .operands = "NAME",
    .summary = "Remove a guest that tinyvm defined, with all that was made for it",
    .example = "tinyvm undefine demo",
    .options = options,
    .run = run,
};
