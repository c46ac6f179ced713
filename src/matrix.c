/* See matrix.h. */
#include "matrix.h"
#include "text.h"

#include <limits.h>
#include <string.h>

static int add_value(struct axis *axis, const char *name, const char *value,
                     struct error *e)
{
    if (axis->n == MATRIX_VALUES)
        return error_set(e, CODE_USAGE, "--%s has more than %d values", name,
                         MATRIX_VALUES);
    axis->values[axis->n++] = value;
    return 0;
}

int axis_add(struct axis *axis, const char *name, char *list, struct error *e)
{
    char *rest = NULL;
    char *value = strtok_r(list, ",", &rest);

    if (!value)
        return error_set(e, CODE_USAGE, "--%s is given an empty list", name);
    for (; value; value = strtok_r(NULL, ",", &rest)) {
        if (strcmp(value, "all") == 0)
            axis->all = true;
        else if (add_value(axis, name, value, e) < 0)
            return -1;
    }
    return 0;
}

static size_t length(const struct axis *axis)
{
    return axis->n ? axis->n : 1;
}

size_t matrix_count(const struct matrix *m)
{
    return length(&m->machine) * length(&m->virt_type) * length(&m->image) *
           length(&m->bus) * length(&m->memory);
}

/* The value that combination *i has on this axis; *i becomes that of the slower axes. */
static const char *pick(const struct axis *axis, size_t *i, const char *otherwise)
{
    size_t n = length(axis), at = *i % n;

    *i /= n;
    return axis->n ? axis->values[at] : otherwise;
}

struct spec matrix_spec(const struct matrix *m, const struct spec *base, size_t i)
{
    struct spec spec = *base;
    const char *memory = pick(&m->memory, &i, NULL);

    spec.bus = pick(&m->bus, &i, base->bus);
    spec.image = pick(&m->image, &i, base->image);
    spec.virt_type = pick(&m->virt_type, &i, base->virt_type);
    spec.machine = pick(&m->machine, &i, base->machine);
    if (memory)
        (void)text_to_number(memory, 0, LONG_MAX, &spec.memory);
    return spec;
}

int matrix_validate(const struct matrix *m, const struct spec *base, struct error *e)
{
    long number;

    for (size_t i = 0; i < m->memory.n; i++) {
        const char *memory = m->memory.values[i];
        _cleanup_free_ char *shown = text_clean(memory, strlen(memory), 60);

        if (!text_to_number(memory, 0, LONG_MAX, &number))
            return error_set(e, CODE_USAGE, "--memory '%s' is not a whole number of MiB",
                             shown ? shown : "");
    }
    for (size_t i = 0; i < matrix_count(m); i++) {
        struct spec spec = matrix_spec(m, base, i);

        if (spec_validate(&spec, e) < 0)
            return -1;
    }
    return 0;
}
