/* Suspend and resume: the guest's processor stands still and goes on where it was. */
#include "exercise.h"

static enum phase_end work(struct check *c, char **detail, struct error *e)
{
    char line[DIALOGUE_NONCE];
    enum phase_end end = PHASE_FAILED;

    if (dialogue_half(&c->dialogue, line, c->deadline, e) < 0)
        return PHASE_FAILED;
    if (virDomainSuspend(c->guest.domain) < 0)
        vir_error(e, CODE_EXERCISE, "suspending");
    else if (virDomainResume(c->guest.domain) < 0)
        vir_error(e, CODE_EXERCISE, "resuming");
    else if (dialogue_rest(&c->dialogue, line, c->deadline, e) == 0)
        end = PHASE_PASSED;
    if (end == PHASE_PASSED && asprintf(detail, "half a line kept: %s", line) < 0)
        *detail = NULL;
    return end;
}

const struct phase exercise_suspend = {
    .name = "suspend",
    .work = work,
    .timeout = 30,
    .summary = "suspend and resume",
};
