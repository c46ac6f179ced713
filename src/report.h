/* Reporters: each turns results into one format on one stream, and sees results alone. */
#pragma once

#include "result.h"

struct reporter;

/* What a format does; any may be null. */
struct report_format {
    const char *name;
    void (*phase)(struct reporter *r, const struct run *run,
                  const struct phase_result *phase);
    void (*end)(struct reporter *r, const struct run *run);
};

struct reporter {
    const struct report_format *format;
    FILE *out; /* borrowed */
    struct reporter *next;
};

extern const struct report_format report_human;

/* Tell every reporter in the list. */
void report_phase(struct reporter *list, const struct run *run,
                  const struct phase_result *phase);
void report_end(struct reporter *list, const struct run *run);
