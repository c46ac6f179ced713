/* See xml-tree.h. */
#include "xml-tree.h"
#include "macro.h"

#include <libxml/parser.h>
#include <string.h>

xmlDocPtr xml_read(const char *xml, const char *root)
{
    xmlDocPtr doc =
        xmlReadMemory(xml, (int)strlen(xml), root, NULL,
                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    xmlNodePtr node = doc ? xmlDocGetRootElement(doc) : NULL;

    if (node && !doc->intSubset && strcmp((const char *)node->name, root) == 0)
        return doc;
    xmlFreeDoc(doc);
    return NULL;
}

static xmlNodePtr named(xmlNodePtr node, const char *name, size_t len)
{
    for (; node; node = node->next)
        if (node->type == XML_ELEMENT_NODE && strlen((const char *)node->name) == len &&
            strncmp((const char *)node->name, name, len) == 0)
            return node;
    return NULL;
}

xmlNodePtr xml_find(xmlNodePtr node, const char *path)
{
    while (node && *path) {
        size_t len = strcspn(path, "/");

        node = named(node->children, path, len);
        path += len + (path[len] == '/');
    }
    return node;
}

xmlNodePtr xml_next(xmlNodePtr node)
{
    return named(node->next, (const char *)node->name, strlen((const char *)node->name));
}

bool xml_is(xmlNodePtr node, const char *attribute, const char *value)
{
    xmlChar *found = node ? xmlGetProp(node, (const xmlChar *)attribute) : NULL;
    bool is = found && strcmp((const char *)found, value) == 0;

    xmlFree(found);
    return is;
}

char *xml_text(xmlNodePtr node)
{
    /* Unlike the node, its copy declares the namespaces that it inherits. */
    xmlNodePtr copy = xmlCopyNode(node, 1);
    xmlBufferPtr buffer = xmlBufferCreate();
    char *text = NULL;

    if (copy && buffer && xmlNodeDump(buffer, NULL, copy, 0, 0) > 0)
        text = strdup((const char *)xmlBufferContent(buffer));
    if (buffer)
        xmlBufferFree(buffer);
    xmlFreeNode(copy);
    return text;
}

static void ignore(void *context _unused_, const char *format _unused_, ...)
{
}

void xml_silence(void)
{
    xmlSetGenericErrorFunc(NULL, ignore);
    (void)xmlThrDefSetGenericErrorFunc(NULL, ignore);
}
