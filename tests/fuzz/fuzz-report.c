/* Every report of a run that quotes any text: its readers can read it, and nothing in it
 * reaches a terminal.  Input: a byte that says how the run ended, then strings, each
 * ended by a null: address, machine, hypervisor, image, and phases' details. */
#include "fuzz.h"

#include "report.h"

#include <jansson.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>

static const char *rest;
static size_t n_rest;

/* The next string, which is the caller's; null when there is none. */
static char *next(void)
{
    char *text = n_rest ? strndup(rest, n_rest) : NULL;
    size_t used = text ? strlen(text) + 1 : 0;

    used = used > n_rest ? n_rest : used;
    rest += used;
    n_rest -= used;
    return text;
}

static void tell(struct reporter *r, struct run *run, struct totals *totals, uint8_t how)
{
    report_begin(r, how & 1 ? 1 : 0);
    run->number = 1;
    run->uri = next();
    run->machine = next();
    run->hypervisor = next();
    run->image = next();
    for (size_t i = 0; i < 4; i++) {
        bool last = i == 3;
        struct phase_result p = {
            .phase = i ? "banner" : "connect",
            .verdict = last ? (enum verdict)(how / 2 % 3) : VERDICT_PASS,
            .duration = 1000000 * how,
            .detail = next(),
        };

        p.code = p.verdict == VERDICT_FAIL ? CODE_WRONG_BANNER : CODE_OK;
        report_phase(r, run, run_add(run, p));
    }
    totals_add(totals, run);
    report_end(r, run);
    report_finish(r, totals);
}

static void is_json(const char *text)
{
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

    PROMISE(json);
    json_decref(json);
}

static void is_xml(const char *text)
{
    xmlDocPtr doc = xmlReadMemory(text, (int)strlen(text), "junit", NULL,
                                  XML_PARSE_NONET | XML_PARSE_NOERROR);

    PROMISE(doc);
    xmlFreeDoc(doc);
}

static bool starts(const char *line, const char *word)
{
    return strncmp(line, word, strlen(word)) == 0;
}

/* The value of a label ends where it should: quotes in it are escaped. */
static void is_sample(const char *line)
{
    bool quoted = false;

    PROMISE(starts(line, "# ") || starts(line, "tinyvm_"));
    for (line += starts(line, "# ") ? strlen(line) : 0; *line; line++) {
        if (quoted && *line == '\\' && line[1])
            line++;
        else if (*line == '"')
            quoted = !quoted;
        else
            PROMISE(quoted || (*line != ' ' || strspn(line + 1, "0123456789.e+-NaInf") ==
                                                   strlen(line + 1)));
    }
    PROMISE(!quoted);
}

static void is_tap(const char *line)
{
    PROMISE(starts(line, "TAP version 14") || starts(line, "ok ") ||
            starts(line, "not ok ") || starts(line, "1..") || starts(line, "# ") ||
            starts(line, "  "));
}

static void is_plugin(const char *line)
{
    const char *bar = strchr(line, '|');

    PROMISE(starts(line, "TINYVM "));
    PROMISE(!bar || !strchr(bar + 1, '|'));
}

static void each_line(char *text, void (*look_at)(const char *line))
{
    char *line;

    while ((line = strsep(&text, "\n")))
        if (*line)
            look_at(line);
}

static void look_at(const struct report_format *format, char *text)
{
    for (const char *p = text; *p; p++)
        PROMISE(((unsigned char)*p >= ' ' && *p != 0x7f) || *p == '\n' ||
                format == &report_tty);
    if (format == &report_json)
        is_json(text);
    else if (format == &report_jsonl)
        each_line(text, is_json);
    else if (format == &report_junit)
        is_xml(text);
    else if (format == &report_tap)
        each_line(text, is_tap);
    else if (format == &report_nagios)
        each_line(text, is_plugin);
    else if (format == &report_prometheus)
        each_line(text, is_sample);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct report_format *const formats[] = {
        &report_human, &report_tty, &report_json,   &report_jsonl,
        &report_junit, &report_tap, &report_nagios, &report_prometheus};

    for (size_t i = 0; size && i < sizeof formats / sizeof *formats; i++) {
        struct reporter r = {.format = formats[i]};
        struct totals totals = {0};
        struct run run = {0};
        char *text = NULL;
        size_t len;

        rest = (const char *)data + 1;
        n_rest = size - 1;
        r.out = open_memstream(&text, &len);
        PROMISE(r.out);
        tell(&r, &run, &totals, *data);
        PROMISE(fclose(r.out) == 0 && strlen(text) == len && r.error == 0);
        look_at(formats[i], text);
        run_clear(&run);
        free(text);
    }
    return 0;
}
