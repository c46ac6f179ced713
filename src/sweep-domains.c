/* Throw-away guests whose tinyvm is no more.  See sweep.h. */
#include "domain.h"
#include "sweep.h"

#include <string.h>

/* Ours if its mark says throw-away, bears a run id, and names this very domain: a clone
 * or a copy of the XML has another UUID. */
static bool is_throwaway(virDomainPtr domain, struct mark *mark,
                         char uuid[VIR_UUID_STRING_BUFLEN])
{
    _cleanup_error_ struct error e = {0};

    return virDomainGetUUIDString(domain, uuid) == 0 &&
           domain_mark(domain, mark, &e) == 0 && strcmp(mark->kind, "defined") != 0 &&
           mark->run && run_id_length(mark->run) == strlen(mark->run) &&
           run_id_length(mark->run) > 0 && mark->uuid && strcmp(mark->uuid, uuid) == 0;
}

static int consider(struct sweep *s, virDomainPtr domain, struct error *e)
{
    _cleanup_mark_ struct mark mark = {0};
    char uuid[VIR_UUID_STRING_BUFLEN];
    struct leftover *item;

    if (!is_throwaway(domain, &mark, uuid))
        return 0;
    item = sweep_add(s, LEFTOVER_DOMAIN, virDomainGetName(domain), mark.run);
    if (!item)
        return error_set(e, CODE_MEMORY_OUT, "no memory for a list");
    strcpy(item->uuid, uuid);
    return 0;
}

int sweep_find_domains(struct sweep *s, const struct host *host, struct error *e)
{
    virDomainPtr *all = NULL;
    int n = virConnectListAllDomains(host->conn, &all, 0), result = 0;

    if (n < 0)
        return vir_error(e, CODE_CONNECT, "%s: domains", host->uri);
    for (int i = 0; i < n; i++) {
        if (result == 0)
            result = consider(s, all[i], e);
        virDomainFree(all[i]);
    }
    free(all);
    return result;
}

int sweep_remove_domain(const struct leftover *item, const struct host *host,
                        struct error *e)
{
    _cleanup_domain_ virDomainPtr domain =
        virDomainLookupByUUIDString(host->conn, item->uuid);
    _cleanup_domain_ virDomainPtr left = NULL;
    _cleanup_mark_ struct mark mark = {0};
    char uuid[VIR_UUID_STRING_BUFLEN];

    if (!domain && vir_last_code() == VIR_ERR_NO_DOMAIN)
        return 0;
    if (!domain)
        return vir_error(e, CODE_LEFTOVERS, "domain '%s'", item->name);
    if (!is_throwaway(domain, &mark, uuid) || strcmp(mark.run, item->run) != 0)
        return error_set(e, CODE_LEFTOVERS, "domain '%s' has changed meanwhile",
                         item->name);
    /* Each may fail because it has gone by itself: the last look decides. */
    if (virDomainIsActive(domain) == 1 && virDomainDestroy(domain) < 0)
        vir_error(e, CODE_LEFTOVERS, "destroying domain '%s'", item->name);
    if (virDomainIsPersistent(domain) == 1 &&
        virDomainUndefineFlags(domain, VIR_DOMAIN_UNDEFINE_MANAGED_SAVE |
                                           VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA) < 0)
        vir_error(e, CODE_LEFTOVERS, "undefining domain '%s'", item->name);
    left = virDomainLookupByUUIDString(host->conn, item->uuid);
    if (left)
        return e->text ? -1
                       : error_set(e, CODE_LEFTOVERS, "domain '%s' is still there",
                                   item->name);
    error_clear(e);
    return 0;
}
