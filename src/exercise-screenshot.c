/* Screenshot: the banner on the guest's screen is the one that its console said.  The
 * banner is typed, so that the guest itself shows what each of its letters looks like. */
#include "apart.h"
#include "exercise.h"
#include "guest-acts.h"
#include "screen.h"

static enum phase_end read_screen(struct check *own, const char *bytes, size_t len,
                                  char **detail, struct error *e)
{
    const char *banner = own->catalogue.banner;
    _cleanup_screen_ struct screen screen = {0};

    if (screen_read(&screen, bytes, len, e) < 0)
        return exercise_refused(detail, e);
    if (!screen_shows(&screen, DIALOGUE_PROMPT, banner)) {
        error_set(e, CODE_EXERCISE,
                  "the screen (%zux%zu) does not show the banner \"%s\"", screen.width,
                  screen.height, banner);
        return PHASE_FAILED;
    }
    return exercise_passed(detail, e, "\"%s\" read on a screen of %zux%zu", banner,
                           screen.width, screen.height);
}

static enum phase_end look(struct check *own, char **detail, struct error *e)
{
    _cleanup_free_ char *bytes = NULL;
    size_t len;

    if (dialogue_type(&own->dialogue, own->catalogue.banner, own->deadline, e) < 0 ||
        guest_screenshot(&own->guest, &bytes, &len, e) < 0)
        return exercise_refused(detail, e);
    return read_screen(own, bytes, len, detail, e);
}

static enum phase_end work(struct check *c, char **detail, struct error *e)
{
    struct check *own = NULL;
    enum phase_end end = apart_start(&own, c, &exercise_screenshot, detail, e);

    if (end == PHASE_PASSED)
        end = look(own, detail, e);
    if (end == PHASE_PASSED && apart_stop(own, VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN, e) < 0)
        end = PHASE_FAILED;
    return apart_end(own, c, end, e);
}

const struct phase exercise_screenshot = {
    .name = "screenshot",
    .work = work,
    .timeout = 60,
    .summary = "read the banner on the guest's screen",
    .wants_video = true,
};
