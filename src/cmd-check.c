/* tinyvm check: does this host run guests, and do they exit cleanly? */
#include "check.h"
#include "cmd.h"
#include "loop.h"

#include <stddef.h>

struct args {
    const char *uri, *image_dir;
    struct spec spec;
    struct option_list timeouts, exercises;
};

static const struct option_row options[] = {
    ROW_CONNECT(struct args),
    ROWS_SPEC(struct args),
    {'e', "exercise", OPTION_LIST, offsetof(struct args, exercises), "LIST",
     "put the guest through these, or all: suspend, …"},
    {0, "timeout", OPTION_LIST, offsetof(struct args, timeouts), "[PHASE=]SEC",
     "how long a phase, or each, may take"},
    ROW_IMAGE_DIR(struct args),
    {0},
};

struct job {
    struct check_request request;
    struct reporter human;
};

static int work(void *arg)
{
    struct job *job = arg;
    struct run run = {.number = 1};
    struct totals totals = {0};

    report_begin(&job->human);
    check_run(&job->request, &job->human, &run);
    totals_add(&totals, &run);
    totals.duration = run.duration;
    report_finish(&job->human, &totals);
    run_clear(&run);
    return totals.exit_status;
}

static int fill_request(struct check_request *request, const struct args *args,
                        struct error *e)
{
    request->uri = cmd_uri(args->uri);
    request->image_dir = cmd_image_dir(args->image_dir);
    request->spec = args->spec;
    if (spec_validate(&request->spec, e) < 0)
        return -1;
    for (size_t i = 0; i < args->timeouts.n; i++)
        if (check_add_timeout(request, args->timeouts.items[i], e) < 0)
            return -1;
    for (size_t i = 0; i < args->exercises.n; i++)
        if (check_add_exercises(request, args->exercises.items[i], e) < 0)
            return -1;
    return 0;
}

static int run(const struct verb *verb, int argc, char **argv)
{
    struct args args = {.spec = spec_default};
    struct job job = {.human = {.format = &report_human, .out = stdout}};
    _cleanup_error_ struct error e = {0};
    struct operands operands;
    int status = cmd_parse(verb, argc, argv, &args, &operands, 0);

    if (status >= 0)
        return status;
    if (fill_request(&job.request, &args, &e) < 0 || loop_init(&e) < 0)
        return cmd_fail(verb, &e);
    status = loop_run(work, &job, NULL);
    return status ? status : cmd_flush(verb);
}

const struct verb verb_check = {
    .name = "check",
    .operands = "",
    .summary =
        "Start a real guest, talk to it, press its power button, prove its clean exit",
    .example = "tinyvm check --machine q35",
    .options = options,
    .run = run,
};
