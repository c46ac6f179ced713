/* Suspend and resume: the guest's processor stands still and goes on where it was. */
#include "exercise.h"
#include "guest-acts.h"

static enum phase_end work(struct check *c, char **detail, struct error *e)
{
    char line[DIALOGUE_NONCE];

    if (dialogue_half(&c->dialogue, line, c->deadline, e) < 0)
        return PHASE_FAILED;
    if (guest_pause(&c->guest, e) < 0 || guest_resume(&c->guest, e) < 0)
        return exercise_refused(detail, e);
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
