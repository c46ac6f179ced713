/* Errors as values: a stable code and a text that each caller wraps with its context. */
#pragma once

#include "code.h"
#include "macro.h"

#include <stdarg.h>

/* Zero-initialised means no error.  The text is owned; error_clear() frees it. */
struct error {
    enum code code;
    char *text;
};

/* Set *e, replacing what was there.  The text becomes one line, whatever control
 * characters its arguments held.  Always returns -1, so that `return error_set()` reads
 * well.  Out of memory leaves the code and a null text, which prints as the name.
 */
int error_set(struct error *e, enum code code, const char *format, ...) _printf_(3, 4);

/* Put "context: " before the text.  Returns -1. */
int error_wrap(struct error *e, const char *format, ...) _printf_(2, 3);

/* The text, never null. */
const char *error_text(const struct error *e);

void error_clear(struct error *e);

#define _cleanup_error_ _cleanup_(error_clear)
