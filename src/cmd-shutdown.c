/* tinyvm shutdown: press the power button of any domain, and say what came of it. */
#include "clock.h"
#include "job.h"
#include "report-text.h"
#include "shutdown-many.h"

#include <stddef.h>
#include <string.h>

#define DOMAINS_MAX 4096

struct args {
    struct common common;
    const char *mode;
    struct shutdown_policy policy;
    bool terminal; /* standard output is one */
};

static const struct option_row options[] = {
    ROW_CONNECT,
    {0, "mode", OPTION_STRING, offsetof(struct args, mode), "MODE",
     "acpi, agent, or default: libvirt's (default: acpi)"},
    {0, "timeout", OPTION_NUMBER, offsetof(struct args, policy.timeout), "SEC",
     "how long to wait (default: 60)"},
    {0, "press-again", OPTION_NUMBER, offsetof(struct args, policy.press_again), "SEC",
     "press again every so many seconds"},
    {0, "force-after", OPTION_NUMBER, offsetof(struct args, policy.force_after), "SEC",
     "then force it off: a failure (exit status 4)"},
    {0},
};

static void clear_line(const struct job *job)
{
    const struct args *args = job->args;

    if (args->terminal) {
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

/* Whatever somebody else called it. */
static void print_domain(const char *name)
{
    fputs("Domain '", stdout);
    report_put(stdout, name, NULL, NULL);
    fputc('\'', stdout);
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
        print_domain(target->name);
        fputs(" is not running\n", stdout);
    } else {
        print_domain(target->name);
        printf(": clean exit in %.1f s; the guest powered itself off",
               (double)(s->ended - s->pressed) / (double)NS_PER_S);
        printf(s->presses > 1 ? " (after %u presses)\n" : "\n", s->presses);
    }
    fflush(stdout);
}

/* Who is still waited for, on a line that is written over. */
static void tick(const struct shutdown_many *many, void *opaque)
{
    const struct job *job = opaque;
    const struct args *args = job->args;
    const char *first = NULL;
    size_t left = 0;

    if (!args->terminal)
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

static int act(struct job *job, struct error *e)
{
    const struct args *args = job->args;
    const struct operands *names = &job->operands;
    struct shutdown_many many = {.tell = tell, .tick = tick, .opaque = job};
    struct mailbox *hub = calloc(1, sizeof *hub);
    int result;

    if (!hub)
        return error_set(e, CODE_MEMORY_OUT, "no memory");
    mailbox_init(hub);
    job->host.mailbox = hub;
    result = shutdown_many_init(&many, &job->host, names->items, (size_t)names->n,
                                &args->policy, e);
    if (result == 0) {
        warn(job, &many);
        shutdown_many_run(&many, hub);
    }
    shutdown_many_clear(&many);
    job->host.mailbox = NULL;
    mailbox_done(hub);
    free(hub);
    return result;
}

static int validate(void *arguments, const struct operands *names, struct error *e)
{
    struct args *args = arguments;
    const struct shutdown_policy *policy = &args->policy;

    args->terminal = isatty(STDOUT_FILENO);
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

const struct verb verb_shutdown = {
    .name = "shutdown",
    .operands = "DOMAIN...",
    .summary = "Press the power button of any domain, and say what came of it",
    .example = "tinyvm shutdown --press-again 10 --timeout 120 web db",
    .options = options,
    .max_operands = DOMAINS_MAX,
    .args_size = sizeof(struct args),
    .defaults = &(const struct args){.mode = "acpi", .policy.timeout = SHUTDOWN_TIMEOUT},
    .needs = JOB_LOOP | JOB_HOST,
    .validate = validate,
    .act = act,
};
