/* The runner of the phases.  See check.h. */
#include "check.h"
#include "check-like.h"
#include "clock.h"
#include "mailbox.h"

#include <string.h>

static long timeout_of(const struct check_request *request, const struct phase *phase)
{
    long seconds = phase->timeout;

    for (size_t i = 0; i < request->n_timeouts; i++)
        if (!request->timeouts[i].phase ||
            strcmp(request->timeouts[i].phase, phase->name) == 0)
            seconds = request->timeouts[i].seconds;
    return seconds;
}

static struct phase_result work(struct check *c, const struct phase *phase)
{
    static const enum verdict verdicts[] = {VERDICT_FAIL, VERDICT_PASS, VERDICT_SKIP};
    struct phase_result result = {.phase = phase->name};
    struct error e = {0};
    int64_t start = clock_now();

    c->deadline = start + timeout_of(c->request, phase) * NS_PER_S;
    result.verdict = verdicts[phase->work(c, &result.detail, &e) + 1];
    if (result.verdict == VERDICT_FAIL) {
        free(result.detail);
        result.code = e.code;
        result.detail = e.text;
    } else {
        error_clear(&e);
    }
    result.duration = clock_now() - start;
    return result;
}

static enum verdict run_phase(struct check *c, struct reporter *reporters,
                              const struct phase *phase)
{
    struct phase_result result = {
        .phase = phase->name, .verdict = VERDICT_FAIL, .code = CODE_CANCELLED};

    if (phase == &phases[PHASE_CLEAN] || !mailbox_cancelled())
        result = work(c, phase);
    else
        result.detail = strdup("interrupted");
    report_phase(reporters, c->run, run_add(c->run, result));
    return result.verdict;
}

/* False when nothing but the clean-up makes sense any more. */
static bool run_range(struct check *c, struct reporter *reporters, enum phase_id from,
                      enum phase_id to)
{
    for (enum phase_id id = from; id <= to; id++) {
        enum verdict verdict = run_phase(c, reporters, &phases[id]);

        c->run->skipped |= verdict == VERDICT_SKIP;
        if (verdict != VERDICT_PASS)
            return false;
    }
    return true;
}

static bool run_exercises(struct check *c, struct reporter *reporters)
{
    for (size_t i = 0; i < c->request->n_exercises; i++) {
        c->argument = c->request->arguments[i];
        if (run_phase(c, reporters, c->request->exercises[i]) == VERDICT_FAIL)
            return false;
    }
    return true;
}

static void lead(struct check *c, struct reporter *reporters)
{
    if (run_range(c, reporters, PHASE_CONNECT, PHASE_CONNECT) &&
        (!c->request->like || run_phase(c, reporters, &phase_like) == VERDICT_PASS) &&
        run_range(c, reporters, PHASE_PREPARE, PHASE_REPL) && run_exercises(c, reporters))
        (void)run_range(c, reporters, PHASE_SHUTDOWN, PHASE_EXIT);
    (void)run_phase(c, reporters, &phases[PHASE_CLEAN]);
}

void check_run(const struct check_request *request, struct reporter *reporters,
               struct run *run)
{
    struct check *c = calloc(1, sizeof *c);
    int64_t start = clock_now();

    if (!c) {
        (void)run_add(run, (struct phase_result){.phase = "connect",
                                                 .verdict = VERDICT_FAIL,
                                                 .code = CODE_MEMORY_OUT});
        report_end(reporters, run);
        return;
    }
    c->request = request;
    c->spec = request->spec;
    c->run = run;
    guest_init(&c->guest, &c->host);
    lead(c, reporters);
    run->duration = clock_now() - start;
    host_machine_clear(&c->machine);
    catalogue_clear(&c->catalogue);
    like_clear(&c->like);
    free(c);
    report_end(reporters, run);
}
