/* See persist.h. */
#include "persist.h"
#include "exercise.h"

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

enum phase_end persist(struct check *c, struct undo *ledger, char **detail,
                       struct error *e)
{
    _cleanup_free_ char *xml = domain_xml(&c->plan);
    _cleanup_domain_ virDomainPtr defined = NULL;

    if (!xml)
        return exercise_out_of_memory(e);
    defined = virDomainDefineXML(c->guest.host->conn, xml);
    if (!defined)
        return exercise_vir_refused(detail, e, "defining it");
    return undo_push(ledger, undo_definition, &c->guest, e, "definition of '%s'",
                     c->guest.name) < 0
               ? PHASE_FAILED
               : PHASE_PASSED;
}
