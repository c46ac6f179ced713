/* tinyvm sweep: find what earlier runs left behind, show it, remove it. */
#include "cmd.h"
#include "loop.h"
#include "sweep.h"

#include <stddef.h>

struct args {
    const char *uri;
    bool dry_run;
};

static const struct option_row options[] = {
    ROW_CONNECT(struct args),
    {'n', "dry-run", OPTION_FLAG, offsetof(struct args, dry_run), NULL,
     "show what is left and remove nothing"},
    {0},
};

struct job {
    const struct verb *verb;
    const struct args *args;
};

static void print_item(const char *done, const struct leftover *item, const char *why)
{
    static const char *const kinds[] = {"domain",    "volume",    "storage pool",
                                        "directory", "directory", "saved guest"};

    printf("%s %s '%s'", done, kinds[item->kind], item->name);
    if (item->pool)
        printf(" in pool '%s'", item->pool);
    printf(": process %ld %s\n", run_id_pid(item->run), why);
}

/* Show all, remove what may go.  The worst exit status. */
static int clean(const struct job *job, const struct sweep *s, const struct host *host)
{
    int status = CLASS_OK;

    for (size_t i = 0; i < s->n; i++) {
        const struct leftover *item = &s->items[i];
        _cleanup_error_ struct error e = {0};

        if (item->owner == RUN_OWNER_ALIVE)
            print_item("Left alone:", item, "still uses it");
        else if (item->owner == RUN_OWNER_UNKNOWN)
            print_item("Left alone:", item, "was on another machine or in a container");
        else if (job->args->dry_run)
            print_item("Would remove", item, "made it and is gone");
        else if (sweep_remove(item, host, &e) < 0)
            status = cmd_fail(job->verb, &e);
        else
            print_item("Removed", item, "made it and is gone");
    }
    return status;
}

/* Where nobody named a host and no daemon runs, no domain can be left either. */
static int look(const struct job *job, struct sweep *s, struct host *host,
                struct error *e)
{
    const char *uri = cmd_uri(job->args->uri);

    if (host_open(host, uri, e) < 0) {
        if (uri || e->code != CODE_CONNECT)
            return -1;
        printf("No daemon can be reached (%s)\n", error_text(e));
        error_clear(e);
    } else if (sweep_find_on_host(s, host, e) < 0) {
        return -1;
    }
    return !uri || host->local ? sweep_find_here(s, e) : 0;
}

static int work(void *arg)
{
    const struct job *job = arg;
    struct error e = {0}, closing = {0};
    struct host host = {0};
    struct sweep s = {0};
    int status;

    if (look(job, &s, &host, &e) < 0)
        status = cmd_fail(job->verb, &e);
    else
        status = clean(job, &s, &host);
    if (status == CLASS_OK && s.n == 0)
        printf("Nothing is left at %s\n", host.uri ? host.uri : "this machine");
    sweep_clear(&s);
    if (host_close(&host, &closing) < 0 && status == CLASS_OK)
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
    int status = cmd_parse(verb, argc, argv, &args, &operands, 0);

    if (status >= 0)
        return status;
    if (loop_init(&e) < 0)
        return cmd_fail(verb, &e);
    status = loop_run(work, &job);
    return status ? status : cmd_flush(verb);
}

const struct verb verb_sweep = {
    .name = "sweep",
    .operands = "",
    .summary = "Remove what earlier runs left behind, and nothing else",
    .example = "tinyvm sweep --dry-run",
    .options = options,
    .run = run,
};
