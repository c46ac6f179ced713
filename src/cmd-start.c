/* tinyvm start: start a guest that tinyvm defined; done when its banner is seen. */
#include "clock.h"
#include "cmd.h"
#include "domain.h"
#include "image.h"
#include "loop.h"
#include "resident.h"

#include <stddef.h>

#define TIMEOUT 60 /* seconds until the banner */

struct args {
    const char *uri, *image_dir, *name;
    long timeout;
};

static const struct option_row options[] = {
    ROW_CONNECT(struct args),
    {0, "timeout", OPTION_NUMBER, offsetof(struct args, timeout), "SEC",
     "how long the banner may take (default: 60)"},
    ROW_IMAGE_DIR(struct args),
    {0},
};

struct job {
    const struct verb *verb;
    const struct args *args;
};

static int start(const struct args *args, struct guest *guest, struct error *e)
{
    int64_t deadline = clock_deadline(args->timeout * 1000);
    _cleanup_catalogue_ struct catalogue catalogue = {0};
    virDomainPtr domain;

    if (catalogue_read(&catalogue, cmd_image_dir(args->image_dir), e) < 0)
        return -1;
    if (host_open(guest->host, args->uri, e) < 0 ||
        !(domain = domain_find_defined(guest->host, args->name, e)))
        return -1;
    return guest_adopt(guest, domain, e) < 0
               ? -1
               : resident_start(guest, catalogue.banner, deadline, e);
}

static int work(void *arg)
{
    const struct job *job = arg;
    struct guest *guest = calloc(1, sizeof *guest);
    struct error e = {0}, closing = {0};
    struct host host = {0};
    int status = CLASS_OK;

    if (!guest)
        return CLASS_UNCHECKED;
    guest_init(guest, &host);
    if (start(job->args, guest, &e) < 0)
        status = cmd_fail(job->verb, &e);
    guest_done(guest);
    if (host_close(&host, &closing) < 0 && status == CLASS_OK)
        status = cmd_fail(job->verb, &closing);
    free(guest);
    error_clear(&e);
    error_clear(&closing);
    return status;
}

static int run(const struct verb *verb, int argc, char **argv)
{
    struct args args = {.timeout = TIMEOUT};
    struct job job = {verb, &args};
    _cleanup_error_ struct error e = {0};
    struct operands operands;
    int status = cmd_parse(verb, argc, argv, &args, &operands, 1);

    if (status >= 0)
        return status;
    if (cmd_domain_name(&operands, &args.name, &e) < 0 ||
        cmd_seconds("timeout", args.timeout, &e) < 0 || loop_init(&e) < 0)
        return cmd_fail(verb, &e);
    return loop_run(work, &job);
}

const struct verb verb_start = {
    .name = "start",
    .operands = "NAME",
    .summary = "Start a guest that tinyvm defined, and return when its banner is seen",
    .example = "tinyvm start demo && tinyvm stop demo",
    .options = options,
    .run = run,
};
