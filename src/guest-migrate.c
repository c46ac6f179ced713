/* Live migration by way of our two connections (libvirt's managed direct migration,
 * https://libvirt.org/migration.html).  See guest-acts.h. */
#include "guest-acts.h"
#include "peer-xml.h"

/* Two daemons of one machine meet on its loopback: their host names need not resolve. */
static int parameters(virTypedParameterPtr *params, int *n, const struct guest *guest,
                      const struct guest *there, const char *path, struct error *e)
{
    _cleanup_free_ char *xml =
        virDomainGetXMLDesc(guest->domain, VIR_DOMAIN_XML_MIGRATABLE);
    _cleanup_free_ char *moved = xml ? peer_xml(xml, path) : NULL;
    int max = 0;

    if (!moved)
        return error_set(e, CODE_EXERCISE, "the domain's XML cannot be read");
    if (virTypedParamsAddString(params, n, &max, VIR_MIGRATE_PARAM_DEST_XML, moved) < 0 ||
        virTypedParamsAddString(params, n, &max, VIR_MIGRATE_PARAM_DEST_NAME,
                                there->name) < 0 ||
        (there->host->local && guest->host->local &&
         virTypedParamsAddString(params, n, &max, VIR_MIGRATE_PARAM_URI,
                                 "tcp://127.0.0.1") < 0))
        return vir_error(e, CODE_INTERNAL, "migration's parameters");
    return 0;
}

int guest_migrate(struct guest *guest, struct guest *there, const char *path,
                  struct error *e)
{
    virTypedParameterPtr params = NULL;
    int n = 0, result = parameters(&params, &n, guest, there, path, e);
    virDomainPtr moved;

    if (result == 0) {
        guest_hang_up(guest);
        moved = virDomainMigrate3(guest->domain, there->host->conn, params, (unsigned)n,
                                  VIR_MIGRATE_LIVE);
        result = moved ? guest_take(there, moved, e) : guest_refused(e, "migrating");
    }
    virTypedParamsFree(params, n);
    return result;
}
