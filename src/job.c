/* See job.h. */
#include "job.h"
#include "loop.h"

#include <string.h>

void job_fail(struct job *job, const struct error *e)
{
    int status = cmd_fail(job->verb, e);

    if (job->status == CLASS_OK)
        job->status = status;
}

static int act(void *arg)
{
    struct job *job = arg;
    const struct common *common = job->args;
    _cleanup_error_ struct error e = {0}, closing = {0};

    if ((job->verb->needs & JOB_HOST && host_open(&job->host, common->uri, &e) < 0) ||
        job->verb->act(job, &e) < 0)
        job_fail(job, &e);
    if (host_close(&job->host, &closing) < 0 && job->status == CLASS_OK)
        job_fail(job, &closing);
    return job->status;
}

/* What is wrong with the request, or with what it needs, is said before anything starts.
 */
static int prepare(struct job *job, struct error *e)
{
    const struct verb *verb = job->verb;
    const struct common *common = job->args;

    if (verb->validate && verb->validate(job->args, &job->operands, e) < 0)
        return -1;
    if (verb->needs & JOB_CATALOGUE &&
        catalogue_read(&job->catalogue, cmd_image_dir(common->image_dir), e) < 0)
        return -1;
    return verb->needs & JOB_LOOP ? loop_init(e) : 0;
}

static int run(struct job *job)
{
    _cleanup_error_ struct error e = {0};
    int status;

    if (prepare(job, &e) < 0)
        return cmd_fail(job->verb, &e);
    status = job->verb->needs & JOB_LOOP ? loop_run(act, job, &e) : act(job);
    if (status < 0)
        return cmd_fail(job->verb, &e);
    return status ? status : cmd_flush(job->verb);
}

int job_run(const struct verb *verb, int argc, char **argv)
{
    _cleanup_free_ void *args = calloc(1, verb->args_size);
    struct job job = {.verb = verb, .args = args};
    _cleanup_error_ struct error e = {0};
    int status;

    if (!args) {
        error_set(&e, CODE_MEMORY_OUT, "no memory");
        return cmd_fail(verb, &e);
    }
    if (verb->defaults)
        memcpy(args, verb->defaults, verb->args_size);
    status = cmd_parse(verb, argc, argv, args, &job.operands, verb->max_operands);
    if (status < 0)
        status = run(&job);
    catalogue_clear(&job.catalogue);
    return status;
}
