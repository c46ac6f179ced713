/* What else is read of any domain's XML: the facts about its power button, and the copy
 * for another host, whose disk lies where it was told to. */
#include "fuzz.h"

#include "domain-facts.h"
#include "peer-xml.h"
#include "xml-tree.h"

#include <string.h>

#define PLACE "/var/lib/'<&>\"/disk"

static void for_a_peer(const char *xml)
{
    char *copy = peer_xml(xml, PLACE), *again;
    xmlDocPtr doc;

    if (!copy)
        return;
    doc = xml_read(copy, "domain");
    PROMISE(doc);
    PROMISE(xml_is(xml_find(xmlDocGetRootElement(doc), "devices/disk/source"), "file",
                   PLACE));
    xmlFreeDoc(doc);
    again = peer_xml(copy, PLACE);
    PROMISE(again && strcmp(again, copy) == 0);
    free(again);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *xml = malloc(size + 1);
    struct domain_facts facts = {0};
    struct error e = {0};

    PROMISE(xml);
    memcpy(xml, data, size);
    xml[size] = '\0';
    if (domain_facts_read(&facts, xml, &e) == 0)
        PROMISE(!facts.agent_connected || facts.agent);
    else
        PROMISE(e.code == CODE_INTERNAL && !facts.acpi && !facts.restarts);
    error_clear(&e);
    for_a_peer(xml);
    free(xml);
    return 0;
}
