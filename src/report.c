/* See report.h. */
#include "report.h"

void report_phase(struct reporter *list, const struct run *run,
                  const struct phase_result *phase)
{
    for (struct reporter *r = list; r; r = r->next)
        if (r->format->phase)
            r->format->phase(r, run, phase);
}

void report_end(struct reporter *list, const struct run *run)
{
    for (struct reporter *r = list; r; r = r->next) {
        if (r->format->end)
            r->format->end(r, run);
        fflush(r->out);
    }
}
