/* Reset: as by the reset button, the guest's state is lost and its firmware begins anew.
 */
#include "exercise.h"
#include "guest-acts.h"

static enum phase_end work(struct check *c, char **detail, struct error *e)
{
    char half[DIALOGUE_NONCE], line[DIALOGUE_NONCE];

    if (dialogue_half(&c->dialogue, half, c->deadline, e) < 0)
        return PHASE_FAILED;
    if (guest_reset(&c->guest, e) < 0)
        return exercise_refused(detail, e);
    if (exercise_hear_anew(c, line, e) < 0)
        return PHASE_FAILED;
    return exercise_passed(detail, e, "its banner again, half a line forgotten: %s",
                           line);
}

const struct phase exercise_reset = {
    .name = "reset",
    .work = work,
    .timeout = 60,
    .summary = "reset, as by the button on the case",
};
