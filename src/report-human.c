/* A line a phase for people, coloured on a terminal unless NO_COLOR is set. */
#include "clock.h"
#include "report.h"

#include <stdbool.h>

static const struct {
    const char *word, *colour;
} verdicts[] = {
    [VERDICT_PASS] = {"ok", "\033[32m"},
    [VERDICT_FAIL] = {"FAIL", "\033[1;31m"},
    [VERDICT_SKIP] = {"skip", "\033[33m"},
};

/* https://no-color.org: any non-empty value counts. */
static bool colourful(FILE *out)
{
    const char *no_color = getenv("NO_COLOR");

    return isatty(fileno(out)) && !(no_color && *no_color);
}

static void print_verdict(FILE *out, enum verdict verdict, const char *word, int width)
{
    bool colour = colourful(out);

    fprintf(out, "%s%-*s%s", colour ? verdicts[verdict].colour : "", width, word,
            colour ? "\033[0m" : "");
}

static void phase(struct reporter *r, const struct run *run _unused_,
                  const struct phase_result *p)
{
    print_verdict(r->out, p->verdict, verdicts[p->verdict].word, 5);
    fprintf(r->out, "%-9s%7.1f ms", p->phase, (double)p->duration / NS_PER_MS);
    if (p->verdict == VERDICT_FAIL)
        fprintf(r->out, "  %s: %s\n%23s-> %s\n", code_name(p->code),
                p->detail ? p->detail : "no more is known", "", code_remedy(p->code));
    else
        fprintf(r->out, "%s%s\n", p->detail ? "  " : "", p->detail ? p->detail : "");
    fflush(r->out);
}

static void end(struct reporter *r, const struct run *run)
{
    static const char *const words[] = {"PASS", "FAIL", "SKIP"};
    enum verdict verdict = run_verdict(run);

    print_verdict(r->out, verdict, words[verdict], 5);
    fprintf(r->out, "in %.0f ms", (double)run->duration / NS_PER_MS);
    if (run->uri)
        fprintf(r->out, " at %s", run->uri);
    fputc('\n', r->out);
}

const struct report_format report_human = {.name = "human", .phase = phase, .end = end};
