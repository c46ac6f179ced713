/* Which of the known words is meant by one that is not known. */
#pragma once

#include <stddef.h>

/* Set `word` and its length; the rest begins zeroed.  All borrowed. */
struct guess {
    const char *word;
    size_t len;
    const char *best; /* null: nothing is near enough */
    int distance;     /* of the best */
};

/* Take a known word into account.  A word is near when it begins with what was written,
 * or is few slips of the finger away: a letter more, less, other, or two swapped. */
void guess_consider(struct guess *guess, const char *known);

/* " (perhaps 'WORD')", or "" if there is none; in `hint`. */
#define GUESS_HINT 48
const char *guess_hint(const struct guess *guess, char hint[GUESS_HINT]);
