/* error.c: errors are set, wrapped, replaced and cleared without a leak. */
#include "unit.h"

#include <string.h>

static void test_zero_is_no_error(void **state _unused_)
{
    _cleanup_error_ struct error e = {0};

    assert_int_equal(e.code, CODE_OK);
    assert_string_equal(error_text(&e), "TV-OK");
}

static void test_set_keeps_code_and_text(void **state _unused_)
{
    _cleanup_error_ struct error e = {0};

    assert_int_equal(error_set(&e, CODE_FILE, "%s: %d", "x", 7), -1);
    assert_int_equal(e.code, CODE_FILE);
    assert_string_equal(error_text(&e), "x: 7");
}

static void test_set_may_quote_the_error_it_replaces(void **state _unused_)
{
    _cleanup_error_ struct error e = {0};

    error_set(&e, CODE_FILE, "first");
    error_set(&e, CODE_START, "second after %s", e.text);
    assert_int_equal(e.code, CODE_START);
    assert_string_equal(e.text, "second after first");
}

static void test_wrap_keeps_the_code(void **state _unused_)
{
    _cleanup_error_ struct error e = {0};

    error_set(&e, CODE_FILE, "reason");
    assert_int_equal(error_wrap(&e, "volume '%s'", "v"), -1);
    assert_int_equal(error_wrap(&e, "define"), -1);
    assert_int_equal(e.code, CODE_FILE);
    assert_string_equal(e.text, "define: volume 'v': reason");
}

static void test_wrap_without_text_names_the_code(void **state _unused_)
{
    _cleanup_error_ struct error e = {.code = CODE_MEMORY_OUT};

    error_wrap(&e, "define");
    assert_string_equal(e.text, "define: TV-NO-MEMORY");
}

/* File names and what other programs say may hold anything. */
static void test_text_is_one_line(void **state _unused_)
{
    _cleanup_error_ struct error e = {0};

    error_set(&e, CODE_FILE, "%s: %s", "a\n\033[2Jb", "why\r\n");
    assert_string_equal(e.text, "a [2Jb: why");
    error_wrap(&e, "%s", "c\nd");
    assert_string_equal(e.text, "c d: a [2Jb: why");
}

static void test_clear_is_zero_again(void **state _unused_)
{
    struct error e = {0};

    error_set(&e, CODE_FILE, "reason");
    error_clear(&e);
    assert_int_equal(e.code, CODE_OK);
    assert_null(e.text);
    error_clear(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zero_is_no_error),
        cmocka_unit_test(test_set_keeps_code_and_text),
        cmocka_unit_test(test_set_may_quote_the_error_it_replaces),
        cmocka_unit_test(test_wrap_keeps_the_code),
        cmocka_unit_test(test_wrap_without_text_names_the_code),
        cmocka_unit_test(test_text_is_one_line),
        cmocka_unit_test(test_clear_is_zero_again),
    };

    return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
