/* Snapshot: memory and disk are kept inside the image, the guest is disturbed, and goes
 * back to where it was.  That wants a writable qcow2 disk. */
#include "apart.h"
#include "exercise.h"
#include "guest-acts.h"

static enum phase_end create_disturb_revert(struct check *own, char **detail,
                                            struct error *e)
{
    char line[DIALOGUE_NONCE], other[DIALOGUE_NONCE];

    if (dialogue_half(&own->dialogue, line, own->deadline, e) < 0)
        return PHASE_FAILED;
    if (guest_snapshot(&own->guest, &own->ledger, e) < 0)
        return exercise_refused(detail, e);
    if (dialogue_rest(&own->dialogue, line, own->deadline, e) < 0 ||
        dialogue_half(&own->dialogue, other, own->deadline, e) < 0 ||
        guest_revert(&own->guest, e) < 0 ||
        dialogue_rest(&own->dialogue, line, own->deadline, e) < 0)
        return PHASE_FAILED;
    return exercise_passed(detail, e, "half a line brought back: %s", line);
}

static enum phase_end work(struct check *c, char **detail, struct error *e)
{
    struct check *own = NULL;
    enum phase_end end = apart_start(&own, c, &exercise_snapshot, detail, e);

    if (end == PHASE_PASSED)
        end = create_disturb_revert(own, detail, e);
    if (end == PHASE_PASSED &&
        (guest_drop_snapshot(&own->guest, e) < 0 ||
         apart_stop(own, VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN, e) < 0))
        end = PHASE_FAILED;
    return apart_end(own, c, end, e);
}

const struct phase exercise_snapshot = {
    .name = "snapshot",
    .work = work,
    .timeout = 60,
    .summary = "create a snapshot, disturb the guest, revert",
    .wants_image = "qcow2",
    .wants_writable = true,
};
