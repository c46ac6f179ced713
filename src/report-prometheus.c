/* Prometheus' text format for the node exporter's textfile collector: the last result of
 * each set of labels, written when all is over.  What it keeps grows with the number of
 * such sets, not of runs.
 * https://prometheus.io/docs/instrumenting/exposition_formats/ */
#include "report-text.h"
#include "report.h"

#include <errno.h>
#include <string.h>

#define SPECIAL "\\\"" /* what a backslash must come before in a label's value */

struct sample {
    const char *phase;
    enum verdict verdict;
    enum code code;
    double seconds;
};

struct series {
    char *labels; /* as they are written, without braces; what tells series apart */
    struct sample whole, phases[RUN_PHASES];
    size_t n_phases;
    double ended; /* Unix time */
    struct series *next;
};

static void label(FILE *out, const char *name, const char *value)
{
    fprintf(out, "%s=\"", name);
    report_put(out, value, NULL, SPECIAL);
    fputc('"', out);
}

static char *make_labels(const struct run *run)
{
    char *labels = NULL;
    size_t size;
    FILE *out = open_memstream(&labels, &size);

    if (!out)
        return NULL;
    label(out, "uri", run->uri);
    label(out, ",machine", run->machine);
    label(out, ",virt_type", run->virt_type);
    label(out, ",image", run->image);
    label(out, ",bus", run->bus);
    if (run->memory)
        fprintf(out, ",memory_mib=\"%ld\"", run->memory);
    if (fclose(out) == 0)
        return labels;
    free(labels);
    return NULL;
}

/* The series of these labels, which it takes: an old one or a new one at the end. */
static struct series *find_series(struct reporter *r, char *labels)
{
    struct series *s, *last = NULL;

    for (s = r->state; s; last = s, s = s->next)
        if (strcmp(s->labels, labels) == 0) {
            free(labels);
            return s;
        }
    s = calloc(1, sizeof *s);
    if (!s) {
        free(labels);
        return NULL;
    }
    s->labels = labels;
    if (last)
        last->next = s;
    else
        r->state = s;
    return s;
}

static void end(struct reporter *r, const struct run *run)
{
    char *labels = make_labels(run);
    struct series *s = labels ? find_series(r, labels) : NULL;
    struct timespec now;

    if (!s) {
        errno = ENOMEM;
        report_check(r, -1);
        return;
    }
    clock_gettime(CLOCK_REALTIME, &now);
    s->ended = (double)now.tv_sec + (double)now.tv_nsec / NS_PER_S;
    s->whole = (struct sample){.verdict = run_verdict(run),
                               .seconds = (double)run->duration / NS_PER_S};
    s->n_phases = run->n_phases;
    for (size_t i = 0; i < run->n_phases; i++) {
        const struct phase_result *p = &run->phases[i];

        s->phases[i] = (struct sample){p->phase, p->verdict, p->code,
                                       (double)p->duration / NS_PER_S};
    }
}

static void family(FILE *out, const char *name, const char *help)
{
    fprintf(out, "# HELP tinyvm_%s %s\n# TYPE tinyvm_%s gauge\n", name, help, name);
}

enum metric { SUCCESS, DURATION, ENDED, PHASE_SUCCESS, PHASE_DURATION, FAILURE };

static const struct {
    const char *name, *help;
} metrics[] = {
    [SUCCESS] = {"check_success", "1 if the last run passed, 0 if it failed; a skipped "
                                  "run has none."},
    [DURATION] = {"check_duration_seconds", "How long the last run took."},
    [ENDED] = {"check_last_run_timestamp_seconds", "When the last run ended."},
    [PHASE_SUCCESS] = {"check_phase_success", "1 if the phase passed, 0 if it failed; a "
                                              "skipped phase has none."},
    [PHASE_DURATION] = {"check_phase_duration_seconds", "How long the phase took."},
    [FAILURE] = {"check_failure_info", "Why the phase failed, see tinyvm-check(1)."},
};

static void write_phases(FILE *out, const struct series *s, enum metric metric)
{
    for (size_t i = 0; i < s->n_phases; i++) {
        const struct sample *p = &s->phases[i];
        double value = metric == PHASE_DURATION ? p->seconds : p->verdict == VERDICT_PASS;

        if (p->verdict == VERDICT_SKIP ||
            (metric == FAILURE && p->verdict != VERDICT_FAIL))
            continue;
        fprintf(out, "tinyvm_%s{%s,phase=\"%s\"", metrics[metric].name, s->labels,
                p->phase);
        if (metric == FAILURE)
            fprintf(out, ",code=\"%s\"} 1\n", code_name(p->code));
        else
            fprintf(out, "} %.9g\n", value);
    }
}

static void write_series(FILE *out, const struct series *s, enum metric metric)
{
    const struct sample *w = &s->whole;

    if (metric >= PHASE_SUCCESS)
        write_phases(out, s, metric);
    else if (metric == ENDED)
        fprintf(out, "tinyvm_%s{%s} %.3f\n", metrics[metric].name, s->labels, s->ended);
    else if (metric == DURATION)
        fprintf(out, "tinyvm_%s{%s} %.9g\n", metrics[metric].name, s->labels, w->seconds);
    else if (w->verdict != VERDICT_SKIP)
        fprintf(out, "tinyvm_%s{%s} %d\n", metrics[metric].name, s->labels,
                w->verdict == VERDICT_PASS);
}

static void write_totals(FILE *out, const struct totals *t)
{
    family(out, "check_runs", "Runs of the last check by verdict.");
    fprintf(out,
            "tinyvm_check_runs{verdict=\"pass\"} %zu\n"
            "tinyvm_check_runs{verdict=\"fail\"} %zu\n"
            "tinyvm_check_runs{verdict=\"skip\"} %zu\n",
            t->passed, t->failed, t->skipped);
    family(out, "check_exit_status",
           "Exit status of the last check: 0 passed, 1 failed, "
           "3 not checked, 77 skipped.");
    fprintf(out, "tinyvm_check_exit_status %d\n", t->exit_status);
    family(out, "build_info", "The version of tinyvm that made this.");
    fputs("tinyvm_build_info{version=\"" TINYVM_VERSION "\"} 1\n", out);
}

static void finish(struct reporter *r, const struct totals *totals)
{
    for (size_t m = 0; r->state && m < ARRAY_SIZE(metrics); m++) {
        family(r->out, metrics[m].name, metrics[m].help);
        for (const struct series *s = r->state; s; s = s->next)
            write_series(r->out, s, (enum metric)m);
    }
    write_totals(r->out, totals);
    for (struct series *s = r->state, *next; s; s = next) {
        next = s->next;
        free(s->labels);
        free(s);
    }
    r->state = NULL;
}

const struct report_format report_prometheus = {
    .name = "prometheus", .end = end, .finish = finish};
