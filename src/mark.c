/* See mark.h. */
#include "mark.h"

#include <errno.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stddef.h>
#include <string.h>

const struct mark_attribute mark_attributes[] = {
    {"version", offsetof(struct mark, version)},
    {"kind", offsetof(struct mark, kind)},
    {"run", offsetof(struct mark, run)},
    {"uuid", offsetof(struct mark, uuid)},
    {"pid", offsetof(struct mark, pid)},
    {"fingerprint", offsetof(struct mark, fingerprint)},
    {"pool", offsetof(struct mark, pool)},
    {"volume", offsetof(struct mark, volume)},
    {"made-pool", offsetof(struct mark, made_pool)},
    {NULL, 0},
};

static char **field(struct mark *mark, const struct mark_attribute *attribute)
{
    return (char **)(void *)((char *)mark + attribute->offset);
}

/* libxml2 allocates; the rest of the program frees with free(). */
static char *get_attribute(xmlNodePtr node, const char *name)
{
    xmlChar *value = xmlGetNoNsProp(node, (const xmlChar *)name);
    char *copy = value ? strdup((const char *)value) : NULL;

    xmlFree(value);
    return copy;
}

/* libvirt hands the element over without its namespace's prefix, so only the name counts.
 */
int mark_parse(struct mark *mark, const char *xml, struct error *e)
{
    xmlDocPtr doc;
    xmlNodePtr root;
    int result = 0;

    errno = 0;
    doc = xmlReadMemory(xml, (int)strlen(xml), "metadata", NULL,
                        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    root = doc ? xmlDocGetRootElement(doc) : NULL;
    if (root && strcmp((const char *)root->name, MARK_ELEMENT) == 0)
        for (const struct mark_attribute *a = mark_attributes; a->name; a++)
            *field(mark, a) = get_attribute(root, a->name);
    /* libxml2 tells an attribute that is absent from one that found no room by this
     * alone.
     */
    if (errno == ENOMEM)
        result = error_set(e, CODE_MEMORY_OUT, "no memory for its metadata");
    else if (!mark->version || !mark->kind)
        result = error_set(e, CODE_NOT_OURS, "its metadata is not tinyvm's");
    xmlFreeDoc(doc);
    return result;
}

void mark_clear(struct mark *mark)
{
    for (const struct mark_attribute *a = mark_attributes; a->name; a++)
        free(*field(mark, a));
    *mark = (struct mark){0};
}
