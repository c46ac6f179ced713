/* See domain-facts.h. */
#include "domain-facts.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <string.h>

#define AGENT "/domain/devices/channel/target[@name='org.qemu.guest_agent.0']"

/* What a boolean XPath expression says about the document. */
static bool holds(xmlXPathContextPtr context, const char *expression)
{
    xmlXPathObjectPtr found = xmlXPathEval((const xmlChar *)expression, context);
    bool result = found && xmlXPathCastToBoolean(found);

    xmlXPathFreeObject(found);
    return result;
}

int domain_facts_read(struct domain_facts *facts, const char *xml, struct error *e)
{
    xmlDocPtr doc =
        xmlReadMemory(xml, (int)strlen(xml), "domain", NULL,
                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    xmlXPathContextPtr context = doc ? xmlXPathNewContext(doc) : NULL;
    bool domain = context && holds(context, "/domain");

    if (domain)
        *facts = (struct domain_facts){
            .acpi = holds(context, "/domain/features/acpi"),
            .agent = holds(context, AGENT),
            .agent_connected = holds(context, AGENT "[@state='connected']"),
            .restarts = holds(context, "/domain/on_poweroff = 'restart' or "
                                       "/domain/on_poweroff = 'rename-restart'"),
            .preserves = holds(context, "/domain/on_poweroff = 'preserve'"),
        };
    xmlXPathFreeContext(context);
    xmlFreeDoc(doc);
    return domain ? 0 : error_set(e, CODE_INTERNAL, "libvirt's domain XML is none");
}
