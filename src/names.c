/* See names.h. */
#include "names.h"
#include "domain.h"
#include "xml-tree.h"

#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>

/* libvirt would start a session's daemon only to find that it has no domains, and ssh
 * would ask for a password on the terminal, which is in use (ssh(1),
 * SSH_ASKPASS_REQUIRE).
 */
static void ask_nobody(void)
{
    _cleanup_close_ int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);

    if (terminal >= 0)
        (void)ioctl(terminal, TIOCNOTTY);
    setenv("SSH_ASKPASS_REQUIRE", "never", 1);
    setenv("LIBVIRT_AUTOSTART", "0", 1);
}

static virConnectPtr open_quietly(const char *uri)
{
    _cleanup_error_ struct error e = {0};

    /* The in-process driver holds nobody's domains, and would be started by asking. */
    if ((uri && strstr(uri, ":///embed")) || vir_load(&e) < 0)
        return NULL;
    ask_nobody();
    return virConnectOpenReadOnly(uri);
}

static bool is_ours(virDomainPtr domain)
{
    _cleanup_error_ struct error e = {0};
    _cleanup_mark_ struct mark mark = {0};

    return domain_mark(domain, &mark, &e) == 0 && mark.kind &&
           strcmp(mark.kind, "defined") == 0;
}

static void offer_domains(virConnectPtr conn, bool running, bool ours, names_offer *offer,
                          void *opaque)
{
    virDomainPtr *domains = NULL;
    unsigned flags =
        running ? VIR_CONNECT_LIST_DOMAINS_ACTIVE : VIR_CONNECT_LIST_DOMAINS_INACTIVE;
    int n = virConnectListAllDomains(conn, &domains, flags);

    for (int i = 0; i < n; i++) {
        if (!ours || is_ours(domains[i]))
            offer(opaque, virDomainGetName(domains[i]), running ? "running" : "shut off");
        virDomainFree(domains[i]);
    }
    free(domains);
}

void names_domains(const char *uri, enum names_state state, bool ours, names_offer *offer,
                   void *opaque)
{
    virConnectPtr conn = open_quietly(uri);

    if (!conn)
        return;
    if (state != NAMES_OFF)
        offer_domains(conn, true, ours, offer, opaque);
    if (state != NAMES_RUNNING)
        offer_domains(conn, false, ours, offer, opaque);
    virConnectClose(conn);
}

/* <machine canonical='pc-i440fx-7.2' maxCpus='255'>pc</machine>
 * (https://libvirt.org/formatcaps.html) */
static void offer_machines(xmlNodePtr arch, names_offer *offer, void *opaque)
{
    for (xmlNodePtr node = xml_find(arch, "machine"); node; node = xml_next(node)) {
        xmlChar *name = xmlNodeGetContent(node);
        xmlChar *canonical = xmlGetProp(node, (const xmlChar *)"canonical");

        if (name)
            offer(opaque, (const char *)name, (const char *)canonical);
        xmlFree(name);
        xmlFree(canonical);
    }
}

void names_machines(const char *uri, names_offer *offer, void *opaque)
{
    virConnectPtr conn = open_quietly(uri);
    _cleanup_free_ char *xml = conn ? virConnectGetCapabilities(conn) : NULL;
    xmlDocPtr doc = xml ? xml_read(xml, "capabilities") : NULL;
    xmlNodePtr root = doc ? xmlDocGetRootElement(doc) : NULL;

    for (xmlNodePtr guest = root ? xml_find(root, "guest") : NULL; guest;
         guest = xml_next(guest)) {
        xmlNodePtr arch = xml_find(guest, "arch");

        if (xml_is(arch, "name", "x86_64"))
            offer_machines(arch, offer, opaque);
    }
    xmlFreeDoc(doc);
    if (conn)
        virConnectClose(conn);
}
