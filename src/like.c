/* See like.h. */
#include "like.h"
#include "spec.h"
#include "text.h"
#include "xml-tree.h"

#include <limits.h>
#include <string.h>

#define AGENT_CHANNEL "org.qemu.guest_agent.0"

static void remark(struct like *like, const char *format, ...) _printf_(2, 3);

static void remark(struct like *like, const char *format, ...)
{
    _cleanup_free_ char *before = like->remarks, *more = NULL;
    va_list args;
    int made;

    va_start(args, format);
    made = vasprintf(&more, format, args);
    va_end(args);
    if (made < 0)
        more = NULL;
    if (asprintf(&like->remarks, "%s; %s", before ? before : "", more ? more : "") < 0)
        like->remarks = NULL;
}

static char *attribute(xmlNodePtr node, const char *name)
{
    xmlChar *value = node ? xmlGetProp(node, (const xmlChar *)name) : NULL;
    char *copy = value ? strdup((const char *)value) : NULL;

    xmlFree(value);
    return copy;
}

/* Append an element to what is copied; null is allowed. */
static int copy(struct like *like, xmlNodePtr node)
{
    _cleanup_free_ char *before = like->copied, *text = node ? xml_text(node) : NULL;

    if (node && !text)
        before = NULL;
    else if (asprintf(&like->copied, "%s%s", before ? before : "", text ? text : "") >= 0)
        return 0;
    like->copied = NULL;
    return -1;
}

/* Without what only a domain of that many processors and that much memory can have. */
static int copy_cpu(struct like *like, xmlNodePtr cpu)
{
    static const char *const parts[] = {"topology", "numa"};

    for (size_t i = 0; cpu && i < ARRAY_SIZE(parts); i++) {
        xmlNodePtr part = xml_find(cpu, parts[i]);

        if (part) {
            xmlUnlinkNode(part);
            xmlFreeNode(part);
        }
    }
    return copy(like, cpu);
}

static int copy_elements(struct like *like, xmlNodePtr domain)
{
    xmlNodePtr features = xml_find(domain, "features");

    like->features = features ? xml_text(features) : strdup("");
    if (!like->features || copy_cpu(like, xml_find(domain, "cpu")) < 0 ||
        copy(like, xml_find(domain, "clock")) < 0 ||
        copy(like, xml_find(domain, "memoryBacking")) < 0)
        return -1;
    for (xmlNodePtr label = xml_find(domain, "seclabel"); label; label = xml_next(label))
        if (copy(like, label) < 0)
            return -1;
    return 0;
}

/* libvirt writes sizes in KiB, whatever they were given in. */
static long read_page(xmlNodePtr domain)
{
    _cleanup_free_ char *size =
        attribute(xml_find(domain, "memoryBacking/hugepages/page"), "size");

    long kib = 0;

    return size && text_to_number(size, 0, LONG_MAX, &kib) ? kib / 1024 : 0;
}

static void read_bus(struct like *like, xmlNodePtr domain)
{
    xmlNodePtr disk = xml_find(domain, "devices/disk");

    while (disk && !xml_is(disk, "device", "disk"))
        disk = xml_next(disk);
    like->bus = disk ? attribute(xml_find(disk, "target"), "bus") : NULL;
    for (const char *const *known = spec_buses; like->bus && *known; known++)
        if (strcmp(like->bus, *known) == 0)
            return;
    if (like->bus)
        remark(like, "its disk's bus, %s, is not repeated", like->bus);
    free(like->bus);
    like->bus = NULL;
}

static void remark_firmware(struct like *like, xmlNodePtr domain)
{
    if (xml_is(xml_find(domain, "os"), "firmware", "efi") ||
        xml_is(xml_find(domain, "os/loader"), "type", "pflash"))
        remark(like, "it boots by UEFI, its likeness the same machine by BIOS");
}

static void remark_button(struct like *like, xmlNodePtr domain)
{
    xmlNodePtr on_poweroff = xml_find(domain, "on_poweroff");
    xmlChar *action = on_poweroff ? xmlNodeGetContent(on_poweroff) : NULL;

    if (!xml_find(domain, "features/acpi"))
        remark(like, "wrong: no <acpi/> in its <features>, so that its button does "
                     "nothing");
    if (action && strcmp((const char *)action, "destroy") != 0)
        remark(like, "wrong: its <on_poweroff> is '%s', so that it does not stay off",
               (const char *)action);
    xmlFree(action);
}

static xmlNodePtr agent_channel(xmlNodePtr domain)
{
    xmlNodePtr channel = xml_find(domain, "devices/channel");

    while (channel && !xml_is(xml_find(channel, "target"), "name", AGENT_CHANNEL))
        channel = xml_next(channel);
    return channel;
}

/* Only the live XML tells whether somebody is at the other end. */
static void remark_agent(struct like *like, xmlNodePtr live)
{
    xmlNodePtr channel = live ? agent_channel(live) : NULL;

    if (like->agent && !channel)
        remark(like, "it has a guest agent's channel: a default shutdown asks the agent "
                     "first");
    else if (channel && !xml_is(xml_find(channel, "target"), "state", "connected"))
        remark(like, "wrong: it has a guest agent's channel and no agent: a default "
                     "shutdown may wait for it");
}

static int read_definition(struct like *like, xmlNodePtr domain, struct error *e)
{
    xmlNodePtr type = xml_find(domain, "os/type");

    if (!xml_is(type, "arch", "x86_64") && !xml_is(type, "arch", "i686"))
        return error_set(e, CODE_UNSUPPORTED, "it is not an x86 machine");
    if (!xmlHasProp(type, BAD_CAST "machine") || !xmlHasProp(domain, BAD_CAST "type"))
        return error_set(e, CODE_NOT_QEMU, "its XML names no machine type");
    like->machine = attribute(type, "machine");
    like->virt_type = attribute(domain, "type");
    like->agent = agent_channel(domain) != NULL;
    like->page = read_page(domain);
    if (!like->machine || !like->virt_type || copy_elements(like, domain) < 0)
        return error_set(e, CODE_MEMORY_OUT, "no memory for its likeness");
    remark_firmware(like, domain);
    read_bus(like, domain);
    remark_button(like, domain);
    return 0;
}

int like_read(struct like *like, const char *definition, const char *live,
              struct error *e)
{
    xmlDocPtr doc = xml_read(definition, "domain");
    xmlDocPtr now = live ? xml_read(live, "domain") : NULL;
    int result;

    if (!doc)
        result = error_set(e, CODE_INTERNAL, "its XML cannot be read");
    else
        result = read_definition(like, xmlDocGetRootElement(doc), e);
    if (result == 0)
        remark_agent(like, now ? xmlDocGetRootElement(now) : NULL);
    xmlFreeDoc(doc);
    xmlFreeDoc(now);
    return result;
}

void like_clear(struct like *like)
{
    free(like->machine);
    free(like->virt_type);
    free(like->bus);
    free(like->features);
    free(like->copied);
    free(like->remarks);
    *like = (struct like){0};
}
