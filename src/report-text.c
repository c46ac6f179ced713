/* See report-text.h. */
#include "report-text.h"

#include <iconv.h>
#include <stdbool.h>
#include <string.h>

/* The character at `from`: its length in bytes, or 0 if it is not UTF-8 (RFC 3629). */
static size_t decode(iconv_t utf8, const char *from, size_t left, wchar_t *c)
{
    char *in = (char *)(uintptr_t)from, *to = (char *)c;
    size_t room = sizeof *c;

    if (iconv(utf8, &in, &left, &to, &room) == (size_t)-1 && room)
        return 0;
    return (size_t)(in - from);
}

/* C0, DEL, C1; line separators; bidirectional controls; what XML 1.0 section 2.2 lacks.
 */
static bool unsafe(wchar_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xfffe || c == 0xffff || c > 0x10ffff;
}

static bool among(wchar_t c, const char *set)
{
    return set && c < 0x80 && strchr(set, (int)c);
}

static void put_hex(FILE *out, const char *bytes, size_t len, const char *escaped)
{
    for (size_t i = 0; i < len; i++)
        fprintf(out, "%s\\x%02x", among('\\', escaped) ? "\\" : "",
                (unsigned char)bytes[i]);
}

void report_put(FILE *out, const char *text, const char *forbidden, const char *escaped)
{
    iconv_t utf8 = iconv_open("WCHAR_T", "UTF-8");
    size_t left = text && utf8 != (iconv_t)-1 ? strlen(text) : 0;

    while (left) {
        wchar_t c;
        size_t len = decode(utf8, text, left, &c);

        if (!len || unsafe(c) || among(c, forbidden)) {
            len = len ? len : 1;
            put_hex(out, text, len, escaped);
        } else {
            if (among(c, escaped))
                fputc('\\', out);
            fwrite(text, 1, len, out);
        }
        text += len;
        left -= len;
    }
    if (utf8 != (iconv_t)-1)
        iconv_close(utf8);
}

char *report_text(const char *text)
{
    char *safe = NULL;
    size_t size;
    FILE *out = text ? open_memstream(&safe, &size) : NULL;

    if (!out)
        return NULL;
    report_put(out, text, NULL, NULL);
    if (fclose(out) != 0) {
        free(safe);
        return NULL;
    }
    return safe;
}

const char *report_verdict(enum verdict verdict)
{
    static const char *const words[] = {
        [VERDICT_PASS] = "pass", [VERDICT_FAIL] = "fail", [VERDICT_SKIP] = "skip"};

    return words[verdict];
}

void report_labels(FILE *out, const struct run *run)
{
    const char *const labels[] = {run->hypervisor, run->machine, run->virt_type,
                                  run->image};
    const char *between = "";

    for (size_t i = 0; i < ARRAY_SIZE(labels); i++) {
        if (!labels[i])
            continue;
        fputs(between, out);
        report_put(out, labels[i], NULL, NULL);
        between = ", ";
    }
    if (!run->bus)
        return;
    fputs(" on ", out);
    report_put(out, run->bus, NULL, NULL);
}

void report_time(char text[REPORT_TIME_SIZE])
{
    struct timespec now;
    struct tm utc;
    size_t len;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    len = strftime(text, REPORT_TIME_SIZE, "%FT%T", &utc);
    snprintf(text + len, REPORT_TIME_SIZE - len, ".%03dZ",
             (int)(now.tv_nsec / NS_PER_MS));
}
