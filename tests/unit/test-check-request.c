/* check-request.c: --timeout and exercises, taken into a request or refused. */
#include "unit.h"

#include "check.h"

#include <string.h>

static struct check_request request;
static struct error e;

static int setup(void **state _unused_)
{
    memset(&request, 0, sizeof request);
    error_clear(&e);
    return 0;
}

static int add_timeout(const char *text)
{
    static char copy[64];

    snprintf(copy, sizeof copy, "%s", text);
    return check_add_timeout(&request, copy, &e);
}

static int add_exercises(const char *list)
{
    static char copy[64];

    snprintf(copy, sizeof copy, "%s", list);
    return check_add_exercises(&request, copy, &e);
}

static void test_timeout_of_all_and_of_one(void **state _unused_)
{
    assert_int_equal(add_timeout("20"), 0);
    assert_int_equal(add_timeout("banner=1"), 0);
    assert_int_equal(request.n_timeouts, 2);
    assert_null(request.timeouts[0].phase);
    assert_int_equal(request.timeouts[0].seconds, 20);
    assert_string_equal(request.timeouts[1].phase, "banner");
    assert_int_equal(request.timeouts[1].seconds, 1);
}

static void test_every_phase_and_exercise_has_a_timeout(void **state _unused_)
{
    for (size_t i = 0; i < PHASE_COUNT; i++) {
        char text[64];

        setup(NULL);
        snprintf(text, sizeof text, "%s=86400", phases[i].name);
        assert_int_equal(add_timeout(text), 0);
    }
    for (const struct phase *const *one = exercises; *one; one++) {
        char text[64];

        setup(NULL);
        snprintf(text, sizeof text, "%s=1", (*one)->name);
        assert_int_equal(add_timeout(text), 0);
    }
}

static void test_timeouts_refused(void **state _unused_)
{
    static const char *const bad[] = {
        "",      "=",  "=5",     "banner=",   "banner=0",   "0",       "-1",
        "86401", "1s", "bann=5", "banners=5", "banner=5=5", "x\033=5", "BANNER=5"};

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        if (add_timeout(bad[i]) == 0)
            fail_msg("accepted: %s", bad[i]);
        assert_error(&e, CODE_USAGE);
    }
    assert_int_equal(request.n_timeouts, 0);
}

static void test_timeouts_are_bounded(void **state _unused_)
{
    for (size_t i = 0; i < CHECK_TIMEOUTS; i++)
        assert_int_equal(add_timeout("5"), 0);
    assert_int_equal(add_timeout("5"), -1);
    assert_error(&e, CODE_USAGE);
    assert_int_equal(request.n_timeouts, CHECK_TIMEOUTS);
}

static void test_exercises_by_name(void **state _unused_)
{
    size_t n = 0;

    while (exercises[n])
        n++;
    assert_true(n > 0);
    assert_int_equal(add_exercises("all"), 0);
    assert_int_equal(request.n_exercises, n);
    setup(NULL);
    assert_int_equal(add_exercises(exercises[0]->name), 0);
    assert_ptr_equal(request.exercises[0], exercises[0]);
}

static void test_exercises_refused(void **state _unused_)
{
    assert_int_equal(add_exercises("nonsense"), -1);
    assert_error(&e, CODE_USAGE);
    assert_int_equal(add_exercises("all,\033[2J"), -1);
    assert_error(&e, CODE_USAGE);
}

static void test_exercises_are_bounded(void **state _unused_)
{
    int result = 0;

    for (size_t i = 0; i <= CHECK_EXERCISES && result == 0; i++)
        result = add_exercises(exercises[0]->name);
    assert_int_equal(result, -1);
    assert_error(&e, CODE_USAGE);
    assert_int_equal(request.n_exercises, CHECK_EXERCISES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_timeout_of_all_and_of_one, setup),
        cmocka_unit_test_setup(test_every_phase_and_exercise_has_a_timeout, setup),
        cmocka_unit_test_setup(test_timeouts_refused, setup),
        cmocka_unit_test_setup(test_timeouts_are_bounded, setup),
        cmocka_unit_test_setup(test_exercises_by_name, setup),
        cmocka_unit_test_setup(test_exercises_refused, setup),
        cmocka_unit_test_setup(test_exercises_are_bounded, setup),
    };

    return cmocka_run_group_tests_name("check-request", tests, NULL, NULL);
}
