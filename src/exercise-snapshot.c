/* Snapshot: memory and disk are kept inside the image, the guest is disturbed, and goes
 * back to where it was.  That wants a writable qcow2 disk. */
#include "apart.h"
#include "exercise.h"

#define SNAPSHOT_NAME "tinyvm"
#define SNAPSHOT_XML "<domainsnapshot><name>" SNAPSHOT_NAME "</name></domainsnapshot>"

static int undo_snapshot(void *arg, struct error *e)
{
    const struct guest *guest = arg;
    virDomainSnapshotPtr snapshot =
        virDomainSnapshotLookupByName(guest->domain, SNAPSHOT_NAME, 0);
    int result = 0;

    if (!snapshot)
        return 0; /* gone, with its domain if need be: that is proved of the domain */
    if (virDomainSnapshotDelete(snapshot, 0) < 0)
        result = vir_error(e, CODE_LEFTOVERS, "deleting it");
    virDomainSnapshotFree(snapshot);
    return result;
}

static int revert(struct guest *guest, virDomainSnapshotPtr snapshot, struct error *e)
{
    virDomainPtr domain;

    guest_hang_up(guest);
    if (virDomainRevertToSnapshot(snapshot, VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED) < 0)
        return vir_error(e, CODE_EXERCISE, "reverting to the snapshot");
    domain = virDomainLookupByUUIDString(guest->host->conn, guest->uuid);
    if (!domain)
        return vir_error(e, CODE_EXERCISE, "after reverting");
    guest_catch_up(guest); /* QEMU may have been started anew: that end was no end */
    guest->life = (struct life){0};
    return guest_return(guest, domain, e);
}

static enum phase_end create_disturb_revert(struct check *own, char **detail,
                                            struct error *e)
{
    char line[DIALOGUE_NONCE], other[DIALOGUE_NONCE];
    virDomainSnapshotPtr snapshot;
    int result;

    if (dialogue_half(&own->dialogue, line, own->deadline, e) < 0)
        return PHASE_FAILED;
    snapshot = virDomainSnapshotCreateXML(own->guest.domain, SNAPSHOT_XML, 0);
    if (!snapshot)
        return exercise_vir_refused(detail, e, "creating a snapshot");
    result =
        undo_push(&own->ledger, undo_snapshot, &own->guest, e, "snapshot of its guest");
    if (result == 0)
        result = dialogue_rest(&own->dialogue, line, own->deadline, e);
    if (result == 0)
        result = dialogue_half(&own->dialogue, other, own->deadline, e);
    if (result == 0)
        result = revert(&own->guest, snapshot, e);
    virDomainSnapshotFree(snapshot);
    if (result < 0 || dialogue_rest(&own->dialogue, line, own->deadline, e) < 0)
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
        (undo_snapshot(&own->guest, e) < 0 ||
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
