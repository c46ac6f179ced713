/* tinyvm shutdown: press the power button of any domain, and say what came of it. */
#include "clock.h"
#include "cmd.h"
#include "loop.h"
#include "shutdown-many.h"

#include <stddef.h>
#include <string.h>

#define DOMAINS_MAX 4096

struct args {
    const char *uri, *mode;
    struct shutdown_policy policy;
};

static const struct option_row options[] = {
    ROW_CONNECT(struct args),
    {0, "mode", OPTION_STRING, offsetof(struct args, mode), "MODE",
     "acpi (the button, default), agent, or default: libvirt's own choice"},
    {0, "timeout", OPTION_NUMBER, offsetof(struct args, policy.timeout), "SEC",
     "how long to wait (default: 60)"},
    {0, "press-again", OPTION_NUMBER, offsetof(struct args, policy.press_again), "SEC",
     "press again every so many seconds"},
    {0, "force-after", OPTION_NUMBER, offsetof(struct args, policy.force_after), "SEC",
     "then force it off, which is a failure (exit status 4)"},
    {0},
};

struct job {
    const struct verb *verb;
    const struct args *args;
    const struct operands *names;
    bool terminal; /* standard output is one */
    int status;
};

static void clear_line(const struct job *job)
{
    if (job->terminal) {
        fputs("\r\033[K", stdout);
        fflush(stdout);
    }
}

/* What still runs is worse news than what was forced. */
static void count(struct job *job, int status)
{
    if (status && job->status != CLASS_FAILED)
        job->status = status;
}

static void tell(struct shutdown_target *target, void *opaque)
{
    const struct shutdown *s = &target->shutdown;
    struct job *job = opaque;

    clear_line(job);
    if (target->result < 0) {
        error_wrap(&target->error, "domain '%s'", target->name);
        count(job, cmd_fail(job->verb, &target->error));
    } else if (s->was_off) {
        printf("Domain '%s' is not running\n", target->name);
    } else {
        printf("Domain '%s': clean exit in %.1f s; the guest powered itself off",
               target->name, (double)(s->ended - s->pressed) / (double)NS_PER_S);
        printf(s->presses > 1 ? " (after %u presses)\n" : "\n", s->presses);
    }
    fflush(stdout);
}

/* Who is still waited for, on a line that is written over. */
static void tick(const struct shutdown_many *many, void *opaque)
{
    const struct job *job = opaque;
    const char *first = NULL;
    size_t left = 0;

    if (!job->terminal)
        return;
    for (size_t i = 0; i < many->n; i++)
        if (!many->targets[i].told && ++left == 1)
            first = many->targets[i].name;
    clear_line(job);
    printf("Waiting for '%.40s'", first ? first : "");
    if (left > 1)
        printf(" and %zu more", left - 1);
    printf(", %ld s", (long)((clock_now() - many->begun) / NS_PER_S));
    fflush(stdout);
}

static void warn(const struct job *job, const struct shutdown_many *many)
{
    for (size_t i = 0; i < many->n; i++) {
        const char *obstacle = shutdown_obstacle(&many->targets[i].shutdown);

        if (obstacle)
            fprintf(stderr, "tinyvm %s: note: domain '%s': %s\n", job->verb->name,
                    many->targets[i].name, obstacle);
    }
}

static int shut_down(struct job *job, struct host *host, struct error *e)
{
    struct shutdown_many many = {.tell = tell, .tick = tick, .opaque = job};
    struct mailbox *hub = calloc(1, sizeof *hub);
    int result;

    if (!hub)
        return error_set(e, CODE_MEMORY_OUT, "no memory");
    mailbox_init(hub);
    host->mailbox = hub;
    result = shutdown_many_init(&many, host, job->names->items, (size_t)job->names->n,
                                &job->args->policy, e);
    if (result == 0) {
        warn(job, &many);
        shutdown_many_run(&many, hub);
    }
    shutdown_many_clear(&many);
    host->mailbox = NULL;
    mailbox_done(hub);
    free(hub);
    return result;
}

static int work(void *arg)
{
    struct job *job = arg;
    struct error e = {0}, closing = {0};
    struct host host = {0};

    if (host_open(&host, job->args->uri, &e) < 0 || shut_down(job, &host, &e) < 0)
        job->status = cmd_fail(job->verb, &e);
    if (host_close(&host, &closing) < 0 && job->status == CLASS_OK)
        job->status = cmd_fail(job->verb, &closing);
    error_clear(&e);
    error_clear(&closing);
    return job->status;
}

static int check_args(struct args *args, const struct operands *names, struct error *e)
{
    const struct shutdown_policy *policy = &args->policy;

    if (names->n == 0)
        return error_set(e, CODE_USAGE, "which domain? DOMAIN is missing");
    if (shutdown_parse_mode(args->mode, &args->policy.mode, e) < 0)
        return -1;
    /* 0 is the way to say never. */
    if (policy->press_again && cmd_seconds("press-again", policy->press_again, e) < 0)
        return -1;
    if (policy->force_after && cmd_seconds("force-after", policy->force_after, e) < 0)
        return -1;
    return cmd_seconds("timeout", policy->timeout, e);
}

static int run(const struct verb *verb, int argc, char **argv)
{
    struct args args = {.mode = "acpi", .policy.timeout = SHUTDOWN_TIMEOUT};
    struct operands names;
    struct job job = {verb, &args, &names, isatty(STDOUT_FILENO), CLASS_OK};
    _cleanup_error_ struct error e = {0};
    int status = cmd_parse(verb, argc, argv, &args, &names, DOMAINS_MAX);

    if (status >= 0)
        return status;
    if (check_args(&args, &names, &e) < 0 || loop_init(&e) < 0)
        return cmd_fail(verb, &e);
    status = loop_run(work, &job);
    return status ? status : cmd_flush(verb);
}

const struct verb verb_shutdown = {
    .name = "shutdown",
    .operands = "DOMAIN...",
    .summary = "Press the power button of any domain, and say what came of it",
    .example = "tinyvm shutdown --press-again 10 --timeout 120 web db",
    .options = options,
    .run = run,
};
