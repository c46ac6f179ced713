/* The reporters when memory runs out, at every allocation in turn: nothing crashes,
 * nothing leaks, and a report that is not whole is known not to be. */
#include "unit.h"

#include "report.h"
#include "starve.h"

#include <string.h>

#define HOSTILE "a\033[31m#|\\\"<&\xff\u00e9"

/* How a whole report of each format ends. */
static const struct {
    const struct report_format *format;
    const char *end;
} formats[] = {
    {&report_human, " failed, 0 skipped\n"},
#ifndef __SANITIZE_ADDRESS__ /* it ends the program when a thread finds no memory */
    {&report_tty, ""},
#endif
    {&report_json, "}\n"},
    {&report_jsonl, "}\n"},
    {&report_junit, "</testsuites>\n"},
    {&report_tap, "\n"},
    {&report_nagios, "\n"},
    {&report_prometheus, "\n"},
};

static size_t now; /* the format at hand */

static void tell(struct reporter *r, struct run *run, struct totals *totals)
{
    struct phase_result good = {.phase = "connect", .duration = 5};
    struct phase_result bad = {.phase = "banner",
                               .verdict = VERDICT_FAIL,
                               .code = CODE_WRONG_BANNER,
                               .detail = strdup(HOSTILE)};

    report_begin(r, 2);
    (void)run_label(&run->uri, "qemu:///system");
    (void)run_label(&run->machine, HOSTILE);
    report_phase(r, run, run_add(run, good));
    report_phase(r, run, run_add(run, bad));
    totals_add(totals, run);
    report_end(r, run);
    report_finish(r, totals);
}

static bool ends_with(const char *text, size_t len, const char *end)
{
    size_t n = strlen(end);

    return len >= n && memcmp(text + len - n, end, n) == 0;
}

static enum outcome work(void)
{
    struct reporter r = {.format = formats[now].format};
    struct totals totals = {0};
    struct run run = {.number = 1};
    char *text = NULL;
    size_t len = 0;
    bool whole;

    r.out = open_memstream(&text, &len);
    if (!r.out)
        return CLEAN;
    tell(&r, &run, &totals);
    /* glibc 2.36 does not tell that it could not shrink the buffer: it is just null. */
    if ((fclose(r.out) != 0 || !text) && !r.error)
        r.error = 1;
    whole = text && ends_with(text, len, formats[now].end);
    run_clear(&run);
    free(text);
    if (totals.exit_status != CLASS_FAILED)
        return WRONG; /* the verdict does not depend on memory */
    if (r.error)
        return CLEAN;
    return whole ? RIGHT : WRONG;
}

static void test_reporters(void **state _unused_)
{
    for (now = 0; now < ARRAY_SIZE(formats); now++) {
        print_message("%s\n", formats[now].format->name);
        starve(work);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reporters)};

    return cmocka_run_group_tests_name("alloc-report", tests, NULL, NULL);
}
