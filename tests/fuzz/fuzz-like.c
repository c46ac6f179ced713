/* --like: any domain's XML, and live XML after a form feed.  What is taken from it makes
 * a domain's XML that is well-formed and has no more than one of anything. */
#include "fuzz.h"

#include "domain-xml.h"
#include "like.h"

#include <libxml/parser.h>
#include <string.h>

static size_t count(xmlNodePtr parent, const char *name)
{
    size_t n = 0;

    for (xmlNodePtr node = parent->children; node; node = node->next)
        n +=
            node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
    return n;
}

/* No recovery; `declared`: whether all its namespaces are. */
static xmlDocPtr parse(const char *xml, bool *declared)
{
    xmlParserCtxtPtr context = xmlNewParserCtxt();
    xmlDocPtr doc;

    PROMISE(context);
    doc = xmlCtxtReadMemory(context, xml, (int)strlen(xml), "domain", NULL,
                            XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    *declared = context->nsWellFormed;
    xmlFreeParserCtxt(context);
    return doc;
}

static void is_a_domain(const char *xml, bool namespaces)
{
    bool declared;
    xmlDocPtr doc = parse(xml, &declared);
    xmlNodePtr root = doc ? xmlDocGetRootElement(doc) : NULL;

    PROMISE(root && (declared || !namespaces));
    PROMISE(strcmp((const char *)root->name, "domain") == 0 && !root->next);
    PROMISE(count(root, "features") <= 1 && count(root, "cpu") <= 1 &&
            count(root, "clock") <= 1 && count(root, "memoryBacking") <= 1);
    PROMISE(count(root, "devices") == 1 && count(root, "os") == 1 &&
            count(root, "name") == 1);
    xmlFreeDoc(doc);
}

static void repeat(const struct like *like, bool declared)
{
    static char version[] = "1", kind[] = "check";
    struct domain_plan plan = {
        .name = "n",
        .virt_type = like->virt_type,
        .machine = like->machine,
        .memory = 16,
        .disk = {.path = "/p", .driver = "raw", .device = "disk", .bus = like->bus},
        .agent = like->agent,
        .features = like->features,
        .copied = like->copied,
        .mark = {.version = version, .kind = kind},
    };
    char *xml = domain_xml(&plan);

    PROMISE(xml);
    is_a_domain(xml, declared);
    free(xml);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *definition = malloc(size + 1), *live;
    struct like like = {0};
    struct error e = {0};
    bool declared;

    PROMISE(definition);
    memcpy(definition, data, size);
    definition[size] = '\0';
    live = strchr(definition, '\f');
    if (live)
        *live++ = '\0';
    if (like_read(&like, definition, live, &e) == 0) {
        PROMISE(like.machine && like.virt_type && like.features && like.page >= 0);
        xmlFreeDoc(parse(definition, &declared));
        repeat(&like, declared);
    } else {
        PROMISE(e.code == CODE_UNSUPPORTED || e.code == CODE_NOT_QEMU ||
                e.code == CODE_INTERNAL);
    }
    error_clear(&e);
    like_clear(&like);
    free(definition);
    return 0;
}
