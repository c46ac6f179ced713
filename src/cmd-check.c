/* tinyvm check: does this host run guests, and do they exit cleanly? */
#include "check.h"
#include "cmd.h"
#include "loop.h"
#include "output.h"

#include <stddef.h>

struct args {
    const char *uri, *image_dir;
    struct spec spec;
    struct option_list timeouts, exercises, outputs;
};

static const struct option_row options[] = {
    ROW_CONNECT(struct args),
    ROWS_SPEC(struct args),
    {'e', "exercise", OPTION_LIST, offsetof(struct args, exercises), "LIST",
     "put the guest through these, or all: suspend, …"},
    {0, "timeout", OPTION_LIST, offsetof(struct args, timeouts), "[PHASE=]SEC",
     "how long a phase, or each, may take"},
    {0, "output", OPTION_LIST, offsetof(struct args, outputs), "FORMAT[:FILE]",
     "human, json, jsonl, junit, tap, nagios, prometheus"},
    ROW_IMAGE_DIR(struct args),
    {0},
};

struct job {
    struct check_request request;
    struct outputs outputs;
    struct totals totals;
};

static int work(void *arg)
{
    struct job *job = arg;
    struct reporter *reporters = outputs_list(&job->outputs);
    struct run run = {.number = 1};

    report_begin(reporters, 1);
    check_run(&job->request, reporters, &run);
    totals_add(&job->totals, &run);
    job->totals.duration = run.duration;
    report_finish(reporters, &job->totals);
    run_clear(&run);
    return job->totals.exit_status;
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
    struct job job = {0};
    _cleanup_error_ struct error e = {0}, lost = {0};
    struct operands operands;
    int status = cmd_parse(verb, argc, argv, &args, &operands, 0);

    if (status >= 0)
        return status;
    if (outputs_parse(&job.outputs, &args.outputs, &e) < 0 ||
        fill_request(&job.request, &args, &e) < 0 || outputs_open(&job.outputs, &e) < 0 ||
        loop_init(&e) < 0)
        status = cmd_fail(verb, &e);
    else
        status = loop_run(work, &job, NULL);
    if (outputs_close(&job.outputs, &job.totals, &lost) < 0) {
        int unreported = cmd_fail(verb, &lost);

        status = status ? status : unreported;
    }
    return outputs_exit_status(&job.outputs, status, e.code ? &e : NULL);
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
