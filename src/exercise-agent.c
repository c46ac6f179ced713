/* A guest agent's channel with no agent at its other end: libvirt's default way to shut a
 * guest down asks the agent first.  Both ways are timed. */
#include "apart.h"
#include "clock.h"
#include "exercise.h"

static enum phase_end shut_down(struct check *c, unsigned flags, long *ms, char **detail,
                                struct error *e)
{
    struct check *own = NULL;
    enum phase_end end = apart_start(&own, c, &exercise_agent, detail, e);
    int64_t asked = clock_now();

    if (end == PHASE_PASSED && apart_stop(own, flags, e) < 0) {
        error_wrap(e, "%s shutdown", flags ? "ACPI" : "default");
        end = PHASE_FAILED;
    }
    *ms = (long)((clock_now() - asked) / NS_PER_MS);
    return apart_end(own, c, end, e);
}

static enum phase_end work(struct check *c, char **detail, struct error *e)
{
    long acpi, by_default;
    enum phase_end end =
        shut_down(c, VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN, &acpi, detail, e);

    if (end == PHASE_PASSED)
        end = shut_down(c, VIR_DOMAIN_SHUTDOWN_DEFAULT, &by_default, detail, e);
    if (end != PHASE_PASSED)
        return end;
    return exercise_passed(detail, e,
                           "channel without agent: ACPI %ld ms, default %ld ms", acpi,
                           by_default);
}

const struct phase exercise_agent = {
    .name = "agent",
    .work = work,
    .timeout = 150, /* an agent is waited for up to 60 s by some versions */
    .summary = "default against ACPI shutdown, with a channel but no agent",
    .wants_agent = true,
};
