/* What a host would run a guest with: its domain capabilities
 * (https://libvirt.org/formatdomaincaps.html).  See host.h. */
#include "host.h"
#include "kvm-access.h"

#include <libxml/parser.h>
#include <string.h>

/* One cheap question; virConnectGetCapabilities would probe every emulator on the host.
 */
static char *ask(const struct host *host, const char *machine, const char *virt_type)
{
    return virConnectGetDomainCapabilities(host->conn, NULL, "x86_64", machine, virt_type,
                                           0);
}

bool host_denies_kvm(const struct host *host)
{
    return host->local && host->system && !host->root &&
           kvm_access(KVM_QEMU_USER) == KVM_ACCESS_NO;
}

/* Why the host refused, found by leaving out one demand after the other. */
static int diagnose(const struct host *host, const char *machine, const char *virt_type,
                    struct error *e)
{
    bool other_driver = vir_last_code() == VIR_ERR_NO_SUPPORT;
    enum code code = CODE_NO_MACHINE;
    char *caps;

    vir_error(e, other_driver ? CODE_NOT_QEMU : CODE_NO_EMULATOR, "%s", host->uri);
    if (other_driver)
        return error_wrap(e, "libvirt's driver %s starts no such guests",
                          virConnectGetType(host->conn));
    if (e->code != CODE_NO_EMULATOR) /* no answer at all: the connection's own trouble */
        return -1;
    if (!(caps = ask(host, NULL, NULL))) {
        code = CODE_NO_EMULATOR;
    } else if (virt_type && !(free(caps), caps = ask(host, NULL, virt_type))) {
        code = CODE_NO_KVM;
    }
    free(caps);
    e->code = code;
    if (code == CODE_NO_KVM && host_denies_kvm(host)) {
        e->code = CODE_KVM_ACCESS;
        return error_wrap(e, "QEMU's user cannot open /dev/kvm");
    }
    return code == CODE_NO_MACHINE ? error_wrap(e, "machine type '%s'", machine) : -1;
}

static char *child_text(xmlNodePtr parent, const char *name)
{
    for (xmlNodePtr node = parent->children; node; node = node->next) {
        if (node->type == XML_ELEMENT_NODE &&
            strcmp((const char *)node->name, name) == 0) {
            xmlChar *text = xmlNodeGetContent(node);
            char *copy = text ? strdup((const char *)text) : NULL;

            xmlFree(text);
            return copy;
        }
    }
    return NULL;
}

static int parse(const char *caps, struct host_machine *out)
{
    xmlDocPtr doc =
        xmlReadMemory(caps, (int)strlen(caps), "capabilities", NULL,
                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    xmlNodePtr root = doc ? xmlDocGetRootElement(doc) : NULL;

    if (root) {
        out->emulator = child_text(root, "path");
        out->virt_type = child_text(root, "domain");
    }
    xmlFreeDoc(doc);
    return out->emulator && out->virt_type ? 0 : -1;
}

int host_resolve(const struct host *host, const struct spec *spec,
                 struct host_machine *out, struct error *e)
{
    const char *virt_type = strcmp(spec->virt_type, "auto") == 0 ? NULL : spec->virt_type;
    const char *machine = spec->machine ? spec->machine : "pc";
    _cleanup_free_ char *caps = ask(host, machine, virt_type);

    /* pc is the quicker one to boot, but some distributions build QEMU without it. */
    if (!caps && !spec->machine)
        caps = ask(host, machine = "q35", virt_type);
    if (!caps)
        return diagnose(host, machine, virt_type, e);
    out->machine = strdup(machine);
    if (!out->machine || parse(caps, out) < 0)
        return error_set(e, CODE_NO_EMULATOR,
                         "%s: its domain capabilities name no emulator", host->uri);
    return 0;
}

void host_machine_clear(struct host_machine *machine)
{
    free(machine->emulator);
    free(machine->virt_type);
    free(machine->machine);
    *machine = (struct host_machine){0};
}
