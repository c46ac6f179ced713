/* Save and restore: the guest's whole state goes into a file, QEMU ends, and another QEMU
 * goes on from that file.  The same stream as a migration's, so that migrate-self, for
 * which libvirt has no other way on one host, is this too.  The guest is persistent for
 * the while, lest another take its name. */
#include "exercise.h"
#include "guest-acts.h"
#include "save-file.h"

static enum phase_end save_and_restore(struct check *c, const char *path, char **detail,
                                       struct error *e)
{
    struct guest *guest = &c->guest;
    char line[DIALOGUE_NONCE];
    unsigned before = guest_qemu(guest);

    if (dialogue_half(&c->dialogue, line, c->deadline, e) < 0)
        return PHASE_FAILED;
    guest_hang_up(guest);
    if (guest_save(guest, path, e) < 0)
        return exercise_refused(detail, e);
    if (guest_await_leave(guest, VIR_DOMAIN_EVENT_STOPPED_SAVED, c->deadline, e) < 0 ||
        guest_restore(guest, path, e) < 0 ||
        dialogue_rest(&c->dialogue, line, c->deadline, e) < 0)
        return PHASE_FAILED;
    return exercise_passed(detail, e, "QEMU %u ended, %u went on, half a line kept: %s",
                           before, guest_qemu(guest), line);
}

static enum phase_end work(struct check *c, char **detail, struct error *e)
{
    char owner[sizeof POOL_OWN_PREFIX + RUN_ID_SIZE];
    _cleanup_error_ struct error left = {0};
    struct save_file file = {0};
    struct undo ledger = {0};
    enum phase_end end;

    snprintf(owner, sizeof owner, "%s%s", POOL_OWN_PREFIX, c->guest.run);
    if (save_file_make(&file, c->guest.host, owner, &ledger, e) < 0 ||
        guest_persist(&c->guest, &c->plan, &ledger, e) < 0)
        end = exercise_refused(detail, e);
    else
        end = save_and_restore(c, file.path, detail, e);
    if (undo_run(&ledger, &left) < 0)
        end = exercise_left(end, &left, e);
    save_file_clear(&file);
    return end;
}

const struct phase exercise_save = {
    .name = "save",
    .work = work,
    .timeout = 60,
    .summary = "save to a file and restore",
};

static enum phase_end migrate_self(struct check *c, char **detail, struct error *e)
{
    enum phase_end end = work(c, detail, e);
    _cleanup_free_ char *seen = *detail;

    if (end != PHASE_PASSED)
        seen = NULL;
    else
        *detail = NULL;
    return seen ? exercise_passed(detail, e, "through a file: %s", seen) : end;
}

const struct phase exercise_migrate_self = {
    .name = "migrate-self",
    .work = migrate_self,
    .timeout = 60,
    .summary = "out and in again on the same host, through a file",
};
