/* A line a phase for people: the format of pipes and files.  See report-human.h. */
#include "report-human.h"
#include "report-text.h"

static const struct {
    const char *word, *total, *colour;
} verdicts[] = {
    [VERDICT_PASS] = {"ok", "PASS", "\033[32m"},
    [VERDICT_FAIL] = {"FAIL", "FAIL", "\033[1;31m"},
    [VERDICT_SKIP] = {"skip", "SKIP", "\033[33m"},
};

bool human_colourful(FILE *out)
{
    const char *no_color = getenv("NO_COLOR");

    return isatty(fileno(out)) && !(no_color && *no_color);
}

void human_word(FILE *out, enum verdict verdict, const char *word, int width)
{
    bool colour = human_colourful(out);

    fprintf(out, "%s%-*s%s", colour ? verdicts[verdict].colour : "", width, word,
            colour ? "\033[0m" : "");
}

void human_number(struct reporter *r, const struct run *run)
{
    if (r->planned != 1)
        fprintf(r->out, "[%zu] ", run->number);
}

void human_phase(struct reporter *r, const struct run *run, const struct phase_result *p)
{
    human_number(r, run);
    human_word(r->out, p->verdict, verdicts[p->verdict].word, 5);
    fprintf(r->out, "%-9s %6.1f ms", p->phase, report_ms(p->duration));
    if (p->verdict == VERDICT_FAIL)
        fprintf(r->out, "  %s: ", code_name(p->code));
    else if (p->detail)
        fputs("  ", r->out);
    report_put(r->out, p->detail, NULL, NULL);
    if (p->verdict == VERDICT_FAIL)
        fprintf(r->out, "%s\n%23s-> %s", p->detail ? "" : "no more is known", "",
                code_remedy(p->code));
    fputc('\n', r->out);
}

void human_end(struct reporter *r, const struct run *run, bool labels)
{
    enum verdict verdict = run_verdict(run);

    human_number(r, run);
    human_word(r->out, verdict, verdicts[verdict].total, 5);
    fprintf(r->out, "in %.0f ms", report_ms(run->duration));
    if (run->uri)
        fputs(" at ", r->out);
    report_put(r->out, run->uri, NULL, NULL);
    if (labels && run->machine) {
        fputs(": ", r->out);
        report_labels(r->out, run);
    }
    fputc('\n', r->out);
}

void human_finish(struct reporter *r, const struct totals *totals)
{
    size_t runs = totals->passed + totals->failed + totals->skipped;

    if (r->planned != 1)
        fprintf(r->out, "%zu runs in %.1f s: %zu passed, %zu failed, %zu skipped\n", runs,
                (double)totals->duration / NS_PER_S, totals->passed, totals->failed,
                totals->skipped);
}

static void end(struct reporter *r, const struct run *run)
{
    human_end(r, run, r->planned != 1);
}

const struct report_format report_human = {
    .name = "human", .phase = human_phase, .end = end, .finish = human_finish};
