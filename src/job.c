/* See job.h. */
#include "job.h"
#include "clock.h"
#include "errand.h"
#include "loop.h"
#include "mailbox.h"

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

static void act_apart(void *arg)
{
    errand_expect(clock_deadline(JOB_PATIENCE * 1000));
    (void)act(arg);
}

/* What is given up is all that the program does: it ends, and the rest with it. */
static void drop(void *arg _unused_)
{
}

static int give_up(const struct job *job, int64_t start)
{
    double seconds = (double)(clock_now() - start) / (double)NS_PER_S;
    bool cancelled = mailbox_cancelled();
    _cleanup_error_ struct error e = {0};

    error_set(
        &e, CODE_STUCK,
        "%sa call into libvirt has not returned after %.1f s, and what it was asked "
        "for may still come to be",
        cancelled ? "interrupted; " : "", seconds);
    return cmd_fail(job->verb, &e);
}

/* Act on a thread that can be given up, as calls into libvirt may not return. */
static int act_bounded(void *arg)
{
    struct job *job = arg;
    int64_t start = clock_now();
    struct errand *errand = errand_start(act_apart, drop, job);

    if (!errand)
        return act(job);
    if (errand_wait(errand, INT64_MAX, HEED_CANCEL) == ERRAND_CANCELLED)
        (void)errand_wait(errand, clock_deadline(JOB_CANCEL_PATIENCE * 1000),
                          HEED_NOTHING);
    return errand_leave(errand) ? job->status : give_up(job, start);
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
    status = job->verb->needs & JOB_LOOP ? loop_run(act_bounded, job, &e) : act(job);
    if (status < 0)
        return cmd_fail(job->verb, &e);
    return status ? status : cmd_flush(job->verb);
}

static void put_away(struct job *job)
{
    catalogue_clear(&job->catalogue);
    free(job->args);
    free(job);
}

int job_run(const struct verb *verb, int argc, char **argv)
{
    struct job *job = calloc(1, sizeof *job);
    _cleanup_error_ struct error e = {0};
    int status;

    if (!job || !(job->args = calloc(1, verb->args_size))) {
        free(job);
        error_set(&e, CODE_MEMORY_OUT, "no memory");
        return cmd_fail(verb, &e);
    }
    job->verb = verb;
    if (verb->defaults)
        memcpy(job->args, verb->defaults, verb->args_size);
    status = cmd_parse(verb, argc, argv, job->args, &job->operands, verb->max_operands);
    if (status < 0)
        status = run(job);
    if (errand_strays() == 0) /* a thread that is stuck may still use it */
        put_away(job);
    return status;
}
