/* The lines for people that a pipe and a terminal have in common. */
#pragma once

#include "report.h"

#include <stdbool.h>

/* Colours, for this stream?  Never against NO_COLOR (https://no-color.org). */
bool human_colourful(FILE *out);

/* A word in the verdict's colour, padded to `width` columns. */
void human_word(FILE *out, enum verdict verdict, const char *word, int width);

/* "[3] " where there are several runs, and nothing where there is one. */
void human_number(struct reporter *r, const struct run *run);

/* A phase, with what to do if it failed: one line or two. */
void human_phase(struct reporter *r, const struct run *run,
                 const struct phase_result *phase);

/* The verdict on a run, and on all of them when there are several: a line each. */
void human_end(struct reporter *r, const struct run *run, bool labels);
void human_finish(struct reporter *r, const struct totals *totals);
