/* JUnit XML as Jenkins and GitLab read it: a test suite a run, a test case a phase.  Each
 * suite is written when its run has ended, since its counts come first. */
#include "report-text.h"
#include "report.h"

#include <errno.h>
#include <libxml/xmlwriter.h>
#include <stdbool.h>

/* libxml2 remembers no error, so each call's result is or-ed into one. */
struct junit {
    xmlTextWriterPtr text;
    int failed;
};

static void open_element(struct junit *j, const char *name)
{
    j->failed |= xmlTextWriterStartElement(j->text, (const xmlChar *)name) < 0;
}

static void close_element(struct junit *j)
{
    j->failed |= xmlTextWriterEndElement(j->text) < 0;
}

static void attribute(struct junit *j, const char *name, const char *value)
{
    _cleanup_free_ char *safe = report_text(value);

    j->failed |= xmlTextWriterWriteAttribute(j->text, (const xmlChar *)name,
                                             (const xmlChar *)(safe ? safe : "")) < 0;
}

static void seconds(struct junit *j, int64_t duration)
{
    char text[32];

    snprintf(text, sizeof text, "%.6f", (double)duration / NS_PER_S);
    attribute(j, "time", text);
}

static void count(struct junit *j, const char *name, size_t n)
{
    char text[24];

    snprintf(text, sizeof text, "%zu", n);
    attribute(j, name, text);
}

static void body(struct junit *j, const char *text)
{
    _cleanup_free_ char *safe = report_text(text);

    if (safe)
        j->failed |= xmlTextWriterWriteString(j->text, (const xmlChar *)safe) < 0;
}

/* A phase that could not be tried is JUnit's error; one that was and failed, a failure.
 */
static const char *outcome(const struct phase_result *p)
{
    static const char *const elements[] = {[VERDICT_PASS] = "system-out",
                                           [VERDICT_FAIL] = "failure",
                                           [VERDICT_SKIP] = "skipped"};

    if (p->verdict == VERDICT_FAIL && code_class(p->code) == CLASS_UNCHECKED)
        return "error";
    return elements[p->verdict];
}

static void write_case(struct junit *j, const struct run *run,
                       const struct phase_result *p)
{
    char class[48];

    snprintf(class, sizeof class, "tinyvm.run-%zu", run->number);
    open_element(j, "testcase");
    attribute(j, "classname", class);
    attribute(j, "name", p->phase);
    seconds(j, p->duration);
    if (p->detail || p->verdict != VERDICT_PASS) {
        open_element(j, outcome(p));
        if (p->verdict != VERDICT_PASS)
            attribute(j, "message", p->detail);
        if (p->verdict == VERDICT_FAIL)
            attribute(j, "type", code_name(p->code));
        if (p->verdict != VERDICT_SKIP)
            body(j, p->verdict == VERDICT_FAIL ? code_remedy(p->code) : p->detail);
        close_element(j);
    }
    close_element(j);
}

static void property(struct junit *j, const char *name, const char *value)
{
    if (!value)
        return;
    open_element(j, "property");
    attribute(j, "name", name);
    attribute(j, "value", value);
    close_element(j);
}

static void write_properties(struct junit *j, const struct run *run)
{
    char memory[24];

    snprintf(memory, sizeof memory, "%ld", run->memory);
    open_element(j, "properties");
    property(j, "tinyvm", TINYVM_VERSION);
    property(j, "uri", run->uri);
    property(j, "hypervisor", run->hypervisor);
    property(j, "machine", run->machine);
    property(j, "virt_type", run->virt_type);
    property(j, "image", run->image);
    property(j, "bus", run->bus);
    property(j, "memory_mib", run->memory ? memory : NULL);
    close_element(j);
}

static void write_counts(struct junit *j, const struct run *run)
{
    size_t failures = 0, errors = 0, skipped = 0;

    for (size_t i = 0; i < run->n_phases; i++) {
        const struct phase_result *p = &run->phases[i];
        bool unchecked = code_class(p->code) == CLASS_UNCHECKED;

        skipped += p->verdict == VERDICT_SKIP;
        errors += p->verdict == VERDICT_FAIL && unchecked;
        failures += p->verdict == VERDICT_FAIL && !unchecked;
    }
    count(j, "tests", run->n_phases);
    count(j, "failures", failures);
    count(j, "errors", errors);
    count(j, "skipped", skipped);
}

/* libxml2 would tell stderr of a full disk; the stream itself remembers, for us. */
static int write_bytes(void *out, const char *bytes, int len)
{
    fwrite(bytes, 1, (size_t)len, out);
    return len;
}

static void begin(struct reporter *r)
{
    struct junit *j = calloc(1, sizeof *j);
    xmlOutputBufferPtr buffer =
        j ? xmlOutputBufferCreateIO(write_bytes, NULL, r->out, NULL) : NULL;

    r->state = j;
    if (buffer)
        j->text = xmlNewTextWriter(buffer); /* has the buffer now, not the stream */
    if (!buffer || !j->text) {
        if (buffer)
            (void)xmlOutputBufferClose(buffer);
        errno = ENOMEM;
        report_check(r, -1);
        return;
    }
    j->failed |= xmlTextWriterSetIndent(j->text, 1) < 0 ||
                 xmlTextWriterStartDocument(j->text, NULL, "UTF-8", NULL) < 0;
    open_element(j, "testsuites");
    attribute(j, "name", "tinyvm check");
}

static void end(struct reporter *r, const struct run *run)
{
    struct junit *j = r->state;
    char now[REPORT_TIME_SIZE], name[32];

    if (!j || !j->text)
        return;
    report_time(now);
    snprintf(name, sizeof name, "run %zu", run->number);
    open_element(j, "testsuite");
    attribute(j, "name", name);
    write_counts(j, run);
    seconds(j, run->duration);
    attribute(j, "timestamp", now);
    write_properties(j, run);
    for (size_t i = 0; i < run->n_phases; i++)
        write_case(j, run, &run->phases[i]);
    close_element(j);
    report_check(r, xmlTextWriterFlush(j->text) < 0 || j->failed ? -1 : 0);
}

static void finish(struct reporter *r, const struct totals *totals _unused_)
{
    struct junit *j = r->state;

    if (j && j->text) {
        j->failed |= xmlTextWriterEndDocument(j->text) < 0;
        report_check(r, j->failed ? -1 : 0);
        xmlFreeTextWriter(j->text);
    }
    free(j);
    r->state = NULL;
}

const struct report_format report_junit = {
    .name = "junit", .begin = begin, .end = end, .finish = finish};
