/* tinyvm sweep: find what earlier runs left behind, show it, remove it. */
#include "clock.h"
#include "errand.h"
#include "job.h"
#include "sweep.h"

#include <stddef.h>

struct args {
    struct common common;
    bool dry_run;
};

static const struct option_row options[] = {
    ROW_CONNECT,
    {'n', "dry-run", OPTION_FLAG, offsetof(struct args, dry_run), NULL,
     "show what is left and remove nothing"},
    {0},
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

/* Show all, remove what may go. */
static void clean(struct job *job, const struct sweep *s)
{
    const struct args *args = job->args;

    for (size_t i = 0; i < s->n; i++) {
        const struct leftover *item = &s->items[i];
        _cleanup_error_ struct error e = {0};

        errand_expect(clock_deadline(JOB_PATIENCE * 1000));
        if (item->owner == RUN_OWNER_ALIVE)
            print_item("Left alone:", item, "still uses it");
        else if (item->owner == RUN_OWNER_UNKNOWN)
            print_item("Left alone:", item, "was on another machine or in a container");
        else if (args->dry_run)
            print_item("Would remove", item, "made it and is gone");
        else if (sweep_remove(item, &job->host, &e) < 0)
            job_fail(job, &e);
        else
            print_item("Removed", item, "made it and is gone");
    }
}

/* Where nobody named a host and no daemon runs, no domain can be left either. */
static int look(struct job *job, struct sweep *s, struct error *e)
{
    const struct args *args = job->args;
    const char *uri = cmd_uri(args->common.uri);

    if (host_open(&job->host, uri, e) < 0) {
        if (uri || e->code != CODE_CONNECT)
            return -1;
        printf("No daemon can be reached (%s)\n", error_text(e));
        error_clear(e);
    } else if (sweep_find_on_host(s, &job->host, e) < 0) {
        return -1;
    }
    return !uri || job->host.local ? sweep_find_here(s, e) : 0;
}

static int act(struct job *job, struct error *e)
{
    struct sweep s = {0};
    int result = look(job, &s, e);

    if (result == 0)
        clean(job, &s);
    if (result == 0 && job->status == CLASS_OK && s.n == 0)
        printf("Nothing is left at %s\n", job->host.uri ? job->host.uri : "this machine");
    sweep_clear(&s);
    return result;
}

const struct verb verb_sweep = {
    .name = "sweep",
    .operands = "",
    .summary = "Remove what earlier runs left behind, and nothing else",
    .example = "tinyvm sweep --dry-run",
    .options = options,
    .args_size = sizeof(struct args),
    .needs = JOB_LOOP,
    .act = act,
};
