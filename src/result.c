/* See result.h. */
#include "result.h"

#include <string.h>

int run_label(char **label, const char *value)
{
    char *copy = value ? strdup(value) : NULL;

    if (copy) {
        free(*label);
        *label = copy;
    }
    return !value || copy ? 0 : -1;
}

static void take_label(char **label, char **from)
{
    if (!*from)
        return;
    free(*label);
    *label = *from;
    *from = NULL;
}

void run_take_labels(struct run *run, struct run *from)
{
    take_label(&run->uri, &from->uri);
    take_label(&run->machine, &from->machine);
    take_label(&run->virt_type, &from->virt_type);
    take_label(&run->image, &from->image);
    take_label(&run->bus, &from->bus);
    take_label(&run->hypervisor, &from->hypervisor);
    if (from->memory)
        run->memory = from->memory;
}

const struct phase_result *run_add(struct run *run, struct phase_result phase)
{
    if (run->n_phases == RUN_PHASES) { /* the phase table is shorter: cannot happen */
        free(phase.detail);
        return &run->phases[RUN_PHASES - 1];
    }
    run->phases[run->n_phases] = phase;
    return &run->phases[run->n_phases++];
}

enum verdict run_verdict(const struct run *run)
{
    enum verdict verdict = VERDICT_SKIP;

    for (size_t i = 0; i < run->n_phases; i++) {
        if (run->phases[i].verdict == VERDICT_FAIL)
            return VERDICT_FAIL;
        if (run->phases[i].verdict == VERDICT_PASS)
            verdict = VERDICT_PASS;
    }
    return run->skipped ? VERDICT_SKIP : verdict;
}

const struct phase_result *run_failure(const struct run *run)
{
    for (size_t i = 0; i < run->n_phases; i++)
        if (run->phases[i].verdict == VERDICT_FAIL)
            return &run->phases[i];
    return NULL;
}

int run_exit_status(const struct run *run)
{
    const struct phase_result *failure = run_failure(run);

    if (failure) /* one without a code has forgotten it */
        return (int)code_class(failure->code ? failure->code : CODE_INTERNAL);
    return run_verdict(run) == VERDICT_PASS ? CLASS_OK : CLASS_SKIPPED;
}

/* From best to worst, as far as one run can tell. */
static int badness(int status)
{
    static const int order[] = {CLASS_SKIPPED, CLASS_OK,     CLASS_UNCHECKED,
                                CLASS_USAGE,   CLASS_FORCED, CLASS_FAILED};

    for (int i = 0; i < (int)ARRAY_SIZE(order); i++)
        if (order[i] == status)
            return i;
    return (int)ARRAY_SIZE(order);
}

void totals_add(struct totals *totals, const struct run *run)
{
    int status = run_exit_status(run);
    bool first = totals->passed + totals->failed + totals->skipped == 0;

    switch (run_verdict(run)) {
    case VERDICT_PASS:
        totals->passed++;
        break;
    case VERDICT_FAIL:
        totals->failed++;
        break;
    case VERDICT_SKIP:
        totals->skipped++;
        break;
    }
    if (first || badness(status) > badness(totals->exit_status))
        totals->exit_status = status;
}

void run_clear(struct run *run)
{
    for (size_t i = 0; i < run->n_phases; i++)
        free(run->phases[i].detail);
    free(run->uri);
    free(run->machine);
    free(run->virt_type);
    free(run->image);
    free(run->bus);
    free(run->hypervisor);
    *run = (struct run){0};
}
