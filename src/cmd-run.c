/* tinyvm run: a throw-away guest with this terminal, or a pipe, as its console. */
#include "clock.h"
#include "errand.h"
#include "job.h"
#include "terminal.h"
#include "throwaway.h"
#include "visit.h"

#include <stddef.h>

#define EXIT_TIMEOUT 30 /* seconds from the button to the guest's end */

struct args {
    struct common common;
    struct spec spec;
};

static const struct option_row options[] = {
    ROW_CONNECT,
    ROWS_SPEC(struct args),
    ROW_IMAGE_DIR,
    {0},
};

/* What a person at a terminal is told; in a pipe the guest alone speaks. */
static void greet(const struct throwaway *t)
{
    fprintf(stderr, "Guest '%s' at %s%s.  Ctrl-] leaves it, and then it is gone.\n",
            t->guest.name, t->host.uri,
            t->host.root ? " (no daemon to be reached: libvirt's in-process driver)"
                         : "");
}

/* How its life ended: well if the guest did it by itself. */
static int judge(const struct guest *guest, bool terminal, struct error *e)
{
    enum code code = life_ending(&guest->life);
    _cleanup_free_ char *how = life_describe(&guest->life);

    if (code == CODE_BUTTON_IGNORED)
        return error_set(e, code,
                         "the input ended, its button was pressed, and the "
                         "guest did not act");
    if (code != CODE_OK)
        return error_set(e, code, "the guest did not end by itself: %s", how ? how : "");
    if (terminal)
        fputs("The guest powered itself off.\n", stderr);
    return 0;
}

static int press_and_wait(struct guest *guest, struct error *e)
{
    guest_hang_up(guest);
    return guest_press(guest, e) < 0
               ? -1
               : guest_await_end(guest, clock_deadline(EXIT_TIMEOUT * 1000), e);
}

static int visit(struct throwaway *t, struct error *e)
{
    bool terminal = isatty(STDIN_FILENO);
    enum visit_end end = VISIT_LEFT;
    size_t lost;
    int result;

    if (terminal) {
        greet(t);
        if (terminal_raw(STDIN_FILENO, e) < 0)
            return -1;
    }
    errand_expect(INT64_MAX); /* it is a person's, or a pipe's, to end it */
    result = visit_run(&t->guest, STDIN_FILENO, STDOUT_FILENO, terminal, &end, e);
    errand_expect(clock_deadline(JOB_PATIENCE * 1000));
    if (terminal) {
        terminal_restore();
        fputs("\n", stderr);
    }
    if (result < 0)
        return -1;
    if (end == VISIT_EOF && press_and_wait(&t->guest, e) < 0)
        return -1;
    if (end != VISIT_LEFT && judge(&t->guest, terminal, e) < 0)
        return -1;
    lost = t->guest.mailbox.dropped;
    return lost ? error_set(e, CODE_CONSOLE,
                            "%zu bytes of the console are lost: standard output was too "
                            "slow for them",
                            lost)
                : 0;
}

static int validate(void *arguments, const struct operands *operands _unused_,
                    struct error *e)
{
    const struct args *args = arguments;

    return spec_validate(&args->spec, e);
}

static int act(struct job *job, struct error *e)
{
    const struct args *args = job->args;
    struct throwaway *t = calloc(1, sizeof *t);
    _cleanup_error_ struct error closing = {0};
    int result;

    if (!t)
        return error_set(e, CODE_MEMORY_OUT, "no memory");
    result =
        throwaway_start(t, cmd_uri(args->common.uri),
                        cmd_image_dir(args->common.image_dir), &args->spec, "run", e);
    if (result == 0)
        result = visit(t, e);
    if (result < 0)
        job_fail(job, e);
    if (throwaway_done(t, &closing) < 0)
        job_fail(job, &closing);
    free(t);
    return 0;
}

const struct verb verb_run = {
    .name = "run",
    .operands = "",
    .summary = "Run a throw-away guest on this terminal, or in a pipe",
    .example = "echo stressed | tinyvm run",
    .options = options,
    .args_size = sizeof(struct args),
    .defaults = &(const struct args){.spec = SPEC_DEFAULT},
    .needs = JOB_LOOP,
    .validate = validate,
    .act = act,
};
