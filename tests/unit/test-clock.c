/* clock.c and latch.h: the monotonic clock, and waiting on it for another thread. */
#include "unit.h"

#include "clock.h"
#include "latch.h"

#include <pthread.h>

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

static void *open_door(void *latch)
{
    latch_open(latch);
    return NULL;
}

static void test_latch_opens_from_another_thread(void **state _unused_)
{
    struct latch latch;
    pthread_t thread;

    latch_init(&latch);
    assert_int_equal(pthread_create(&thread, NULL, open_door, &latch), 0);
    assert_int_equal(latch_wait(&latch), 0);
    pthread_join(thread, NULL);
}

static void test_latch_gives_up(void **state _unused_)
{
    struct latch latch;
    int64_t start = clock_now();

    latch_init(&latch);
    assert_int_equal(latch_wait(&latch), -1);
    assert_true(clock_now() - start >= LATCH_TIMEOUT_MS * NS_PER_MS);
    sem_destroy(&latch.opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_now_never_goes_back),
        cmocka_unit_test(test_deadline_lies_ahead),
        cmocka_unit_test(test_timespec_is_split_at_the_second),
        cmocka_unit_test(test_latch_opens_from_another_thread),
        cmocka_unit_test(test_latch_gives_up),
    };

    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
