/* See check-step.h. */
#include "check-step.h"
#include "clock.h"
#include "mailbox.h"
#include "pulse.h"

#include <string.h>

/* The deadline's owner is the thread at work. */
struct step {
    struct check *check;
    const struct phase *phase;
    struct phase_result result;
};

/* What is made must go: a limit for every phase is none for this one, if it is shorter
 * than what libvirt takes to kill a QEMU that does not obey. */
long check_step_timeout(const struct check_request *request, const struct phase *phase)
{
    long seconds = phase->timeout;

    for (size_t i = 0; i < request->n_timeouts; i++) {
        long asked = request->timeouts[i].seconds;
        bool named = request->timeouts[i].phase != NULL;

        if (named && strcmp(request->timeouts[i].phase, phase->name) != 0)
            continue;
        if (named || phase != &phases[PHASE_CLEAN] || asked > phase->timeout)
            seconds = asked;
    }
    return seconds;
}

static void work(void *arg)
{
    static const enum verdict verdicts[] = {VERDICT_FAIL, VERDICT_PASS, VERDICT_SKIP};
    struct step *step = arg;
    struct phase_result *result = &step->result;
    struct error e = {0};

    result->phase = step->phase->name;
    result->verdict = verdicts[step->phase->work(step->check, &result->detail, &e) + 1];
    if (result->verdict == VERDICT_FAIL) {
        free(result->detail);
        result->code = e.code;
        result->detail = e.text;
    } else {
        error_clear(&e);
    }
}

static void drop(void *arg)
{
    struct step *step = arg;

    check_free(step->check);
    free(step->result.detail);
    free(step);
}

/* The clean-up goes on for as long as libvirt answers. */
static enum errand_end await_in_hurry(struct errand *errand)
{
    int64_t until = clock_deadline(STEP_HURRY_MS);
    enum errand_end end;

    do {
        end = errand_wait(errand, until, HEED_NOTHING);
        until = pulse_last() + STEP_HURRY_MS * NS_PER_MS;
    } while (end == ERRAND_LATE && until > clock_now());
    return end;
}

/* How a phase came back. */
enum comeback { CAME, CAME_ABORTED, LOST, LOST_WITH_DAEMON };

static enum comeback await(struct check_steps *s, int64_t deadline, bool cleaning)
{
    enum errand_end end = errand_wait(s->stuck, deadline + STEP_GRACE_MS * NS_PER_MS,
                                      cleaning ? HEED_HURRY : HEED_CANCEL);
    struct rescue_abort *abort;
    bool answered;

    if (end == ERRAND_CANCELLED)
        end = cleaning
                  ? await_in_hurry(s->stuck)
                  : errand_wait(s->stuck, clock_deadline(STEP_CANCEL_MS), HEED_NOTHING);
    if (end == ERRAND_BACK)
        return CAME;
    abort = rescue_abort(&s->rescue);
    end = errand_wait(s->stuck, clock_deadline(STEP_ABORT_MS), HEED_NOTHING);
    answered = rescue_abort_end(abort);
    if (end == ERRAND_BACK)
        return CAME_ABORTED;
    return answered ? LOST : LOST_WITH_DAEMON;
}

static void fail(struct phase_result *result, struct error *e)
{
    free(result->detail);
    result->verdict = VERDICT_FAIL;
    result->code = e->code;
    result->detail = e->text;
}

/* Of a phase that was lost, or whose own failure an abort of ours has brought about. */
static void judge_stuck(struct phase_result *result, int64_t start, enum comeback how)
{
    double seconds = (double)(clock_now() - start) / (double)NS_PER_S;
    bool cancelled = mailbox_cancelled();
    const char *before = cancelled ? "interrupted; " : "";
    struct error e = {0};
    enum code code = cancelled                 ? CODE_CANCELLED
                     : how == LOST_WITH_DAEMON ? CODE_NO_ANSWER
                                               : CODE_STUCK;

    if (how == CAME_ABORTED)
        error_set(&e, code, "%slibvirt was told to abort it after %.1f s: %s", before,
                  seconds, result->detail ? result->detail : "");
    else
        error_set(&e, code, "%sthe call into libvirt has not returned after %.1f s%s",
                  before, seconds,
                  how == LOST_WITH_DAEMON
                      ? ", and the daemon does not answer a new connection either"
                      : "");
    fail(result, &e);
}

/* Silence of a guest is QEMU's when QEMU itself says nothing, or the daemon's. */
static void judge_silence(const struct check_steps *s, struct phase_result *result)
{
    enum rescue_answer answer = RESCUE_ANSWERED;
    struct error e = {0};

    if (result->code == CODE_GUEST_SILENT || result->code == CODE_BAD_REPLY ||
        result->code == CODE_BUTTON_IGNORED)
        answer = rescue_ask(&s->rescue);
    if (answer == RESCUE_ANSWERED)
        return;
    error_set(&e, answer == RESCUE_QEMU_SILENT ? CODE_STUCK : CODE_NO_ANSWER, "%s; %s",
              result->detail ? result->detail : "",
              answer == RESCUE_QEMU_SILENT ? "its QEMU does not answer libvirt either"
                                           : "the daemon does not answer either");
    fail(result, &e);
}

/* Without a thread it is done on this one. */
static struct phase_result take_back(struct check_steps *s)
{
    struct phase_result result = s->step->result;

    if (s->stuck)
        (void)errand_leave(s->stuck);
    free(s->step);
    s->step = NULL;
    s->stuck = NULL;
    return result;
}

struct phase_result check_step(struct check_steps *s, const struct phase *phase)
{
    struct phase_result result = {
        .phase = phase->name, .verdict = VERDICT_FAIL, .code = CODE_MEMORY_OUT};
    int64_t start = clock_now();
    enum comeback how = CAME;

    s->step = calloc(1, sizeof *s->step);
    if (!s->step)
        return result;
    *s->step = (struct step){.check = s->check, .phase = phase};
    s->check->deadline = start + check_step_timeout(s->check->request, phase) * NS_PER_S;
    s->stuck = errand_start(work, drop, s->step);
    if (s->stuck)
        how = await(s, s->check->deadline, phase == &phases[PHASE_CLEAN]);
    else
        work(s->step);
    if (how == CAME || how == CAME_ABORTED)
        result = take_back(s);
    result.duration = clock_now() - start; /* by the clock that the deadline goes by */
    if (how != CAME && result.verdict == VERDICT_FAIL)
        judge_stuck(&result, start, how);
    else if (result.verdict == VERDICT_FAIL)
        judge_silence(s, &result);
    return result;
}

bool check_step_retake(struct check_steps *s, int64_t deadline)
{
    if (s->stuck && errand_wait(s->stuck, deadline, HEED_NOTHING) == ERRAND_BACK) {
        struct phase_result result = take_back(s);

        free(result.detail);
    }
    return !s->stuck;
}

void check_step_forget(struct check_steps *s)
{
    if (s->stuck && errand_leave(s->stuck))
        drop(s->step);
    s->stuck = NULL;
    s->step = NULL;
    s->check = NULL;
}
