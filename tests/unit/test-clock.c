/* clock.c: time on the monotonic clock. */
#include "unit.h"

#include "clock.h"

static void test_now_never_goes_back(void **state _unused_)
{
    int64_t last = clock_now();

    for (int i = 0; i < 1000; i++) {
        int64_t now = clock_now();

        assert_true(now >= last);
        last = now;
    }
}

static void test_deadline_lies_ahead(void **state _unused_)
{
    int64_t before = clock_now(), deadline = clock_deadline(1500), after = clock_now();

    assert_true(deadline >= before + 1500 * NS_PER_MS);
    assert_true(deadline <= after + 1500 * NS_PER_MS);
}

static void test_timespec_is_split_at_the_second(void **state _unused_)
{
    struct timespec t = clock_timespec(5 * NS_PER_S - 1);

    assert_int_equal(t.tv_sec, 4);
    assert_int_equal(t.tv_nsec, 999999999);
    t = clock_timespec(5 * NS_PER_S);
    assert_int_equal(t.tv_sec, 5);
    assert_int_equal(t.tv_nsec, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_now_never_goes_back),
        cmocka_unit_test(test_deadline_lies_ahead),
        cmocka_unit_test(test_timespec_is_split_at_the_second),
    };

    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
