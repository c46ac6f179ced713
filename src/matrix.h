/* The guests to try: every combination of the machines, buses, images, … asked for. */
#pragma once

#include "options.h"
#include "spec.h"

#define MATRIX_VALUES 128 /* QEMU 7.2 has 79 machine types for x86 */

/* The values of one axis.  None means the default alone. */
struct axis {
    const char *values[MATRIX_VALUES];
    size_t n;
    bool all; /* asked for: what the host has, filled in when it is known */
};

struct matrix {
    struct axis machine, virt_type, image, bus, memory;
};

/* Take "VALUE,VALUE…" or "all" (cut in place, borrowed) into an axis.  0, or -1 with
 * CODE_USAGE; `name` is the option's. */
_must_check_ int axis_add(struct axis *axis, const char *name, char *list,
                          struct error *e);

/* How many combinations there are. */
size_t matrix_count(const struct matrix *m);

/* Combination `i`, machines varying slowest; what no axis says is as in `base`. */
struct spec matrix_spec(const struct matrix *m, const struct spec *base, size_t i);

/* spec_validate() of each combination, so that bad input is found before anything runs.
 */
_must_check_ int matrix_validate(const struct matrix *m, const struct spec *base,
                                 struct error *e);
