/* See guess.h. */
#include "guess.h"

#include <stdio.h>
#include <string.h>

#define LONGEST 24 /* letters; what is longer is not compared */

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Optimal string alignment distance: Damerau's, "A technique for computer detection and
 * correction of spelling errors", CACM 7 (1964), where no letters come between two that
 * are swapped. */
static int distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
    int d[LONGEST + 1][LONGEST + 1];

    for (size_t i = 0; i <= a_len; i++)
        d[i][0] = (int)i;
    for (size_t j = 0; j <= b_len; j++)
        d[0][j] = (int)j;
    for (size_t i = 1; i <= a_len; i++) {
        for (size_t j = 1; j <= b_len; j++) {
            int other = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);

            d[i][j] = least(other, 1 + least(d[i - 1][j], d[i][j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = least(d[i][j], 1 + d[i - 2][j - 2]);
        }
    }
    return d[a_len][b_len];
}

void guess_consider(struct guess *guess, const char *known)
{
    size_t len = guess->len, known_len = strlen(known);
    int far;

    if (len < 2 || len > LONGEST || known_len > LONGEST)
        return;
    far = strncmp(guess->word, known, len) == 0
              ? 1
              : distance(guess->word, len, known, known_len);
    /* One slip in a short word, two in a longer one. */
    if (far > (len < 5 ? 1 : 2) || (guess->best && far >= guess->distance))
        return;
    guess->best = known;
    guess->distance = far;
}

const char *guess_hint(const struct guess *guess, char hint[GUESS_HINT])
{
    hint[0] = '\0';
    if (guess->best)
        snprintf(hint, GUESS_HINT, " (perhaps '%s')", guess->best);
    return hint;
}
