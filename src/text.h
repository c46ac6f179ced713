/* Hostile text made harmless, and small helpers on text. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Copies `len` bytes from a console or another machine as printable ASCII: CR, LF and TAB
 * become \r, \n and \t, a backslash \\, every other byte outside 20h..7Eh \xNN.  At most
 * `max` bytes are taken from the end, with "..." before them when some were cut.
 * Returns a new string, or null when out of memory. */
char *text_clean(const void *bytes, size_t len, size_t max);

/* The last path component, never null. */
const char *text_basename(const char *path);

/* A copy of a URI without what authenticates: user:password becomes user.
 * Returns a new string, or null when out of memory. */
char *text_redact_uri(const char *uri);

/* Take what text_redact_uri() leaves out of `uri` out of a text that quotes it. */
void text_redact(char *text, const char *uri);

/* One line from many: each run of control characters (C0, C1, and bytes that are no
 * UTF-8) becomes one space.  In place. */
void text_one_line(char *text);

/* Reverses `len` bytes in place. */
void text_reverse(char *bytes, size_t len);

/* A whole decimal number in min..max, nothing before or after it. */
bool text_to_number(const char *text, long min, long max, long *out);
