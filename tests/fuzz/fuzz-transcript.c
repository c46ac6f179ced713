/* A console's bytes in pieces of any length against the same bytes kept whole.  Each
 * piece is a length byte, a count byte and that many bytes, said `count + 1` times over.
 */
#include "fuzz.h"

#include "transcript.h"

#include <string.h>

#define WHOLE_MAX (1 << 20)

static char whole[WHOLE_MAX];
static size_t n_whole;

static void say(struct transcript *t, const uint8_t *bytes, size_t len)
{
    if (n_whole + len > WHOLE_MAX)
        return;
    memcpy(whole + n_whole, bytes, len);
    n_whole += len;
    transcript_add(t, (const char *)bytes, len);
}

/* What is kept is the end of all that was said. */
static void compare(const struct transcript *t)
{
    PROMISE(t->len <= TRANSCRIPT_MAX && t->len <= n_whole);
    PROMISE(memcmp(t->bytes, whole + n_whole - t->len, t->len) == 0);
}

static void look_for(struct transcript *t, const char *needle, size_t len)
{
    size_t before = t->len;
    bool there = memmem(t->bytes, t->len, needle, len) != NULL;

    PROMISE(transcript_take(t, needle, len) == there);
    PROMISE(there ? t->len + len <= before : t->len == before);
    compare(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct transcript t;

    memset(&t, 0, sizeof t);
    n_whole = 0;
    while (size >= 2) {
        size_t len = data[0], times = data[1] + 1UL;

        data += 2;
        size -= 2;
        if (len > size)
            len = size;
        while (times--)
            say(&t, data, len);
        compare(&t);
        if (len && len % 5 == 0)
            look_for(&t, (const char *)data, len / 5);
        (void)transcript_ends_with(&t, "\r\n$ ");
        data += len;
        size -= len;
    }
    return 0;
}
