/* Reporters: each turns results into one format on one stream, and sees results alone. */
#pragma once

#include "result.h"

struct reporter;

/* What a format does, in the order of the calls; any may be null.  Calls come one at a
 * time, but those of several runs may mix: `run` tells which is meant.  A phase's and a
 * run's data live until end() returns; what is wanted later must be copied. */
struct report_format {
    const char *name;
    void (*begin)(struct reporter *r);
    void (*phase)(struct reporter *r, const struct run *run,
                  const struct phase_result *phase);
    void (*end)(struct reporter *r, const struct run *run);
    void (*finish)(struct reporter *r, const struct totals *totals);
};

struct reporter {
    const struct report_format *format;
    FILE *out;   /* borrowed */
    void *state; /* the format's own, made by begin() and freed by finish() */
    struct reporter *next;
};

extern const struct report_format report_human;

/* Tell every reporter in the list; from any thread. */
void report_begin(struct reporter *list);
void report_phase(struct reporter *list, const struct run *run,
                  const struct phase_result *phase);
void report_end(struct reporter *list, const struct run *run);
void report_finish(struct reporter *list, const struct totals *totals);
