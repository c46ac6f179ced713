/* See sentinel.h. */
#include "sentinel.h"

#include <string.h>

size_t sentinel_pass(struct sentinel *s, const char *bytes, size_t len, char *out)
{
    size_t passed = 0;

    for (size_t i = 0; i < len && !s->found; i++) {
        if (!*s->word) {
            out[passed++] = bytes[i];
            continue;
        }
        s->held[s->n_held++] = bytes[i];
        while (s->n_held && memcmp(s->held, s->word, s->n_held) != 0) {
            out[passed++] = s->held[0];
            memmove(s->held, s->held + 1, --s->n_held);
        }
        s->found = s->n_held == SENTINEL_LENGTH;
    }
    return passed;
}
