/* The button before the guest has armed it.  QEMU latches a press only while PWRBTN_EN is
 * set (ACPI 6.5, 4.8.3.1.2), so it is lost, without any error; a second one works.
 * Behind many a shutdown that hangs. */
#include "apart.h"
#include "clock.h"
#include "exercise.h"

enum heed {
    HEED_LOST,  /* the guest knows nothing of it */
    HEED_KEPT,  /* it powered itself off before it said a word */
    HEED_LATER, /* it had begun to speak: armed, so that the press was not early */
};

/* The firmware takes tens of milliseconds from here to the guest, the press about one.
 * A guest that was told of it is on its way out before it could answer a line. */
static int go_and_press(struct check *own, enum heed *heed, struct error *e)
{
    char line[DIALOGUE_NONCE];

    if (guest_go(&own->guest, e) < 0 || guest_press(&own->guest, e) < 0)
        return -1;
    *heed = HEED_LOST;
    if (dialogue_banner(&own->dialogue, own->catalogue.banner, own->deadline, e) == 0 &&
        dialogue_line(&own->dialogue, line, own->deadline, e) == 0)
        return 0;
    *heed = own->dialogue.heard.total ? HEED_LATER : HEED_KEPT;
    return life_ending(&own->guest.life) == CODE_OK ? 0 : -1;
}

static enum phase_end press_again(struct check *own, char **detail, struct error *e)
{
    int64_t pressed = clock_now();

    if (apart_stop(own, VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN, e) < 0)
        return PHASE_FAILED;
    return exercise_passed(detail, e,
                           "lost before the guest armed it; pressed again: off in %ld ms",
                           (long)((clock_now() - pressed) / NS_PER_MS));
}

static enum phase_end press_early(struct check *own, char **detail, struct error *e)
{
    enum heed heed;

    if (go_and_press(own, &heed, e) < 0)
        return PHASE_FAILED;
    if (heed == HEED_LOST)
        return press_again(own, detail, e);
    if (heed == HEED_KEPT)
        return exercise_passed(detail, e, "kept until the guest armed it: off at once");
    error_set(e, CODE_UNSUPPORTED, "the guest was quicker than the press");
    return exercise_refused(detail, e);
}

static enum phase_end work(struct check *c, char **detail, struct error *e)
{
    struct check *own = NULL;
    enum phase_end end = apart_create(&own, c, &exercise_press_early, detail, e);

    if (end == PHASE_PASSED)
        end = press_early(own, detail, e);
    return apart_end(own, c, end, e);
}

const struct phase exercise_press_early = {
    .name = "press-early",
    .work = work,
    .timeout = 60,
    .summary = "press the button before the guest has armed it, then again",
};
