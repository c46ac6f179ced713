/* See transcript.h. */
#include "transcript.h"

#include <string.h>

static void drop(struct transcript *t, size_t n)
{
    t->len -= n;
    memmove(t->bytes, t->bytes + n, t->len);
}

void transcript_add(struct transcript *t, const char *bytes, size_t len)
{
    t->total += len;
    if (len > TRANSCRIPT_MAX) {
        bytes += len - TRANSCRIPT_MAX;
        len = TRANSCRIPT_MAX;
    }
    if (len > TRANSCRIPT_MAX - t->len)
        drop(t, len - (TRANSCRIPT_MAX - t->len));
    memcpy(t->bytes + t->len, bytes, len);
    t->len += len;
}

bool transcript_take(struct transcript *t, const char *needle, size_t len)
{
    const char *found = memmem(t->bytes, t->len, needle, len);

    if (!found)
        return false;
    drop(t, (size_t)(found - t->bytes) + len);
    return true;
}

bool transcript_ends_with(const struct transcript *t, const char *tail)
{
    size_t len = strlen(tail);

    return t->len >= len && memcmp(t->bytes + t->len - len, tail, len) == 0;
}
