/* undo.c: last in, first out; all are tried; what is left is named. */
#include "unit.h"

#include "undo.h"

#include <string.h>

static char done[16];

static int succeed(void *arg, struct error *e _unused_)
{
    strncat(done, arg, 1);
    return 0;
}

static int refuse(void *arg, struct error *e)
{
    strncat(done, arg, 1);
    return error_set(e, CODE_FILE, "busy");
}

static int refuse_silently(void *arg, struct error *e _unused_)
{
    strncat(done, arg, 1);
    return -1;
}

static int setup(void **state _unused_)
{
    *done = '\0';
    return 0;
}

static void push(struct undo *u, undo_fn fn, const char *name)
{
    static char names[][2] = {"a", "b", "c"};
    _cleanup_error_ struct error e = {0};

    assert_int_equal(undo_push(u, fn, names[*name - 'a'], &e, "thing '%s'", name), 0);
    assert_no_error(&e);
}

static void test_empty_ledger(void **state _unused_)
{
    struct undo u = {0};
    struct error e = {0};

    assert_int_equal(undo_run(&u, &e), 0);
    undo_forget(&u);
    assert_no_error(&e);
}

static void test_last_in_first_out(void **state _unused_)
{
    struct undo u = {0};
    struct error e = {0};

    push(&u, succeed, "a");
    push(&u, succeed, "b");
    push(&u, succeed, "c");
    assert_int_equal(undo_run(&u, &e), 0);
    assert_string_equal(done, "cba");
    assert_int_equal(undo_run(&u, &e), 0);
    assert_string_equal(done, "cba");
}

static void test_failure_does_not_stop_the_rest(void **state _unused_)
{
    struct undo u = {0};
    struct error e = {0};

    push(&u, succeed, "a");
    push(&u, refuse, "b");
    push(&u, succeed, "c");
    assert_int_equal(undo_run(&u, &e), -1);
    assert_string_equal(done, "cba");
    assert_string_equal(error_text(&e), "thing 'b' is left (busy)");
    assert_error(&e, CODE_LEFTOVERS);
}

static void test_every_failure_is_named(void **state _unused_)
{
    struct undo u = {0};
    struct error e = {0};

    push(&u, refuse, "a");
    push(&u, refuse_silently, "b");
    push(&u, refuse, "c");
    assert_int_equal(undo_run(&u, &e), -1);
    for (const char *name = "abc"; *name; name++) {
        char wanted[] = "thing '?' is left";

        *strchr(wanted, '?') = *name;
        assert_non_null(strstr(error_text(&e), wanted));
    }
    assert_error(&e, CODE_LEFTOVERS);
}

static void test_run_replaces_an_earlier_error(void **state _unused_)
{
    struct undo u = {0};
    struct error e = {0};

    error_set(&e, CODE_START, "before");
    push(&u, refuse, "a");
    assert_int_equal(undo_run(&u, &e), -1);
    assert_string_equal(error_text(&e), "thing 'a' is left (busy)");
    assert_error(&e, CODE_LEFTOVERS);
}

static void test_forget_undoes_nothing(void **state _unused_)
{
    struct undo u = {0};
    struct error e = {0};

    push(&u, refuse, "a");
    push(&u, refuse, "b");
    undo_forget(&u);
    assert_int_equal(undo_run(&u, &e), 0);
    assert_string_equal(done, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_empty_ledger, setup),
        cmocka_unit_test_setup(test_last_in_first_out, setup),
        cmocka_unit_test_setup(test_failure_does_not_stop_the_rest, setup),
        cmocka_unit_test_setup(test_every_failure_is_named, setup),
        cmocka_unit_test_setup(test_run_replaces_an_earlier_error, setup),
        cmocka_unit_test_setup(test_forget_undoes_nothing, setup),
    };

    return cmocka_run_group_tests_name("undo", tests, NULL, NULL);
}
