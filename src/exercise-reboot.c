/* Reboot.  ACPI knows a power button and no reboot: on QEMU libvirt presses the button,
 * and when the guest has powered itself off, resets it rather than let it go.  What the
 * guest sees is a shutdown; what comes is told by its banner and by libvirt's events. */
#include "clock.h"
#include "exercise.h"
#include "guest-acts.h"

static enum phase_end work(struct check *c, char **detail, struct error *e)
{
    char half[DIALOGUE_NONCE], line[DIALOGUE_NONCE];
    int64_t asked;
    long heard;

    if (dialogue_half(&c->dialogue, half, c->deadline, e) < 0)
        return PHASE_FAILED;
    guest_catch_up(&c->guest);
    c->guest.life.rebooted = false;
    asked = clock_now();
    if (guest_reboot(&c->guest, e) < 0)
        return exercise_refused(detail, e);
    if (dialogue_banner(&c->dialogue, c->catalogue.banner, c->deadline, e) < 0) {
        error_wrap(e, "after virDomainReboot");
        return PHASE_FAILED;
    }
    heard = (long)((clock_now() - asked) / NS_PER_MS);
    if (dialogue_line(&c->dialogue, line, c->deadline, e) < 0)
        return PHASE_FAILED;
    guest_catch_up(&c->guest);
    return exercise_passed(detail, e,
                           "the button, then reset by the host: banner after %ld ms, %s",
                           heard, c->guest.life.rebooted ? "event REBOOT" : "no event");
}

const struct phase exercise_reboot = {
    .name = "reboot",
    .work = work,
    .timeout = 60,
    .summary = "virDomainReboot: see what it does",
};
