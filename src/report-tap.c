/* TAP 14 (https://testanything.org/tap-version-14-specification.html): a test point a
 * phase, as it comes, and the plan last.  Runs may mix, so there are no subtests: where
 * there are several runs, each description names its own. */
#include "report-text.h"
#include "report.h"
#include "result-json.h"

#include <errno.h>

#define SPECIAL "#\\" /* what a backslash must come before in a line of TAP */

static void begin(struct reporter *r)
{
    size_t *points = calloc(1, sizeof *points);

    r->state = points;
    if (!points) {
        errno = ENOMEM;
        report_check(r, -1);
    }
    fputs("TAP version 14\n", r->out);
}

/* A line of the YAML block: a JSON string is one in YAML, too (YAML 1.2, section 1.3). */
static void yaml(struct reporter *r, const char *key, const char *text)
{
    json_t *string = result_json_text(text);

    fprintf(r->out, "  %s: ", key);
    report_check(r, json_dumpf(string, r->out, JSON_ENCODE_ANY));
    json_decref(string);
    fputc('\n', r->out);
}

static void write_block(struct reporter *r, const struct phase_result *p)
{
    fprintf(r->out, "  ---\n  duration_ms: %.3f\n", report_ms(p->duration));
    if (p->verdict == VERDICT_FAIL) {
        yaml(r, "code", code_name(p->code));
        yaml(r, "message", p->detail);
        yaml(r, "remedy", code_remedy(p->code));
    } else if (p->verdict == VERDICT_PASS && p->detail) {
        yaml(r, "detail", p->detail);
    }
    fputs("  ...\n", r->out);
}

static void phase(struct reporter *r, const struct run *run, const struct phase_result *p)
{
    size_t *points = r->state;

    if (!points)
        return;
    fprintf(r->out, "%s %zu - ", p->verdict == VERDICT_FAIL ? "not ok" : "ok", ++*points);
    if (r->planned != 1)
        fprintf(r->out, "run %zu ", run->number);
    fputs(p->phase, r->out);
    if (p->verdict == VERDICT_SKIP) {
        fputs(" # SKIP ", r->out);
        report_put(r->out, p->detail, NULL, SPECIAL);
    }
    fputc('\n', r->out);
    write_block(r, p);
}

static void end(struct reporter *r, const struct run *run)
{
    fprintf(r->out, "# run %zu: %s in %.0f ms", run->number,
            report_verdict(run_verdict(run)), report_ms(run->duration));
    if (run->uri)
        fputs(" at ", r->out);
    report_put(r->out, run->uri, NULL, NULL);
    if (run->machine) {
        fputs(": ", r->out);
        report_labels(r->out, run);
    }
    fputc('\n', r->out);
}

static void finish(struct reporter *r, const struct totals *totals _unused_)
{
    size_t *points = r->state;

    if (points)
        fprintf(r->out, "1..%zu%s\n", *points, *points ? "" : " # SKIP nothing was run");
    free(points);
    r->state = NULL;
}

const struct report_format report_tap = {
    .name = "tap", .begin = begin, .phase = phase, .end = end, .finish = finish};
