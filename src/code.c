/* See code.h. */
#include "code.h"

static const struct {
    const char *name;
    enum code_class class;
    const char *remedy;
} codes[] = {
#define X(name, text, class, remedy) {text, class, remedy},
    TV_CODES(X)
#undef X
};

const char *code_name(enum code code)
{
    return codes[code].name;
}

const char *code_remedy(enum code code)
{
    return codes[code].remedy;
}

enum code_class code_class(enum code code)
{
    return codes[code].class;
}
