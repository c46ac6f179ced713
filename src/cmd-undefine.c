/* tinyvm undefine: remove what tinyvm define made, and no more. */
#include "definition.h"
#include "job.h"

#include <stddef.h>

struct args {
    struct common common;
    const char *name;
};

static const struct option_row options[] = {
    ROW_CONNECT,
    {0},
};

static int validate(void *arguments, const struct operands *operands, struct error *e)
{
    struct args *args = arguments;

    return cmd_domain_name(operands, &args->name, e);
}

static int act(struct job *job, struct error *e)
{
    const struct args *args = job->args;

    if (definition_remove(&job->host, args->name, e) < 0)
        return -1;
    printf("Domain '%s' undefined at %s\n", args->name, job->host.uri);
    return 0;
}

const struct verb verb_undefine = {
    .name = "undefine",
    .operands = "NAME",
    .summary = "Remove a guest that tinyvm defined, with all that was made for it",
    .example = "tinyvm undefine demo",
    .options = options,
    .max_operands = 1,
    .args_size = sizeof(struct args),
    .needs = JOB_LOOP | JOB_HOST,
    .validate = validate,
    .act = act,
};
