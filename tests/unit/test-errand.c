/* errand.c: work that comes back in time, late, or never. */
#include "unit.h"

#include "clock.h"
#include "errand.h"
#include "mailbox.h"

#include <semaphore.h>
#include <stdatomic.h>

#define AT_ONCE 0 /* a deadline that has passed */

static sem_t gate, dropped;
static atomic_int works, drops;

static void work(void *arg)
{
    if (arg)
        sem_wait(arg);
    works++;
}

static void drop(void *arg _unused_)
{
    drops++;
    sem_post(&dropped);
}

static int reset(void **state _unused_)
{
    works = drops = 0;
    sem_init(&gate, 0, 0);
    return sem_init(&dropped, 0, 0);
}

static void test_comes_back(void **state _unused_)
{
    struct errand *errand = errand_start(work, drop, NULL);

    assert_non_null(errand);
    assert_int_equal(errand_wait(errand, clock_deadline(PATIENCE_MS), HEED_CANCEL),
                     ERRAND_BACK);
    assert_int_equal(errand_wait(errand, AT_ONCE, HEED_CANCEL), ERRAND_BACK);
    assert_true(errand_leave(errand));
    assert_int_equal(works, 1);
    assert_int_equal(drops, 0);
    assert_int_equal(errand_strays(), 0);
}

static void test_late_and_waited_for_again(void **state _unused_)
{
    struct errand *errand = errand_start(work, drop, &gate);

    assert_int_equal(errand_wait(errand, AT_ONCE, HEED_CANCEL), ERRAND_LATE);
    assert_int_equal(works, 0);
    sem_post(&gate);
    assert_int_equal(errand_wait(errand, clock_deadline(PATIENCE_MS), HEED_CANCEL),
                     ERRAND_BACK);
    assert_true(errand_leave(errand));
    assert_int_equal(drops, 0);
}

static void test_given_up_is_dropped_once_when_it_comes_back(void **state _unused_)
{
    struct errand *errand = errand_start(work, drop, &gate);
    struct timespec until = clock_timespec(clock_deadline(PATIENCE_MS));

    assert_int_equal(errand_wait(errand, AT_ONCE, HEED_CANCEL), ERRAND_LATE);
    assert_false(errand_leave(errand));
    assert_int_equal(errand_strays(), 1);
    assert_int_equal(drops, 0);
    sem_post(&gate);
    assert_int_equal(sem_clockwait(&dropped, CLOCK_MONOTONIC, &until), 0);
    assert_int_equal(works, 1);
    while (errand_strays() > 0) /* no event tells of the last step */
        assert_true(clock_now() < until.tv_sec * NS_PER_S + NS_PER_S);
    assert_int_equal(drops, 1);
}

static void test_cancelled_is_heeded_or_not(void **state _unused_)
{
    struct errand *errand = errand_start(work, drop, &gate);

    mailbox_cancel_all();
    assert_int_equal(errand_wait(errand, clock_deadline(PATIENCE_MS), HEED_CANCEL),
                     ERRAND_CANCELLED);
    assert_int_equal(errand_wait(errand, AT_ONCE, HEED_NOTHING), ERRAND_LATE);
    sem_post(&gate);
    assert_int_equal(errand_wait(errand, clock_deadline(PATIENCE_MS), HEED_NOTHING),
                     ERRAND_BACK);
    assert_true(errand_leave(errand));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_comes_back, reset),
        cmocka_unit_test_setup(test_late_and_waited_for_again, reset),
        cmocka_unit_test_setup(test_given_up_is_dropped_once_when_it_comes_back, reset),
        cmocka_unit_test_setup(test_cancelled_is_heeded_or_not, reset), /* for good */
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
