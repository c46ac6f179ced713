/* One line for Nagios, Icinga and their kin, by the Monitoring Plugins guidelines: the
 * state, the first trouble, and performance data behind a '|' in seconds. */
#include "report-nagios.h"
#include "report-text.h"
#include "report.h"

#include <errno.h>
#include <string.h>

#define PIPE "|" /* ends the text and cannot be escaped */

/* Bounded whatever the number of runs: the worst, and the slowest of each phase. */
struct nagios {
    enum nagios_state state;
    size_t run;
    const char *phase;
    enum code code;
    char *detail;
    struct {
        const char *phase;
        int64_t duration;
    } slowest[RUN_PHASES];
    size_t n_slowest;
};

/* An interrupted check says nothing about the host; one that only left something behind
 * has shown that guests run. */
static enum nagios_state state_of(enum code code)
{
    if (code == CODE_LEFTOVERS)
        return NAGIOS_WARNING;
    if (code == CODE_CANCELLED || code_class(code) == CLASS_UNCHECKED)
        return NAGIOS_UNKNOWN;
    return NAGIOS_CRITICAL;
}

/* From best to worst, as the guidelines order them for what was checked. */
static int badness(enum nagios_state state)
{
    static const int order[] = {[NAGIOS_OK] = 0,
                                [NAGIOS_UNKNOWN] = 1,
                                [NAGIOS_WARNING] = 2,
                                [NAGIOS_CRITICAL] = 3};

    return order[state];
}

static void begin(struct reporter *r)
{
    r->state = calloc(1, sizeof(struct nagios));
    r->status = NAGIOS_UNKNOWN;
    if (!r->state) {
        errno = ENOMEM;
        report_check(r, -1);
    }
}

static void note_failure(struct nagios *n, const struct run *run,
                         const struct phase_result *p)
{
    enum nagios_state state = state_of(p->code);

    if (badness(state) <= badness(n->state))
        return;
    free(n->detail);
    n->state = state;
    n->run = run->number;
    n->phase = p->phase;
    n->code = p->code;
    n->detail = p->detail ? strdup(p->detail) : NULL;
}

static void note_duration(struct nagios *n, const struct phase_result *p)
{
    size_t i = 0;

    while (i < n->n_slowest && strcmp(n->slowest[i].phase, p->phase) != 0)
        i++;
    if (i == RUN_PHASES)
        return;
    if (i == n->n_slowest)
        n->slowest[n->n_slowest++].phase = p->phase;
    if (p->duration > n->slowest[i].duration)
        n->slowest[i].duration = p->duration;
}

static void phase(struct reporter *r, const struct run *run, const struct phase_result *p)
{
    if (!r->state)
        return;
    if (p->verdict == VERDICT_FAIL)
        note_failure(r->state, run, p);
    if (p->verdict != VERDICT_SKIP)
        note_duration(r->state, p);
}

static void nagios_word(FILE *out, enum nagios_state state)
{
    static const char *const words[] = {[NAGIOS_OK] = "OK",
                                        [NAGIOS_WARNING] = "WARNING",
                                        [NAGIOS_CRITICAL] = "CRITICAL",
                                        [NAGIOS_UNKNOWN] = "UNKNOWN"};

    fprintf(out, "TINYVM %s - ", words[state]);
}

void nagios_unknown(FILE *out, const char *why)
{
    nagios_word(out, NAGIOS_UNKNOWN);
    report_put(out, why, PIPE, NULL);
    fputc('\n', out);
}

static void write_text(struct reporter *r, const struct totals *t)
{
    const struct nagios *n = r->state;

    nagios_word(r->out, n->state);
    if (n->phase) {
        if (r->planned != 1)
            fprintf(r->out, "run %zu, ", n->run);
        fprintf(r->out, "%s: ", n->phase);
        report_put(r->out, n->detail ? n->detail : "no more is known", PIPE, NULL);
        fprintf(r->out, " [%s]; ", code_name(n->code));
    }
    fprintf(r->out, "%zu passed, %zu failed, %zu skipped in %.2f s", t->passed, t->failed,
            t->skipped, (double)t->duration / NS_PER_S);
}

/* 'label'=value[UOM];[warn];[crit];[min];[max] */
static void write_performance(struct reporter *r, const struct totals *t)
{
    const struct nagios *n = r->state;

    fprintf(r->out, " | time=%.6fs;;;0 passed=%zu;;;0 failed=%zu;;;0 skipped=%zu;;;0",
            (double)t->duration / NS_PER_S, t->passed, t->failed, t->skipped);
    for (size_t i = 0; i < n->n_slowest; i++)
        fprintf(r->out, " %s=%.6fs;;;0", n->slowest[i].phase,
                (double)n->slowest[i].duration / NS_PER_S);
    fputc('\n', r->out);
}

static void finish(struct reporter *r, const struct totals *totals)
{
    struct nagios *n = r->state;

    if (!n)
        return;
    if (totals->passed == 0 && totals->failed == 0)
        n->state = NAGIOS_UNKNOWN; /* nothing was checked */
    write_text(r, totals);
    write_performance(r, totals);
    r->status = (int)n->state;
    free(n->detail);
    free(n);
    r->state = NULL;
}

const struct report_format report_nagios = {
    .name = "nagios", .begin = begin, .phase = phase, .finish = finish};
