/* The end of a conversation with a guest that echoes: a random word sent last comes back
 * after everything else, so that what was sent before it has surely been answered. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define SENTINEL_LENGTH 16

struct sentinel {
    char word[SENTINEL_LENGTH + 1]; /* what was sent; empty: nothing is looked for */
    char held[SENTINEL_LENGTH];     /* what may be its beginning */
    size_t n_held;
    bool found;
};

/* Pass on to `out` (of SENTINEL_LENGTH more bytes than `len`) what came before the word;
 * the word itself and what follows it are swallowed.  Returns how many bytes. */
size_t sentinel_pass(struct sentinel *s, const char *bytes, size_t len, char *out);
