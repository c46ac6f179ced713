/* mailbox.c: bounded, in order, and whoever waits is woken. */
#include "unit.h"

#include "clock.h"
#include "macro.h"
#include "mailbox.h"

#include <semaphore.h>
#include <string.h>

#define ALL_WOKE                                                                         \
    (WOKE_EVENT | WOKE_BYTES | WOKE_CONSOLE_END | WOKE_GONE | WOKE_CANCEL | WOKE_WRITABLE)

static struct mailbox box;
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

static int setup(void **state _unused_)
{
    sem_init(&asleep, 0, 0);
    mailbox_init(&box);
    return 0;
}

static int teardown(void **state _unused_)
{
    mailbox_done(&box);
    sem_destroy(&asleep);
    return 0;
}

static void test_new_one_is_empty(void **state _unused_)
{
    struct mail_event event;
    char byte;

    assert_false(mailbox_take_event(&box, &event));
    assert_int_equal(mailbox_take_bytes(&box, &byte, 1), 0);
    assert_int_equal(mailbox_wait(&box, ALL_WOKE, clock_now()), WOKE_DEADLINE);
}

static void test_deadline_is_kept(void **state _unused_)
{
    int64_t start = clock_now(), deadline = clock_deadline(50);

    assert_int_equal(mailbox_wait(&box, ALL_WOKE, deadline), WOKE_DEADLINE);
    assert_true(clock_now() >= deadline);
    assert_true(clock_now() - start < PATIENCE_MS * NS_PER_MS);
}

static void test_past_deadline_still_tells_what_is_there(void **state _unused_)
{
    mailbox_post_bytes(&box, "x", 1);
    assert_int_equal(mailbox_wait(&box, ALL_WOKE, 0), WOKE_BYTES);
    assert_int_equal(mailbox_wait(&box, ALL_WOKE, -1), WOKE_BYTES);
    assert_int_equal(mailbox_wait(&box, WOKE_GONE, -1), WOKE_DEADLINE);
}

static void test_events_come_in_order(void **state _unused_)
{
    struct mail_event event;

    for (int i = 0; i < MAILBOX_EVENTS; i++)
        mailbox_post_event(&box, i, -i);
    for (int i = 0; i < MAILBOX_EVENTS; i++) {
        assert_true(mailbox_take_event(&box, &event));
        assert_int_equal(event.type, i);
        assert_int_equal(event.detail, -i);
    }
    assert_false(mailbox_take_event(&box, &event));
}

/* libvirt tells some events twice. */
static void test_an_event_told_twice_counts_once(void **state _unused_)
{
    struct mail_event event;

    mailbox_post_event(&box, 1, 2);
    mailbox_post_event(&box, 1, 2);
    mailbox_post_event(&box, 1, 3);
    mailbox_post_event(&box, 1, 2);
    for (int i = 0; i < 3; i++) {
        assert_true(mailbox_take_event(&box, &event));
        assert_int_equal(event.detail, i == 1 ? 3 : 2);
    }
    assert_false(mailbox_take_event(&box, &event));
}

static void test_events_too_many_drop_the_newest(void **state _unused_)
{
    struct mail_event event;
    int n = 0;

    for (int i = 0; i < MAILBOX_EVENTS + 3; i++)
        mailbox_post_event(&box, i, 0);
    while (mailbox_take_event(&box, &event))
        assert_int_equal(event.type, n++);
    assert_int_equal(n, MAILBOX_EVENTS);
}

static void test_bytes_come_in_pieces(void **state _unused_)
{
    char piece[4] = "";

    mailbox_post_bytes(&box, "ab", 2);
    mailbox_post_bytes(&box, "\0cd", 3);
    assert_int_equal(mailbox_take_bytes(&box, piece, 3), 3);
    assert_memory_equal(piece, "ab\0", 3);
    assert_int_equal(mailbox_take_bytes(&box, piece, sizeof piece), 2);
    assert_memory_equal(piece, "cd", 2);
    assert_int_equal(mailbox_wait(&box, WOKE_BYTES, 0), WOKE_DEADLINE);
}

/* The byte at any place of an endless console. */
static char said(size_t at)
{
    return (char)(at % 251);
}

/* Say `total` bytes in pieces of `step`; the last MAILBOX_BYTES must remain. */
static void babble(size_t total, size_t step)
{
    static char bytes[3 * MAILBOX_BYTES], kept[MAILBOX_BYTES + 1];
    size_t n = total < MAILBOX_BYTES ? total : MAILBOX_BYTES;

    assert_true(step <= sizeof bytes);
    for (size_t at = 0; at < total; at += step) {
        size_t len = total - at < step ? total - at : step;

        for (size_t i = 0; i < len; i++)
            bytes[i] = said(at + i);
        mailbox_post_bytes(&box, bytes, len);
    }
    assert_int_equal(box.dropped, total - n);
    assert_int_equal(mailbox_take_bytes(&box, kept, sizeof kept), n);
    for (size_t i = 0; i < n; i++)
        if (kept[i] != said(total - n + i))
            fail_msg("byte %zu of %zu said in steps of %zu", i, total, step);
    box.dropped = 0;
}

static void test_bytes_too_many_drop_the_oldest(void **state _unused_)
{
    babble(MAILBOX_BYTES - 1, 1000);
    babble(MAILBOX_BYTES, 1000);
    babble(MAILBOX_BYTES + 1, MAILBOX_BYTES);
    babble(MAILBOX_BYTES + 1, MAILBOX_BYTES + 1);
    babble(2 * MAILBOX_BYTES + 7, 999);
    babble(3 * MAILBOX_BYTES, 3 * MAILBOX_BYTES);
    babble(5 * MAILBOX_BYTES, 2 * MAILBOX_BYTES + 1);
}

static void test_wait_tells_all_that_holds_of_what_was_wanted(void **state _unused_)
{
    mailbox_post_state(&box, WOKE_GONE | WOKE_WRITABLE);
    mailbox_post_event(&box, 1, 2);
    assert_int_equal(mailbox_wait(&box, WOKE_GONE | WOKE_EVENT | WOKE_BYTES, 0),
                     WOKE_GONE | WOKE_EVENT);
    mailbox_clear_state(&box, WOKE_GONE);
    assert_int_equal(mailbox_wait(&box, ALL_WOKE, 0), WOKE_WRITABLE | WOKE_EVENT);
}

static void test_reset_forgets_the_console_alone(void **state _unused_)
{
    mailbox_post_bytes(&box, "x", 1);
    mailbox_post_event(&box, 1, 2);
    mailbox_post_state(&box, WOKE_CONSOLE_END | WOKE_WRITABLE | WOKE_GONE);
    mailbox_reset_console(&box);
    assert_int_equal(mailbox_wait(&box, ALL_WOKE, 0), WOKE_EVENT | WOKE_GONE);
}

/* What woke the waiter; at the deadline nothing did, even if by then something is there.
 */
static void *wait_for_all(void *woke)
{
    int64_t deadline = clock_deadline(PATIENCE_MS);
    unsigned why = mailbox_wait(&box, ALL_WOKE, deadline);

    *(unsigned *)woke = clock_now() < deadline ? why : WOKE_DEADLINE;
    return NULL;
}

/* What a waiting thread is told when `post` is done by this one. */
static unsigned woken_by(void (*post)(void))
{
    unsigned woke = 0;
    pthread_t waiter;

    assert_int_equal(pthread_create(&waiter, NULL, wait_for_all, &woke), 0);
    sem_wait(&asleep);
    post();
    pthread_join(waiter, NULL);
    return woke;
}

static void post_event(void)
{
    mailbox_post_event(&box, 1, 2);
}

static void post_bytes(void)
{
    mailbox_post_bytes(&box, "x", 1);
}

static void post_gone(void)
{
    mailbox_post_state(&box, WOKE_GONE);
}

static void test_event_wakes(void **state _unused_)
{
    assert_int_equal(woken_by(post_event), WOKE_EVENT);
}

static void test_bytes_wake(void **state _unused_)
{
    assert_int_equal(woken_by(post_bytes), WOKE_BYTES);
}

static void test_state_wakes(void **state _unused_)
{
    assert_int_equal(woken_by(post_gone), WOKE_GONE);
}

#define STREAM_BYTES (40 * MAILBOX_BYTES)

static void *say_stream(void *unused _unused_)
{
    char piece[997];

    for (size_t at = 0; at < STREAM_BYTES; at += sizeof piece) {
        for (size_t i = 0; i < sizeof piece; i++)
            piece[i] = said(at + i);
        mailbox_post_bytes(&box, piece, sizeof piece);
    }
    mailbox_post_state(&box, WOKE_CONSOLE_END);
    return NULL;
}

/* A thread babbles, this one reads: what is read and what was dropped is what was said.
 */
static void test_stream_adds_up(void **state _unused_)
{
    size_t heard = 0, pieces = (STREAM_BYTES + 996) / 997, n;
    unsigned wanted = WOKE_BYTES | WOKE_CONSOLE_END;
    char piece[4096];
    pthread_t poster;

    assert_int_equal(pthread_create(&poster, NULL, say_stream, NULL), 0);
    while (mailbox_wait(&box, wanted, clock_deadline(PATIENCE_MS)) & WOKE_BYTES)
        while ((n = mailbox_take_bytes(&box, piece, sizeof piece)) > 0)
            heard += n;
    pthread_join(poster, NULL);
    assert_int_equal(heard + box.dropped, pieces * 997);
}

static void test_one_of_several_can_go(void **state _unused_)
{
    struct mailbox others[3];

    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        mailbox_init(&others[i]);
    mailbox_done(&others[1]);
    mailbox_done(&others[2]);
    mailbox_done(&others[0]);
    mailbox_post_event(&box, 1, 1);
    assert_int_equal(mailbox_wait(&box, ALL_WOKE, 0), WOKE_EVENT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_new_one_is_empty),
        TEST(test_deadline_is_kept),
        TEST(test_past_deadline_still_tells_what_is_there),
        TEST(test_events_come_in_order),
        TEST(test_an_event_told_twice_counts_once),
        TEST(test_events_too_many_drop_the_newest),
        TEST(test_bytes_come_in_pieces),
        TEST(test_bytes_too_many_drop_the_oldest),
        TEST(test_wait_tells_all_that_holds_of_what_was_wanted),
        TEST(test_reset_forgets_the_console_alone),
        TEST(test_event_wakes),
        TEST(test_bytes_wake),
        TEST(test_state_wakes),
        TEST(test_stream_adds_up),
        TEST(test_one_of_several_can_go),
    };

    return cmocka_run_group_tests_name("mailbox", tests, NULL, NULL);
}
