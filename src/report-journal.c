/* Entries for systemd's journal, in the Journal Export Format
 * (https://systemd.io/JOURNAL_EXPORT_FORMATS/): one a phase, for the record, and one a
 * run with its verdict, a MESSAGE_ID and a priority to be told by.  See journal.h. */
#include "message-id.h"
#include "report-text.h"
#include "report.h"

#include <syslog.h>

/* What became of a run: what to call it, how loud, and which text of the catalogue. */
struct outcome {
    const char *word, *id;
    int priority; /* syslog(3) */
};

static const struct outcome passed = {"PASS", MESSAGE_PASSED, LOG_INFO},
                            failed = {"FAIL", MESSAGE_FAILED, LOG_ERR},
                            leftovers = {"FAIL", MESSAGE_LEFTOVERS, LOG_WARNING},
                            unchecked = {"NOT CHECKED", MESSAGE_UNCHECKED, LOG_WARNING},
                            skipped = {"SKIP", MESSAGE_SKIPPED, LOG_NOTICE},
                            interrupted = {"INTERRUPTED", MESSAGE_INTERRUPTED,
                                           LOG_NOTICE};

static const struct outcome *outcome_of(const struct run *run)
{
    const struct phase_result *failure = run_failure(run);

    if (!failure)
        return run_verdict(run) == VERDICT_PASS ? &passed : &skipped;
    if (failure->code == CODE_LEFTOVERS)
        return &leftovers;
    if (failure->code == CODE_CANCELLED)
        return &interrupted;
    return code_class(failure->code) == CLASS_UNCHECKED ? &unchecked : &failed;
}

static void field(FILE *out, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    fprintf(out, "TINYVM_%s=", name);
    report_put(out, value, NULL, NULL);
    fputc('\n', out);
}

static void write_labels(FILE *out, const struct run *run)
{
    fprintf(out, "TINYVM_RUN=%zu\n", run->number);
    field(out, "URI", run->uri);
    field(out, "HYPERVISOR", run->hypervisor);
    field(out, "MACHINE", run->machine);
    field(out, "VIRT_TYPE", run->virt_type);
    field(out, "IMAGE", run->image);
    field(out, "BUS", run->bus);
    if (run->memory)
        fprintf(out, "TINYVM_MEMORY_MIB=%ld\n", run->memory);
}

static void write_verdict(FILE *out, enum verdict verdict, int64_t duration)
{
    field(out, "VERDICT", report_verdict(verdict));
    fprintf(out, "TINYVM_DURATION_MS=%.3f\n", report_ms(duration));
}

static void write_phase(FILE *out, const struct phase_result *p)
{
    field(out, "PHASE", p->phase);
    field(out, "DETAIL", p->detail);
    if (p->verdict != VERDICT_FAIL)
        return;
    field(out, "CODE", code_name(p->code));
    field(out, "REMEDY", code_remedy(p->code));
}

static void begin_message(struct reporter *r, const struct run *run, int priority)
{
    fprintf(r->out, "PRIORITY=%d\nMESSAGE=", priority);
    if (r->planned != 1)
        fprintf(r->out, "[%zu] ", run->number);
}

static void phase(struct reporter *r, const struct run *run, const struct phase_result *p)
{
    begin_message(r, run, LOG_INFO);
    fprintf(r->out, "%s: %s in %.1f ms%s", p->phase, report_verdict(p->verdict),
            report_ms(p->duration), p->detail ? ": " : "");
    report_put(r->out, p->detail, NULL, NULL);
    fputc('\n', r->out);
    write_labels(r->out, run);
    write_verdict(r->out, p->verdict, p->duration);
    write_phase(r->out, p);
    fputc('\n', r->out);
}

/* For a failure its reason, its remedy and its code; else what was run. */
static void write_reason(FILE *out, const struct run *run)
{
    const struct phase_result *failure = run_failure(run);

    fputs(": ", out);
    if (!failure) {
        report_labels(out, run);
        return;
    }
    fprintf(out, "%s: ", failure->phase);
    report_put(out, failure->detail ? failure->detail : "no more is known", NULL, NULL);
    fprintf(out, "; %s [%s]", code_remedy(failure->code), code_name(failure->code));
}

static void end(struct reporter *r, const struct run *run)
{
    const struct outcome *outcome = outcome_of(run);
    const struct phase_result *telling = run_failure(run);

    begin_message(r, run, outcome->priority);
    fprintf(r->out, "%s in %.0f ms%s", outcome->word, report_ms(run->duration),
            run->uri ? " at " : "");
    report_put(r->out, run->uri, NULL, NULL);
    write_reason(r->out, run);
    fprintf(r->out, "\nMESSAGE_ID=%s\n", outcome->id);
    write_labels(r->out, run);
    write_verdict(r->out, run_verdict(run), run->duration);
    if (!telling && run->skipped && run->n_phases) /* the last one says why */
        telling = &run->phases[run->n_phases - 1];
    if (telling)
        write_phase(r->out, telling);
    fputc('\n', r->out);
}

static void finish(struct reporter *r, const struct totals *t)
{
    if (r->planned == 1)
        return;
    fprintf(r->out,
            "PRIORITY=%d\nMESSAGE=%zu runs in %.1f s: %zu passed, %zu failed, "
            "%zu skipped\nMESSAGE_ID=" MESSAGE_TOTALS "\n",
            LOG_INFO, t->passed + t->failed + t->skipped, (double)t->duration / NS_PER_S,
            t->passed, t->failed, t->skipped);
    fprintf(r->out,
            "TINYVM_PASSED=%zu\nTINYVM_FAILED=%zu\nTINYVM_SKIPPED=%zu\n"
            "TINYVM_DURATION_MS=%.3f\nTINYVM_EXIT_STATUS=%d\n\n",
            t->passed, t->failed, t->skipped, report_ms(t->duration), t->exit_status);
}

const struct report_format report_journal = {
    .name = "journal", .phase = phase, .end = end, .finish = finish};
