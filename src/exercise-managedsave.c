/* Managed save: libvirt keeps the saved state itself, and the next start goes on from it.
 * Only a persistent domain has that, so the guest is one for the while. */
#include "exercise.h"
#include "persist.h"

static int start_again(struct guest *guest, struct error *e)
{
    unsigned flags = VIR_DOMAIN_START_PAUSED;
    virDomainPtr domain = virDomainLookupByUUIDString(guest->host->conn, guest->uuid);

    if (!guest->host->root)
        flags |= VIR_DOMAIN_START_AUTODESTROY;
    if (!domain || virDomainCreateWithFlags(domain, flags) < 0) {
        vir_error(e, CODE_EXERCISE, "starting it from its saved state");
        if (domain)
            virDomainFree(domain);
        return -1;
    }
    return guest_return(guest, domain, e);
}

static enum phase_end save_and_start(struct check *c, char **detail, struct error *e)
{
    struct guest *guest = &c->guest;
    char line[DIALOGUE_NONCE];

    if (dialogue_half(&c->dialogue, line, c->deadline, e) < 0)
        return PHASE_FAILED;
    guest_hang_up(guest);
    if (virDomainManagedSave(guest->domain, 0) < 0)
        return exercise_vir_refused(detail, e, "saving");
    if (guest_await_leave(guest, VIR_DOMAIN_EVENT_STOPPED_SAVED, c->deadline, e) < 0)
        return PHASE_FAILED;
    if (virDomainHasManagedSaveImage(guest->domain, 0) != 1) {
        error_set(e, CODE_EXERCISE, "libvirt says that it keeps no saved state");
        return PHASE_FAILED;
    }
    if (start_again(guest, e) < 0 ||
        dialogue_rest(&c->dialogue, line, c->deadline, e) < 0)
        return PHASE_FAILED;
    return exercise_passed(detail, e, "half a line kept: %s", line);
}

static enum phase_end work(struct check *c, char **detail, struct error *e)
{
    _cleanup_error_ struct error left = {0};
    struct undo ledger = {0};
    enum phase_end end = persist(c, &ledger, detail, e);

    if (end == PHASE_PASSED)
        end = save_and_start(c, detail, e);
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
