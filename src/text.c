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

/* The '@' that ends the password which begins at `colon`, or null.  One that an unescaped
 * "/" (or "?" or "#") hides from RFC 3986 is a password all the same, unless what comes
 * before that is a port. */
static const char *end_of_password(const char *colon, const char *authority_end)
{
    size_t digits = strspn(colon + 1, "0123456789");
    bool port = colon + 1 + digits == authority_end;
    const char *at = memrchr(colon, '@', (size_t)(authority_end - colon));

    return at ? at : memrchr(colon, '@', port ? strcspn(colon, "?#") : strlen(colon));
}

char *text_redact_uri(const char *uri)
{
    const char *authority = strstr(uri, "://"), *end, *host, *colon, *at;
    char *out = NULL;

    authority = authority ? authority + 3 : uri; /* somebody forgot the scheme */
    end = authority + strcspn(authority, "/?#");
    /* An IPv6 address has colons of its own, and no '@'. */
    host = *authority == '[' ? memchr(authority, ']', (size_t)(end - authority)) : NULL;
    if (host && memchr(authority, '@', (size_t)(host - authority)))
        host = NULL;
    colon =
        memchr(host ? host : authority, ':', (size_t)(end - (host ? host : authority)));
    at = colon ? end_of_password(colon, end) : NULL;
    if (!at)
        return strdup(uri);
    if (asprintf(&out, "%.*s%s", (int)(colon - uri), uri, at) < 0)
        return NULL;
    return out;
}

void text_redact(char *text, const char *uri)
{
    _cleanup_free_ char *shown = text_redact_uri(uri);
    size_t start = 0, len = shown ? strlen(uri) - strlen(shown) : 0;
    char *found;

    while (len && uri[start] == shown[start])
        start++;
    while (len && (found = memmem(text, strlen(text), uri + start, len)))
        memmove(found, found + len, strlen(found + len) + 1);
}

/* How many bytes the character of UTF-8 at `p` has; 0 if there is none (RFC 3629,
 * section 4). */
static size_t utf8_length(const unsigned char *p)
{
    size_t len = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    unsigned char min = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : 0x80;
    unsigned char max = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : 0xbf;

    if (len == 1)
        return 1;
    if (p[0] < 0xc2 || p[0] > 0xf4 || p[1] < min || p[1] > max)
        return 0;
    for (size_t i = 2; i < len; i++)
        if (p[i] < 0x80 || p[i] > 0xbf)
            return 0;
    return len;
}

static bool is_control(const unsigned char *p)
{
    return p[0] < ' ' || p[0] == 0x7f || (p[0] == 0xc2 && p[1] < 0xa0);
}

void text_one_line(char *text)
{
    const unsigned char *from = (const unsigned char *)text;
    char *to = text;

    while (*from) {
        size_t len = utf8_length(from);

        if (len && !is_control(from)) {
            memmove(to, from, len);
            to += len;
        } else if (to != text && to[-1] != ' ') {
            *to++ = ' ';
        }
        from += len ? len : 1;
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
