/* See survey.h. */
#include "survey.h"
#include "place.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <string.h>

/* Where each axis stands in https://libvirt.org/formatcaps.html and
 * formatdomaincaps.html. */
#define GUEST "/capabilities/guest[os_type='hvm']/arch[@name='x86_64']"
#define MACHINES GUEST "/machine|" GUEST "/domain/machine"
#define DOMAINS GUEST "/domain/@type"
#define BUSES "/domainCapabilities/devices/disk/enum[@name='bus']/value"

static bool has(const struct axis *axis, const char *value)
{
    for (size_t i = 0; i < axis->n; i++)
        if (strcmp(axis->values[i], value) == 0)
            return true;
    return false;
}

static void add(struct survey *survey, struct axis *axis, const char *value)
{
    char *copy;

    if (has(axis, value) || axis->n == MATRIX_VALUES ||
        survey->n == ARRAY_SIZE(survey->strings))
        return;
    copy = strdup(value);
    if (copy)
        axis->values[axis->n++] = survey->strings[survey->n++] = copy;
}

static bool is_known(const char *const *known, const char *value)
{
    if (!known)
        return true;
    for (; *known; known++)
        if (strcmp(*known, value) == 0)
            return true;
    return false;
}

/* Add every node's text at `path`, of those in `known` (null: any). */
static void add_nodes(struct survey *survey, struct axis *axis, const char *xml,
                      const char *path, const char *const *known)
{
    xmlDocPtr doc =
        xml ? xmlReadMemory(xml, (int)strlen(xml), "capabilities", NULL,
                            XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING)
            : NULL;
    xmlXPathContextPtr context = doc ? xmlXPathNewContext(doc) : NULL;
    xmlXPathObjectPtr found =
        context ? xmlXPathEvalExpression((const xmlChar *)path, context) : NULL;

    for (int i = 0; found && found->nodesetval && i < found->nodesetval->nodeNr; i++) {
        xmlChar *text = xmlNodeGetContent(found->nodesetval->nodeTab[i]);

        if (text && is_known(known, (const char *)text))
            add(survey, axis, (const char *)text);
        xmlFree(text);
    }
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    xmlFreeDoc(doc);
}

int survey_fill(struct survey *survey, struct matrix *m, const struct host *host,
                const struct catalogue *catalogue, struct error *e)
{
    static const char *const memories[] = {"2", "16", "128", "4096"};
    _cleanup_free_ char *caps = NULL, *domain_caps = NULL;

    if ((m->machine.all || m->virt_type.all) &&
        !(caps = virConnectGetCapabilities(host->conn)))
        return vir_error(e, CODE_CONNECT, "%s: capabilities", host->uri);
    if (m->bus.all && !(domain_caps = virConnectGetDomainCapabilities(
                            host->conn, NULL, "x86_64", NULL, NULL, 0)))
        return vir_error(e, CODE_NO_EMULATOR, "%s: domain capabilities", host->uri);
    if (m->machine.all)
        add_nodes(survey, &m->machine, caps, MACHINES, NULL);
    if (m->virt_type.all)
        add_nodes(survey, &m->virt_type, caps, DOMAINS, spec_virt_types);
    if (m->bus.all)
        add_nodes(survey, &m->bus, domain_caps, BUSES, spec_buses);
    for (size_t i = 0; m->image.all && i < catalogue->n_images; i++)
        if (place_attachable(&catalogue->images[i]) &&
            strcmp(catalogue->images[i].program, "boot") == 0)
            add(survey, &m->image, catalogue->images[i].format);
    for (size_t i = 0; m->memory.all && i < ARRAY_SIZE(memories); i++)
        add(survey, &m->memory, memories[i]);
    return 0;
}

void survey_clear(struct survey *survey)
{
    for (size_t i = 0; i < survey->n; i++)
        free(survey->strings[i]);
    survey->n = 0;
}
