/* See domain.h. */
#include "domain.h"
#include "text.h"

#include <string.h>

virDomainPtr domain_find(const struct host *host, const char *word, struct error *e)
{
    virDomainPtr domain = virDomainLookupByName(host->conn, word);
    _cleanup_free_ char *shown = NULL;

    if (!domain && vir_last_code() == VIR_ERR_NO_DOMAIN)
        domain = virDomainLookupByUUIDString(host->conn, word);
    if (domain)
        return domain;
    shown = text_clean(word, strlen(word), 200);
    if (vir_last_code() == VIR_ERR_NO_DOMAIN || vir_last_code() == VIR_ERR_INVALID_ARG)
        error_set(e, CODE_NO_DOMAIN, "domain '%s': %s knows none of that name or UUID",
                  shown ? shown : "", host->uri);
    else
        vir_error(e, CODE_CONNECT, "domain '%s'", shown ? shown : "");
    return NULL;
}

int domain_read(const struct host *host, const char *word, char **definition, char **live,
                struct error *e)
{
    _cleanup_domain_ virDomainPtr domain = domain_find(host, word, e);

    if (!domain)
        return -1;
    *definition = virDomainGetXMLDesc(domain, VIR_DOMAIN_XML_INACTIVE);
    if (!*definition)
        return vir_error(e, CODE_INTERNAL, "domain '%s': its XML", word);
    *live = virDomainIsActive(domain) == 1 ? virDomainGetXMLDesc(domain, 0) : NULL;
    return 0;
}

bool domain_equal(virDomainPtr a, virDomainPtr b)
{
    unsigned char one[VIR_UUID_BUFLEN], other[VIR_UUID_BUFLEN];

    return virDomainGetUUID(a, one) == 0 && virDomainGetUUID(b, other) == 0 &&
           memcmp(one, other, sizeof one) == 0;
}

void domain_release(virDomainPtr domain)
{
    (void)virDomainFree(domain);
}

bool domain_runs(virDomainPtr domain)
{
    int state;

    return virDomainGetState(domain, &state, NULL, 0) == 0 && state == VIR_DOMAIN_RUNNING;
}

int domain_mark(virDomainPtr domain, struct mark *mark, struct error *e)
{
    const char *name =
        virDomainGetName(domain); /* now: it forgets libvirt's last error */
    _cleanup_free_ char *xml =
        virDomainGetMetadata(domain, VIR_DOMAIN_METADATA_ELEMENT, MARK_NAMESPACE, 0);

    if (!xml && vir_last_code() != VIR_ERR_NO_DOMAIN_METADATA)
        return vir_error(e, CODE_CONNECT, "domain '%s'", name);
    if (xml && mark_parse(mark, xml, e) == 0)
        return 0;
    if (xml && e->code == CODE_MEMORY_OUT)
        return -1;
    return error_set(e, CODE_NOT_OURS, "domain '%s' was not defined by tinyvm", name);
}

virDomainPtr domain_find_defined(const struct host *host, const char *name,
                                 struct error *e)
{
    virDomainPtr domain = domain_find(host, name, e);
    _cleanup_mark_ struct mark mark = {0};

    if (!domain)
        return NULL;
    if (domain_mark(domain, &mark, e) == 0) {
        if (strcmp(mark.kind, "defined") == 0)
            return domain;
        error_set(e, CODE_NOT_OURS, "domain '%s' is a throw-away guest", name);
    }
    virDomainFree(domain);
    return NULL;
}
