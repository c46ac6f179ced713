/* See text.h. */
#include "text.h"
#include "macro.h"

#include <errno.h>
#include <string.h>

static size_t clean_byte(unsigned char byte, char *out)
{
    static const char hex[] = "0123456789abcdef";
    static const char from[] = "\r\n\t\\", to[] = "rnt\\";
    const char *special = byte ? strchr(from, byte) : NULL;

    if (special) {
        out[0] = '\\';
        out[1] = to[special - from];
        return 2;
    }
    if (byte >= 0x20 && byte < 0x7f) {
        out[0] = (char)byte;
        return 1;
    }
    memcpy(out, "\\x", 2);
    out[2] = hex[byte >> 4];
    out[3] = hex[byte & 15];
    return 4;
}

char *text_clean(const void *bytes, size_t len, size_t max)
{
    const unsigned char *from = bytes;
    size_t skip = len > max ? len - max : 0, used = 0;
    char *out = malloc(4 * (len - skip) + sizeof "...");

    if (!out)
        return NULL;
    if (skip)
        used = (size_t)sprintf(out, "...");
    for (size_t i = skip; i < len; i++)
        used += clean_byte(from[i], out + used);
    out[used] = '\0';
    return out;
}

const char *text_basename(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

char *text_redact_uri(const char *uri)
{
    const char *authority = strstr(uri, "://");
    size_t end = authority ? strcspn(authority + 3, "/?#") : 0;
    const char *at = authority ? memrchr(authority + 3, '@', end) : NULL;
    const char *colon =
        at ? memchr(authority + 3, ':', (size_t)(at - authority - 3)) : NULL;
    char *out = NULL;

    if (!colon)
        return strdup(uri);
    if (asprintf(&out, "%.*s%s", (int)(colon - uri), uri, at) < 0)
        return NULL;
    return out;
}

void text_one_line(char *text)
{
    char *to = text;

    for (const char *from = text; *from; from++) {
        if ((unsigned char)*from >= ' ' && *from != 0x7f)
            *to++ = *from;
        else if (to != text && to[-1] != ' ')
            *to++ = ' ';
    }
    while (to != text && to[-1] == ' ')
        to--;
    *to = '\0';
}

void text_reverse(char *bytes, size_t len)
{
    for (size_t i = 0; i < len / 2; i++) {
        char byte = bytes[i];

        bytes[i] = bytes[len - 1 - i];
        bytes[len - 1 - i] = byte;
    }
}

bool text_to_number(const char *text, long min, long max, long *out)
{
    char *end;
    long value;

    if (*text < '0' || *text > '9')
        return false;
    errno = 0;
    value = strtol(text, &end, 10);
    if (errno || *end || value < min || value > max)
        return false;
    *out = value;
    return true;
}
