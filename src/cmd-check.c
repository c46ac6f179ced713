/* tinyvm check: does this host run guests, and do they exit cleanly? */
#include "cmd.h"
#include "fleet.h"
#include "loop.h"
#include "output.h"

#include <stddef.h>
#include <stdint.h>

struct args {
    struct common common;
    const char *like;
    struct option_list uris, machines, virt_types, images, buses, memories;
    struct option_list timeouts, exercises, outputs;
    long jobs, repeat;
    bool fail_fast;
};

static const struct option_row options[] = {
    {'c', "connect", OPTION_LIST, offsetof(struct args, uris), "URI",
     "a host; several are checked at once"},
    {'m', "machine", OPTION_LIST, offsetof(struct args, machines), "LIST|all",
     "machine types (default: pc)"},
    {0, "virt-type", OPTION_LIST, offsetof(struct args, virt_types), "LIST|all",
     "auto, kvm, qemu (default: auto)"},
    {0, "memory", OPTION_LIST, offsetof(struct args, memories), "LIST|all",
     "memory in MiB (default: 16)"},
    {'i', "image", OPTION_LIST, offsetof(struct args, images), "LIST|all",
     "images, see 'tinyvm images' (default: raw)"},
    {0, "bus", OPTION_LIST, offsetof(struct args, buses), "LIST|all",
     "virtio, scsi, sata, ide, usb or fdc (by image)"},
    {'e', "exercise", OPTION_LIST, offsetof(struct args, exercises), "LIST|all",
     "put the guest through these, e.g. suspend,save"},
    {0, "like", OPTION_STRING, offsetof(struct args, like), "DOMAIN",
     "be like this domain, which is left alone"},
    {'j', "jobs", OPTION_NUMBER, offsetof(struct args, jobs), "N",
     "guests at a time on each host (default: 1)"},
    {0, "repeat", OPTION_NUMBER, offsetof(struct args, repeat), "N",
     "check everything N times"},
    {0, "fail-fast", OPTION_FLAG, offsetof(struct args, fail_fast), NULL,
     "start nothing more after a failure"},
    {0, "timeout", OPTION_LIST, offsetof(struct args, timeouts), "[PHASE=]SEC",
     "how long a phase, or each, may take"},
    {'o', "output", OPTION_LIST, offsetof(struct args, outputs), "FORMAT[:FILE]",
     "human, json, tap, nagios, ... see the manual"},
    ROW_IMAGE_DIR,
    {0},
};

struct job {
    struct fleet_request request;
    struct outputs outputs;
    struct totals totals;
    struct error *error; /* of no check, but of what runs them */
};

static int work(void *arg)
{
    struct job *job = arg;

    if (fleet_run(&job->request, outputs_list(&job->outputs), &job->totals, job->error) <
        0)
        return -1;
    return job->totals.exit_status;
}

static int add_axis(struct axis *axis, const char *name, const struct option_list *lists,
                    struct error *e)
{
    for (size_t i = 0; i < lists->n; i++)
        if (axis_add(axis, name, lists->items[i], e) < 0)
            return -1;
    return 0;
}

/* A format that the catalogue does not know is bad input; a catalogue that cannot be read
 * is for the check to report. */
static int validate_images(const struct axis *axis, const char *dir, struct error *e)
{
    _cleanup_catalogue_ struct catalogue catalogue = {0};
    _cleanup_error_ struct error unread = {0};

    if (axis->n == 0 || catalogue_read(&catalogue, dir, &unread) < 0)
        return 0;
    for (size_t i = 0; i < axis->n; i++)
        if (!catalogue_find(&catalogue, axis->values[i], e))
            return -1;
    return 0;
}

static int fill_matrix(struct matrix *m, const struct args *args, struct error *e)
{
    if (add_axis(&m->machine, "machine", &args->machines, e) < 0 ||
        add_axis(&m->virt_type, "virt-type", &args->virt_types, e) < 0 ||
        add_axis(&m->image, "image", &args->images, e) < 0 ||
        add_axis(&m->bus, "bus", &args->buses, e) < 0 ||
        add_axis(&m->memory, "memory", &args->memories, e) < 0)
        return -1;
    if (matrix_validate(m, &spec_default, e) < 0)
        return -1;
    return validate_images(&m->image, cmd_image_dir(args->common.image_dir), e);
}

/* Naming a host in the environment is naming it: there is no falling back then. */
static void fill_uris(struct fleet_request *request, const struct args *args)
{
    static char *from_environment[1];

    request->uris = args->uris.items;
    request->n_uris = args->uris.n;
    from_environment[0] = (char *)(uintptr_t)cmd_uri(NULL);
    if (!args->uris.n && from_environment[0]) {
        request->uris = from_environment;
        request->n_uris = 1;
    }
}

static int fill_request(struct fleet_request *request, const struct args *args,
                        struct error *e)
{
    struct check_request *check = &request->check;

    if (args->jobs < 1 || args->jobs > FLEET_JOBS_MAX)
        return error_set(e, CODE_USAGE, "--jobs %ld is outside 1 to %d", args->jobs,
                         FLEET_JOBS_MAX);
    if (args->repeat < 1)
        return error_set(e, CODE_USAGE, "--repeat wants at least 1");
    check->image_dir = cmd_image_dir(args->common.image_dir);
    check->like = args->like;
    check->spec = spec_default;
    request->jobs = args->jobs;
    request->repeat = args->repeat;
    request->fail_fast = args->fail_fast;
    fill_uris(request, args);
    for (size_t i = 0; i < args->timeouts.n; i++)
        if (check_add_timeout(check, args->timeouts.items[i], e) < 0)
            return -1;
    for (size_t i = 0; i < args->exercises.n; i++)
        if (check_add_exercises(check, args->exercises.items[i], e) < 0)
            return -1;
    return fill_matrix(&request->matrix, args, e);
}

static int run(const struct verb *verb, int argc, char **argv)
{
    struct args args = {.jobs = 1, .repeat = 1};
    _cleanup_error_ struct error e = {0}, lost = {0};
    struct job job = {.error = &e};
    struct operands operands;
    int status = cmd_parse(verb, argc, argv, &args, &operands, 0);

    if (status >= 0)
        return status;
    if (outputs_parse(&job.outputs, &args.outputs, &e) < 0 ||
        fill_request(&job.request, &args, &e) < 0 || outputs_open(&job.outputs, &e) < 0 ||
        loop_init(&e) < 0 || (status = loop_run(work, &job, &e)) < 0)
        status = cmd_fail(verb, &e);
    if (outputs_close(&job.outputs, &job.totals, &lost) < 0) {
        int unreported = cmd_fail(verb, &lost);

        status = status ? status : unreported;
    }
    return outputs_exit_status(&job.outputs, status, e.code ? &e : NULL);
}

const struct verb verb_check = {
    .name = "check",
    .operands = "",
    .summary = "Start a guest, talk to it, press its button, prove its clean exit",
    .example = "tinyvm check --machine q35",
    .options = options,
    .run = run,
};
