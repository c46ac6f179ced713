/* Suspend and resume: the guest's processor stands still and goes on where it was. */
#include "exercise.h"

static enum phase_end work(struct check *c, char **detail, struct error *e)
{
    char line[DIALOGUE_NONCE];

    if (dialogue_half(&c->dialogue, line, c->deadline, e) < 0)
        return PHASE_FAILED;
    if (virDomainSuspend(c->guest.domain) < 0)
        return exercise_vir_refused(detail, e, "suspending");
    if (virDomainResume(c->guest.domain) < 0)
        return exercise_vir_refused(detail, e, "resuming");
    if (dialogue_rest(&c->dialogue, line, c->deadline, e) < 0)
        return PHASE_FAILED;
    return exercise_passed(detail, e, "half a line kept: %s", line);
}

const struct phase exercise_suspend = {
    .name = "suspend",
    .work = work,
    .timeout = 30,
    .summary = "suspend and resume",
};
