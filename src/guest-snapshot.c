/* Memory and disk, kept inside the image.  See guest-acts.h. */
#include "guest-acts.h"

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

int guest_snapshot(struct guest *guest, struct undo *ledger, struct error *e)
{
    virDomainSnapshotPtr snapshot =
        virDomainSnapshotCreateXML(guest->domain, SNAPSHOT_XML, 0);

    if (!snapshot)
        return guest_refused(e, "creating a snapshot");
    virDomainSnapshotFree(snapshot);
    return undo_push(ledger, undo_snapshot, guest, e, "snapshot of its guest");
}

static int go_back(const struct guest *guest, struct error *e)
{
    virDomainSnapshotPtr snapshot =
        virDomainSnapshotLookupByName(guest->domain, SNAPSHOT_NAME, 0);
    int result = -1;

    if (snapshot)
        result = virDomainRevertToSnapshot(snapshot, VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED);
    if (result < 0)
        vir_error(e, CODE_EXERCISE, "reverting to the snapshot");
    if (snapshot)
        virDomainSnapshotFree(snapshot);
    return result;
}

int guest_revert(struct guest *guest, struct error *e)
{
    virDomainPtr domain;

    guest_hang_up(guest);
    if (go_back(guest, e) < 0)
        return -1;
    domain = virDomainLookupByUUIDString(guest->host->conn, guest->uuid);
    if (!domain)
        return vir_error(e, CODE_EXERCISE, "after reverting");
    guest_catch_up(guest); /* QEMU may have been started anew: that end was no end */
    guest->life = (struct life){0};
    return guest_return(guest, domain, e);
}

int guest_drop_snapshot(struct guest *guest, struct error *e)
{
    return undo_snapshot(guest, e);
}
