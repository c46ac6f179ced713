/* See result.h. */
#include "result.h"

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
    return verdict;
}

int run_exit_status(const struct run *run)
{
    for (size_t i = 0; i < run->n_phases; i++)
        if (run->phases[i].verdict == VERDICT_FAIL)
            return (int)code_class(run->phases[i].code);
    return run_verdict(run) == VERDICT_PASS ? CLASS_OK : CLASS_SKIPPED;
}

void run_clear(struct run *run)
{
    for (size_t i = 0; i < run->n_phases; i++)
        free(run->phases[i].detail);
    free(run->uri);
    free(run->machine);
    free(run->virt_type);
    free(run->image);
    free(run->hypervisor);
    *run = (struct run){0};
}
