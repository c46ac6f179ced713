/* Metadata XML: what is taken for a mark comes back the same after a round trip through
 * a domain's XML, where it can be written at all. */
#include "fuzz.h"

#include "domain-xml.h"

#include <string.h>

static char *field(const struct mark *mark, const struct mark_attribute *a)
{
    return *(char *const *)(const void *)((const char *)mark + a->offset);
}

static void round_trip(const struct mark *mark)
{
    struct domain_plan plan = {
        .name = "n",
        .virt_type = "qemu",
        .machine = "pc",
        .memory = 16,
        .disk = {.path = "/p", .driver = "raw", .device = "disk"},
        .mark = *mark,
    };
    char *xml = domain_xml(&plan), *start, *end;
    struct mark again = {0};
    struct error e = {0};

    PROMISE(xml);
    start = strstr(xml, "<tinyvm:domain");
    PROMISE(start);
    end = strstr(start, "/>");
    PROMISE(end);
    end[2] = '\0';
    PROMISE(mark_parse(&again, start, &e) == 0);
    for (const struct mark_attribute *a = mark_attributes; a->name; a++) {
        const char *was = field(mark, a), *is = field(&again, a);

        PROMISE(!was == !is && (!was || strcmp(was, is) == 0));
    }
    mark_clear(&again);
    free(xml);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *xml = malloc(size + 1);
    struct mark mark = {0};
    struct error e = {0};

    PROMISE(xml);
    memcpy(xml, data, size);
    xml[size] = '\0';
    if (mark_parse(&mark, xml, &e) == 0) {
        PROMISE(mark.version && mark.kind);
        round_trip(&mark);
    } else {
        PROMISE(e.code == CODE_NOT_OURS);
    }
    error_clear(&e);
    mark_clear(&mark);
    free(xml);
    return 0;
}
