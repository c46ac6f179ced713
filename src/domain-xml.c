/* See domain-xml.h. */
#include "domain-xml.h"

#include <errno.h>
#include <libxml/xmlwriter.h>
#include <sha256.h>
#include <string.h>

/* libxml2 remembers no error, so each call's result is or-ed into one; and where a piece
 * finds no room it may write on without it, so errno is looked at in the end. */
struct writer {
    xmlTextWriterPtr text;
    int failed;
};

static void open_element(struct writer *w, const char *name)
{
    w->failed |= xmlTextWriterStartElement(w->text, (const xmlChar *)name) < 0;
}

static void close_element(struct writer *w)
{
    w->failed |= xmlTextWriterEndElement(w->text) < 0;
}

static void attribute(struct writer *w, const char *name, const char *value)
{
    w->failed |= xmlTextWriterWriteAttribute(w->text, (const xmlChar *)name,
                                             (const xmlChar *)value) < 0;
}

static void text_element(struct writer *w, const char *name, const char *value)
{
    w->failed |= xmlTextWriterWriteElement(w->text, (const xmlChar *)name,
                                           (const xmlChar *)value) < 0;
}

/* <name key='value'/> with up to two attributes. */
static void empty_element(struct writer *w, const char *name, const char *key,
                          const char *value, const char *key2, const char *value2)
{
    open_element(w, name);
    if (key)
        attribute(w, key, value);
    if (key2)
        attribute(w, key2, value2);
    close_element(w);
}

/* As libxml2 itself has serialised it (like.c). */
static void copy_elements(struct writer *w, const char *xml)
{
    if (xml)
        w->failed |= xmlTextWriterWriteRaw(w->text, (const xmlChar *)xml) < 0;
}

static void write_mark(struct writer *w, const struct mark *mark)
{
    open_element(w, "metadata");
    open_element(w, MARK_PREFIX ":" MARK_ELEMENT);
    attribute(w, "xmlns:" MARK_PREFIX, MARK_NAMESPACE);
    for (const struct mark_attribute *a = mark_attributes; a->name; a++) {
        const char *value =
            *(char *const *)(const void *)((const char *)mark + a->offset);

        if (value)
            attribute(w, a->name, value);
    }
    close_element(w);
    close_element(w);
}

static void write_features(struct writer *w, const char *copied)
{
    if (copied) {
        copy_elements(w, copied);
        return;
    }
    open_element(w, "features");
    empty_element(w, "acpi", NULL, NULL, NULL, NULL);
    close_element(w);
}

static void write_machine(struct writer *w, const struct domain_plan *plan)
{
    char memory[24];

    snprintf(memory, sizeof memory, "%ld", plan->memory);
    open_element(w, "memory");
    attribute(w, "unit", "MiB");
    w->failed |= xmlTextWriterWriteString(w->text, (const xmlChar *)memory) < 0;
    close_element(w);
    text_element(w, "vcpu", "1");
    open_element(w, "os");
    open_element(w, "type");
    attribute(w, "arch", "x86_64");
    attribute(w, "machine", plan->machine);
    w->failed |= xmlTextWriterWriteString(w->text, (const xmlChar *)"hvm") < 0;
    close_element(w);
    close_element(w);
    write_features(w, plan->features);
    copy_elements(w, plan->copied);
    /* The guest powers itself off: anything but destroy would bring it back. */
    text_element(w, "on_poweroff", "destroy");
    text_element(w, "on_reboot", "restart");
    text_element(w, "on_crash", "destroy");
}

static const char *target_of(const char *bus)
{
    if (strcmp(bus, "virtio") == 0)
        return "vda";
    if (strcmp(bus, "ide") == 0)
        return "hda";
    return strcmp(bus, "fdc") == 0 ? "fda" : "sda";
}

const char *domain_natural_bus(const char *device, const char *machine)
{
    if (strcmp(device, "floppy") == 0)
        return "fdc";
    if (strcmp(device, "cdrom") == 0)
        return strstr(machine, "q35") ? "sata" : "ide";
    return "virtio";
}

static void write_disk(struct writer *w, const struct disk *disk, const char *bus)
{
    open_element(w, "disk");
    attribute(w, "type", "file");
    attribute(w, "device", disk->device);
    empty_element(w, "driver", "name", "qemu", "type", disk->driver);
    open_element(w, "source");
    attribute(w, "file", disk->path);
    if (disk->keep_owner)
        empty_element(w, "seclabel", "model", "dac", "relabel", "no");
    close_element(w);
    empty_element(w, "target", "dev", target_of(bus), "bus", bus);
    if (disk->readonly)
        empty_element(w, "readonly", NULL, NULL, NULL, NULL);
    empty_element(w, "boot", "order", "1", NULL, NULL);
    close_element(w);
}

static void write_agent_channel(struct writer *w)
{
    open_element(w, "channel");
    attribute(w, "type", "unix");
    empty_element(w, "target", "type", "virtio", "name", "org.qemu.guest_agent.0");
    close_element(w);
}

static void write_video(struct writer *w)
{
    open_element(w, "video");
    empty_element(w, "model", "type", "vga", NULL, NULL);
    close_element(w);
}

static void write_devices(struct writer *w, const struct domain_plan *plan)
{
    const char *bus = plan->disk.bus
                          ? plan->disk.bus
                          : domain_natural_bus(plan->disk.device, plan->machine);

    open_element(w, "devices");
    write_disk(w, &plan->disk, bus);
    empty_element(w, "controller", "type", "usb", "model",
                  strcmp(bus, "usb") == 0 ? "qemu-xhci" : "none");
    if (strcmp(bus, "scsi") == 0)
        empty_element(w, "controller", "type", "scsi", "model", "virtio-scsi");
    empty_element(w, "serial", "type", "pty", NULL, NULL);
    empty_element(w, "console", "type", "pty", NULL, NULL);
    if (plan->agent)
        write_agent_channel(w);
    if (plan->video)
        write_video(w);
    empty_element(w, "memballoon", "model", "none", NULL, NULL);
    close_element(w);
}

static char *write_domain(const struct domain_plan *plan, bool identity)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    struct writer w = {.text = buffer ? xmlNewTextWriterMemory(buffer, 0) : NULL};
    char *xml = NULL;

    errno = 0;
    if (w.text) {
        w.failed |= xmlTextWriterSetIndent(w.text, 1) < 0;
        w.failed |= xmlTextWriterSetIndentString(w.text, (const xmlChar *)"  ") < 0;
        open_element(&w, "domain");
        attribute(&w, "type", plan->virt_type);
        text_element(&w, "name", plan->name);
        if (identity && plan->uuid)
            text_element(&w, "uuid", plan->uuid);
        if (identity)
            write_mark(&w, &plan->mark);
        write_machine(&w, plan);
        write_devices(&w, plan);
        close_element(&w);
        w.failed |= xmlTextWriterEndDocument(w.text) < 0;
        xmlFreeTextWriter(w.text);
        if (!w.failed && errno != ENOMEM)
            xml = strdup((const char *)xmlBufferContent(buffer));
    }
    if (buffer)
        xmlBufferFree(buffer);
    return xml;
}

char *domain_xml(const struct domain_plan *plan)
{
    return write_domain(plan, true);
}

char *domain_fingerprint(const struct domain_plan *plan)
{
    _cleanup_free_ char *xml = write_domain(plan, false);

    return xml ? SHA256Data((const uint8_t *)xml, strlen(xml), NULL) : NULL;
}
