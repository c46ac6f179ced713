/* What every unit test needs: cmocka, and what an error must look like. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "error.h"

#define PATIENCE_MS 30000 /* a deadline that only a failure reaches */

/* The error has this code and one line of text; then it is cleared. */
#define assert_error(e, wanted)                                                          \
    do {                                                                                 \
        assert_string_equal(code_name((e)->code), code_name(wanted));                    \
        assert_non_null((e)->text);                                                      \
        assert_true(*(e)->text);                                                         \
        assert_null(strpbrk((e)->text, "\n\r\033"));                                     \
        error_clear(e);                                                                  \
    } while (0)

/* Nothing went wrong; if it did, say what. */
#define assert_no_error(e) assert_string_equal(error_text(e), code_name(CODE_OK))
