/* The negative control: a guest that ignores its button must be found out, or a pass of
 * any other says nothing. */
#include "apart.h"
#include "clock.h"
#include "exercise.h"

#define PATIENCE_MS 2000 /* several times what a guest that does act takes */

static enum phase_end press_in_vain(struct check *own, char **detail, struct error *e)
{
    int64_t soon = clock_deadline(PATIENCE_MS);
    _cleanup_free_ char *events = NULL;
    enum code code;

    if (guest_press(&own->guest, e) < 0 ||
        guest_await_end(&own->guest, soon < own->deadline ? soon : own->deadline, e) < 0)
        return PHASE_FAILED;
    code = life_ending(&own->guest.life);
    events = life_describe(&own->guest.life);
    if (code != CODE_BUTTON_IGNORED) {
        error_set(e, CODE_EXERCISE, "the deaf guest ended all the same: %s",
                  events ? events : "");
        return PHASE_FAILED;
    }
    return exercise_passed(detail, e, "did not act within %d ms, as it should; destroyed",
                           PATIENCE_MS);
}

static enum phase_end work(struct check *c, char **detail, struct error *e)
{
    struct check *own = NULL;
    enum phase_end end = apart_start(&own, c, &exercise_deaf, detail, e);

    if (end == PHASE_PASSED)
        end = press_in_vain(own, detail, e);
    return apart_end(own, c, end, e);
}

const struct phase exercise_deaf = {
    .name = "deaf",
    .work = work,
    .timeout = 60,
    .summary = "a guest that ignores its button must be found out",
    .wants_image = "deaf",
};
