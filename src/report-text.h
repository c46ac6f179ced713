/* What reporters share: text that is safe in one line of UTF-8, and a few words. */
#pragma once

#include "clock.h"
#include "result.h"

/* Write bytes of whatever origin as one line of UTF-8 that any XML and any terminal can
 * hold: what is not UTF-8, control characters, line separators and what changes the
 * direction of text come as \xNN, byte by byte, and so do the characters in `forbidden`
 * (may be null).  Then each backslash or quote that is also in `escaped` (may be null)
 * gets a backslash before it, as do the other characters there.  Null writes nothing. */
void report_put(FILE *out, const char *text, const char *forbidden, const char *escaped);

/* report_put() into a new string, without anything forbidden or escaped; null when `text`
 * is null or there is no memory. */
char *report_text(const char *text);

/* "pass", "fail" or "skip". */
const char *report_verdict(enum verdict verdict);

/* Milliseconds, for people and for formats without a unit of their own. */
static inline double report_ms(int64_t duration)
{
    return (double)duration / NS_PER_MS;
}

/* Write what was run, e.g. "QEMU 7.2.0, pc, kvm, raw on virtio": what is known of it. */
void report_labels(FILE *out, const struct run *run);

/* Now, in RFC 3339's UTC form with milliseconds. */
#define REPORT_TIME_SIZE sizeof "2026-01-01T00:00:00.000Z"
void report_time(char text[REPORT_TIME_SIZE]);
