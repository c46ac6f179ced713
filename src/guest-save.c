/* Out of QEMU and in again: by a file, or by what libvirt keeps itself, which only a
 * persistent domain has.  See guest-acts.h. */
#include "guest-acts.h"

static int undo_definition(void *arg, struct error *e)
{
    const struct guest *guest = arg;
    _cleanup_domain_ virDomainPtr domain =
        virDomainLookupByUUIDString(guest->host->conn, guest->uuid);

    if (!domain && vir_last_code() == VIR_ERR_NO_DOMAIN)
        return 0;
    if (!domain || virDomainUndefineFlags(domain, VIR_DOMAIN_UNDEFINE_MANAGED_SAVE) < 0)
        return vir_error(e, CODE_LEFTOVERS, "undefining it");
    return 0;
}

int guest_persist(struct guest *guest, const struct domain_plan *plan,
                  struct undo *ledger, struct error *e)
{
    _cleanup_free_ char *xml = domain_xml(plan);
    _cleanup_domain_ virDomainPtr defined = NULL;

    if (!xml)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the domain's XML");
    defined = virDomainDefineXML(guest->host->conn, xml);
    if (!defined)
        return guest_refused(e, "defining it");
    return undo_push(ledger, undo_definition, guest, e, "definition of '%s'",
                     guest->name);
}

int guest_save(struct guest *guest, const char *path, struct error *e)
{
    int result = path ? virDomainSave(guest->domain, path)
                      : virDomainManagedSave(guest->domain, 0);

    return result < 0 ? guest_refused(e, "saving") : 0;
}

static int restore_file(const struct guest *guest, const char *path, struct error *e)
{
    if (virDomainRestoreFlags(guest->host->conn, path, NULL, VIR_DOMAIN_SAVE_PAUSED) < 0)
        return vir_error(e, CODE_EXERCISE, "restoring");
    return 0;
}

static int start_again(const struct guest *guest, struct error *e)
{
    unsigned flags = VIR_DOMAIN_START_PAUSED;

    if (virDomainHasManagedSaveImage(guest->domain, 0) != 1)
        return error_set(e, CODE_EXERCISE, "libvirt says that it keeps no saved state");
    if (!guest->host->root)
        flags |= VIR_DOMAIN_START_AUTODESTROY;
    if (virDomainCreateWithFlags(guest->domain, flags) < 0)
        return vir_error(e, CODE_EXERCISE, "starting it from its saved state");
    return 0;
}

int guest_restore(struct guest *guest, const char *path, struct error *e)
{
    virDomainPtr domain;

    if ((path ? restore_file(guest, path, e) : start_again(guest, e)) < 0)
        return -1;
    domain = virDomainLookupByUUIDString(guest->host->conn, guest->uuid);
    if (!domain)
        return vir_error(e, CODE_EXERCISE, "after restoring");
    return guest_return(guest, domain, e);
}
