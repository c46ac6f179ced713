/* The runner of the phases.  See check.h. */
#include "check.h"
#include "check-like.h"
#include "check-step.h"
#include "clock.h"
#include "embed.h"
#include "mailbox.h"

#include <string.h>

/* Seconds for a stuck phase to come back when all is removed. */
#define RETURN_TIMEOUT 5

/* A check on its way. */
struct course {
    struct check_steps steps;
    struct reporter *reporters;
    struct run *run;
    long clean_timeout; /* seconds */
};

static void tell(struct course *k, struct phase_result result)
{
    report_phase(k->reporters, k->run, run_add(k->run, result));
}

static enum verdict run_phase(struct course *k, const struct phase *phase)
{
    struct phase_result result = {
        .phase = phase->name, .verdict = VERDICT_FAIL, .code = CODE_CANCELLED};

    if (mailbox_cancelled())
        result.detail = strdup("interrupted");
    else
        result = check_step(&k->steps, phase);
    if (!k->steps.stuck)
        run_take_labels(k->run, &k->steps.check->labels);
    tell(k, result);
    return result.verdict;
}

/* False when nothing but the clean-up makes sense any more. */
static bool run_range(struct course *k, enum phase_id from, enum phase_id to)
{
    for (enum phase_id id = from; id <= to; id++) {
        enum verdict verdict = run_phase(k, &phases[id]);

        k->run->skipped |= verdict == VERDICT_SKIP;
        if (verdict != VERDICT_PASS)
            return false;
    }
    return true;
}

static bool run_exercises(struct course *k)
{
    struct check *c = k->steps.check;

    for (size_t i = 0; i < c->request->n_exercises; i++) {
        c->argument = c->request->arguments[i];
        if (run_phase(k, c->request->exercises[i]) == VERDICT_FAIL)
            return false;
    }
    return true;
}

static void lead(struct course *k)
{
    struct check *c = k->steps.check;

    if (!run_range(k, PHASE_CONNECT, PHASE_CONNECT))
        return;
    if (c->host.root)
        k->steps.rescue.uris[0] = EMBED_URI;
    if ((!c->request->like || run_phase(k, &phase_like) == VERDICT_PASS) &&
        run_range(k, PHASE_PREPARE, PHASE_REPL) && run_exercises(k))
        (void)run_range(k, PHASE_SHUTDOWN, PHASE_EXIT);
}

/* A phase that was stuck comes back as a rule when its domain is gone; then it has
 * cleaned up behind itself, and the check can do the same. */
static int free_the_stuck(struct course *k, int64_t deadline, struct error *e)
{
    if (!k->steps.stuck)
        return 0;
    if (rescue_run(&k->steps.rescue, RESCUE_DOMAINS, deadline, e) == 0) {
        if (check_step_retake(&k->steps, clock_deadline(RETURN_TIMEOUT * 1000)))
            return 0;
        (void)!rescue_run(&k->steps.rescue, RESCUE_ALL, deadline, e);
    }
    return error_set(e, CODE_LEFTOVERS,
                     "a call is still under way, and what it makes stays%s%s",
                     e->text ? ": " : "", e->text ? e->text : "");
}

/* All else is gone: the check's own handles are to go as well. */
static int let_go(struct course *k, struct error *e)
{
    struct phase_result own;

    if (k->steps.check->cleaned)
        return 0;
    own = check_step(&k->steps, &phases[PHASE_CLEAN]);
    if (own.verdict == VERDICT_FAIL && (k->steps.stuck || !k->steps.check->broken))
        error_set(e, CODE_LEFTOVERS, "%s", own.detail ? own.detail : "");
    free(own.detail);
    return e->text ? -1 : 0;
}

/* What the check cannot remove itself, over a connection of its own.  A clean-up that got
 * stuck itself stays a failure. */
static void clean_otherwise(struct course *k, struct phase_result *result)
{
    int64_t deadline = clock_now() + k->clean_timeout * NS_PER_S;
    _cleanup_free_ char *before = result->detail;
    const struct rescue *rescue = &k->steps.rescue;
    bool was_stuck = result->code == CODE_STUCK || result->code == CODE_NO_ANSWER;
    struct error e = {0};
    bool done = free_the_stuck(k, deadline, &e) == 0 &&
                rescue_run(rescue, RESCUE_ALL, deadline, &e) == 0 && let_go(k, &e) == 0;

    if (done)
        error_set(&e, CODE_OK, "over a new connection");
    else
        error_wrap(&e, "of run %s", rescue->run);
    if (was_stuck) {
        error_wrap(&e, "%s", before ? before : "");
    } else if (!done) {
        result->verdict = VERDICT_FAIL;
        result->code = CODE_LEFTOVERS;
        if (before)
            error_wrap(&e, "%s", before);
    } else if (run_failure(k->run)) {
        result->verdict = VERDICT_PASS;
        result->code = CODE_OK;
    } else { /* nobody has told of the break yet */
        result->code = CODE_DAEMON_GONE;
        error_wrap(&e, "the connection to the daemon broke; all was removed");
    }
    result->detail = e.text;
}

static void clean(struct course *k)
{
    const struct phase *phase = &phases[PHASE_CLEAN];
    struct check_steps *steps = &k->steps;
    struct phase_result result = {.phase = phase->name};
    int64_t start = clock_now();

    if (!steps->stuck)
        result = check_step(steps, phase);
    if (steps->stuck || (result.verdict == VERDICT_FAIL && steps->check->broken)) {
        clean_otherwise(k, &result);
        result.duration = clock_now() - start;
    }
    tell(k, result);
}

/* A copy that lives as long as the check; *failed without memory. */
static const char *copy(struct check *c, const char *string, bool *failed)
{
    char **place = c->strings;

    if (!string)
        return NULL;
    while (*place)
        place++;
    *place = strdup(string);
    *failed |= !*place;
    return *place;
}

static struct check *make(const struct check_request *request)
{
    struct check *c = calloc(1, sizeof *c);
    struct spec *spec;
    bool failed = false;

    if (!c)
        return NULL;
    c->copy = *request;
    c->request = &c->copy;
    c->copy.uri = copy(c, request->uri, &failed);
    spec = &c->copy.spec;
    spec->machine = copy(c, request->spec.machine, &failed);
    spec->virt_type = copy(c, request->spec.virt_type, &failed);
    spec->image = copy(c, request->spec.image, &failed);
    spec->bus = copy(c, request->spec.bus, &failed);
    c->spec = *spec;
    guest_init(&c->guest, &c->host);
    if (!failed)
        return c;
    check_free(c);
    return NULL;
}

void check_free(struct check *c)
{
    _cleanup_error_ struct error e = {0};
    char *detail = NULL;

    if (!c->cleaned)
        (void)phases[PHASE_CLEAN].work(c, &detail, &e);
    free(detail);
    host_machine_clear(&c->machine);
    catalogue_clear(&c->catalogue);
    like_clear(&c->like);
    run_clear(&c->labels);
    for (size_t i = 0; i < ARRAY_SIZE(c->strings); i++)
        free(c->strings[i]);
    free(c);
}

/* Where the check's guests may be. */
static struct rescue rescue_of(const struct check_request *request, const char *run)
{
    struct rescue rescue = {.uris = {request->uri}, .n_hosts = 1};

    snprintf(rescue.run, sizeof rescue.run, "%s", run);
    for (size_t i = 0; i < request->n_exercises; i++)
        if (request->arguments[i] && rescue.n_hosts < RESCUE_HOSTS)
            rescue.uris[rescue.n_hosts++] = request->arguments[i];
    return rescue;
}

void check_run(const struct check_request *request, struct reporter *reporters,
               struct run *run)
{
    struct course k = {.reporters = reporters, .run = run};
    int64_t start = clock_now();

    k.steps.check = make(request);
    if (!k.steps.check) {
        tell(&k, (struct phase_result){.phase = "connect",
                                       .verdict = VERDICT_FAIL,
                                       .code = CODE_MEMORY_OUT});
        report_end(reporters, run);
        return;
    }
    k.clean_timeout = check_step_timeout(request, &phases[PHASE_CLEAN]);
    k.steps.rescue = rescue_of(request, k.steps.check->guest.run);
    lead(&k);
    clean(&k);
    run->duration = clock_now() - start;
    if (k.steps.stuck)
        check_step_forget(&k.steps);
    else
        check_free(k.steps.check);
    report_end(reporters, run);
}
