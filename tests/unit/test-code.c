/* code.c: every code has one stable name, a class and a remedy. */
#include "unit.h"

#include <string.h>

static void test_names_are_unique_words(void **state _unused_)
{
    for (int i = 0; i < CODE_COUNT; i++) {
        const char *name = code_name((enum code)i);

        assert_memory_equal(name, "TV-", 3);
        assert_int_equal(strspn(name + 3, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-"),
                         strlen(name + 3));
        for (int k = 0; k < i; k++)
            assert_string_not_equal(name, code_name((enum code)k));
    }
}

static void test_only_ok_needs_no_remedy(void **state _unused_)
{
    assert_string_equal(code_remedy(CODE_OK), "");
    for (int i = CODE_OK + 1; i < CODE_COUNT; i++) {
        assert_true(*code_remedy((enum code)i));
        assert_null(strpbrk(code_remedy((enum code)i), "\r\n"));
    }
}

/* tinyvm(1) promises these exit statuses. */
static void test_classes_are_exit_statuses(void **state _unused_)
{
    assert_int_equal(code_class(CODE_OK), 0);
    assert_int_equal(code_class(CODE_BUTTON_IGNORED), 1);
    assert_int_equal(code_class(CODE_LEFTOVERS), 1);
    assert_int_equal(code_class(CODE_USAGE), 2);
    assert_int_equal(code_class(CODE_NAME_INVALID), 2);
    assert_int_equal(code_class(CODE_CONNECT), 3);
    assert_int_equal(code_class(CODE_IMAGE_DAMAGED), 3);
    for (int i = CODE_OK + 1; i < CODE_COUNT; i++)
        assert_in_range(code_class((enum code)i), CLASS_FAILED, CLASS_FORCED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_unique_words),
        cmocka_unit_test(test_only_ok_needs_no_remedy),
        cmocka_unit_test(test_classes_are_exit_statuses),
    };

    return cmocka_run_group_tests_name("code", tests, NULL, NULL);
}
