/* text.c on any bytes: what comes out is harmless and bounded. */
#include "fuzz.h"

#include "text.h"

#include <limits.h>
#include <string.h>

static void clean(const uint8_t *data, size_t size, size_t max)
{
    char *out = text_clean(data, size, max);

    PROMISE(out);
    PROMISE(strlen(out) <= strlen("...") + 4 * (size < max ? size : max));
    for (const char *p = out; *p; p++)
        PROMISE(*p >= ' ' && *p <= '~');
    free(out);
}

/* Between "://" and the path no ':' may stand before an '@' any more. */
static void redact(const char *text)
{
    char *out = text_redact_uri(text), *start;

    PROMISE(out && strlen(out) <= strlen(text));
    start = strstr(out, "://");
    if (start) {
        size_t end = strcspn(start + 3, "/?#");
        const char *at = memrchr(start + 3, '@', end);

        PROMISE(!at || !memchr(start + 3, ':', (size_t)(at - start - 3)));
    }
    free(out);
}

static void one_line(char *text)
{
    size_t len = strlen(text);

    text_one_line(text);
    PROMISE(strlen(text) <= len);
    for (const char *p = text; *p; p++)
        PROMISE((unsigned char)*p >= ' ' && *p != 0x7f);
}

static void number(const char *text)
{
    long out = -7;

    if (text_to_number(text, 0, LONG_MAX, &out))
        PROMISE(out >= 0 && strspn(text, "0123456789") == strlen(text));
    else
        PROMISE(out == -7);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);

    PROMISE(text);
    memcpy(text, data, size);
    text[size] = '\0';
    clean(data, size, size);
    clean(data, size, size ? data[0] : 0);
    redact(text);
    number(text);
    text_reverse(text, size);
    text_reverse(text, size);
    PROMISE(memcmp(text, data, size) == 0);
    one_line(text);
    free(text);
    return 0;
}
