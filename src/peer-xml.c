/* See peer-xml.h. */
#include "peer-xml.h"
#include "xml-tree.h"

#include <string.h>

char *peer_xml(const char *xml, const char *path)
{
    xmlDocPtr doc = xml_read(xml, "domain");
    xmlNodePtr source =
        doc ? xml_find(xmlDocGetRootElement(doc), "devices/disk/source") : NULL;
    char *copy = NULL;

    if (source && xmlSetProp(source, BAD_CAST "file", BAD_CAST path))
        copy = xml_text(xmlDocGetRootElement(doc));
    xmlFreeDoc(doc);
    return copy;
}
