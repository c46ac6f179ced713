/* What a host offers for each axis of a matrix: what `all` means there. */
#pragma once

#include "host.h"
#include "image.h"
#include "matrix.h"

/* Fill the axes of which all was asked for.  The values live until survey_clear().
 * 0, or -1 with CODE_CONNECT. */
struct survey {
    char *strings[2 * MATRIX_VALUES];
    size_t n;
};
_must_check_ int survey_fill(struct survey *survey, struct matrix *m,
                             const struct host *host, const struct catalogue *catalogue,
                             struct error *e);
void survey_clear(struct survey *survey);
