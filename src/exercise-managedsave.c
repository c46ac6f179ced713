/* Managed save: libvirt keeps the saved state itself, and the next start goes on from it.
 * Only a persistent domain has that, so the guest is one for the while. */
#include "exercise.h"
#include "guest-acts.h"

static enum phase_end save_and_start(struct check *c, char **detail, struct error *e)
{
    struct guest *guest = &c->guest;
    char line[DIALOGUE_NONCE];

    if (dialogue_half(&c->dialogue, line, c->deadline, e) < 0)
        return PHASE_FAILED;
    guest_hang_up(guest);
    if (guest_save(guest, NULL, e) < 0)
        return exercise_refused(detail, e);
    if (guest_await_leave(guest, VIR_DOMAIN_EVENT_STOPPED_SAVED, c->deadline, e) < 0 ||
        guest_restore(guest, NULL, e) < 0 ||
        dialogue_rest(&c->dialogue, line, c->deadline, e) < 0)
        return PHASE_FAILED;
    return exercise_passed(detail, e, "half a line kept: %s", line);
}

static enum phase_end work(struct check *c, char **detail, struct error *e)
{
    _cleanup_error_ struct error left = {0};
    struct undo ledger = {0};
    enum phase_end end = guest_persist(&c->guest, &c->plan, &ledger, e) < 0
                             ? exercise_refused(detail, e)
                             : save_and_start(c, detail, e);

    if (undo_run(&ledger, &left) < 0)
        end = exercise_left(end, &left, e);
    return end;
}

const struct phase exercise_managedsave = {
    .name = "managedsave",
    .work = work,
    .timeout = 60,
    .summary = "save within libvirt, start again from there",
};
