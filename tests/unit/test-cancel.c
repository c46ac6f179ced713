/* mailbox.c: cancelling, which is for good and therefore has a program of its own. */
#include "unit.h"

#include "clock.h"
#include "macro.h"
#include "mailbox.h"

#include <semaphore.h>
#include <string.h>

#define WAITERS 4

static sem_t asleep;

/* Called with the lock held: whoever posts after `asleep` finds the waiter waiting. */
int __real_pthread_cond_timedwait(pthread_cond_t *c, pthread_mutex_t *m,
                                  const struct timespec *until);
int __wrap_pthread_cond_timedwait(pthread_cond_t *c, pthread_mutex_t *m,
                                  const struct timespec *until);
int __wrap_pthread_cond_timedwait(pthread_cond_t *c, pthread_mutex_t *m,
                                  const struct timespec *until)
{
    sem_post(&asleep);
    return __real_pthread_cond_timedwait(c, m, until);
}

struct waiter {
    struct mailbox mailbox;
    pthread_t thread;
    unsigned woke;
};

static void *wait_for_cancel(void *arg)
{
    struct waiter *w = arg;
    int64_t deadline = clock_deadline(PATIENCE_MS);
    unsigned woke = mailbox_wait(&w->mailbox, WOKE_CANCEL | WOKE_EVENT, deadline);

    /* At the deadline the flag is seen too, though nobody woke this thread. */
    w->woke = clock_now() < deadline ? woke : WOKE_DEADLINE;
    return NULL;
}

static void test_cancel_wakes_every_waiter(void **state _unused_)
{
    static struct waiter waiters[WAITERS];

    sem_init(&asleep, 0, 0);
    assert_false(mailbox_cancelled());
    for (size_t i = 0; i < WAITERS; i++) {
        struct waiter *w = &waiters[i];

        mailbox_init(&w->mailbox);
        assert_int_equal(pthread_create(&w->thread, NULL, wait_for_cancel, w), 0);
        sem_wait(&asleep);
    }
    mailbox_cancel_all();
    for (size_t i = 0; i < WAITERS; i++) {
        pthread_join(waiters[i].thread, NULL);
        assert_int_equal(waiters[i].woke, WOKE_CANCEL);
        mailbox_done(&waiters[i].mailbox);
    }
}

static void test_cancelled_is_for_good(void **state _unused_)
{
    struct mailbox late;
    int64_t deadline = clock_deadline(PATIENCE_MS);

    mailbox_init(&late);
    assert_true(mailbox_cancelled());
    assert_int_equal(mailbox_wait(&late, WOKE_CANCEL, deadline), WOKE_CANCEL);
    assert_int_equal(mailbox_wait(&late, WOKE_BYTES, 0), WOKE_DEADLINE);
    mailbox_done(&late);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cancel_wakes_every_waiter),
        cmocka_unit_test(test_cancelled_is_for_good),
    };

    return cmocka_run_group_tests_name("cancel", tests, NULL, NULL);
}
