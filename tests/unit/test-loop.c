/* loop.c: the worker's result, the signals, the barrier.  A loop is made once in the life
 * of a process, so each test is a child whose exit status tells. */
#include "unit.h"

#include "clock.h"
#include "loop.h"
#include "mailbox.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define BROKEN 99 /* exit status of a child that could not do its part */

static int in_child(int (*child)(void))
{
    int status = 0;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        alarm(PATIENCE_MS / 1000);
        exit(child());
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (!WIFEXITED(status))
        fail_msg("the child died of signal %d", WTERMSIG(status));
    return WEXITSTATUS(status);
}

static int run(int (*work)(void *arg), void *arg)
{
    struct error e = {0};

    if (loop_init(&e) < 0)
        return BROKEN;
    return loop_run(work, arg, &e);
}

static int return_it(void *arg)
{
    return *(int *)arg;
}

static int child_returns(void)
{
    int seven = 7;

    return run(return_it, &seven);
}

static void test_result_is_the_workers(void **state _unused_)
{
    assert_int_equal(in_child(child_returns), 7);
}

/* Send ourselves a signal and wait to be cancelled. */
static int raise_and_wait(void *arg)
{
    struct mailbox m;
    unsigned woke;

    mailbox_init(&m);
    kill(getpid(), *(int *)arg);
    woke = mailbox_wait(&m, WOKE_CANCEL, clock_deadline(PATIENCE_MS));
    mailbox_done(&m);
    return woke == WOKE_CANCEL && mailbox_cancelled() ? 0 : BROKEN;
}

static int the_signal;

static int child_signalled(void)
{
    return run(raise_and_wait, &the_signal);
}

static void test_a_signal_cancels_and_is_the_status(void **state _unused_)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

    for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
        the_signal = signals[i];
        assert_int_equal(in_child(child_signalled), 128 + signals[i]);
    }
}

/* Deaf to the first signal, as in a call that hangs, and to `more` others. */
static int hang(void *more)
{
    static const int others[] = {SIGINT, SIGHUP};
    static int first = SIGTERM;
    struct mailbox never;

    if (raise_and_wait(&first) == BROKEN)
        return BROKEN;
    mailbox_init(&never);
    for (int i = 0; i < *(int *)more; i++)
        kill(getpid(), others[i]);
    (void)mailbox_wait(&never, WOKE_GONE, clock_deadline(2L * PATIENCE_MS));
    return BROKEN;
}

static int child_hangs_at_two(void)
{
    int more = 1;

    return run(hang, &more);
}

static int child_hangs_at_three(void)
{
    int more = 2;

    return run(hang, &more);
}

static void test_a_second_signal_sets_a_limit(void **state _unused_)
{
    int64_t start = clock_now();

    assert_int_equal(in_child(child_hangs_at_two), 128 + SIGTERM);
    assert_true(clock_now() - start >= LOOP_HURRY_MS * NS_PER_MS);
}

/* Well before that limit, which a busy machine may reach once, but not thrice. */
static void test_a_third_signal_ends_at_once(void **state _unused_)
{
    int64_t best = INT64_MAX;

    for (int i = 0; i < 3 && best > LOOP_HURRY_MS * NS_PER_MS / 2; i++) {
        int64_t start = clock_now();

        assert_int_equal(in_child(child_hangs_at_three), 128 + SIGTERM);
        if (clock_now() - start < best)
            best = clock_now() - start;
    }
    assert_true(best < LOOP_HURRY_MS * NS_PER_MS);
}

static int child_cannot_start(void)
{
    struct rlimit files, none;
    _cleanup_error_ struct error e = {0};
    int seven = 7, result;

    if (loop_init(&e) < 0 || getrlimit(RLIMIT_NOFILE, &files) < 0)
        return BROKEN;
    none = files;
    none.rlim_cur = 0;
    if (setrlimit(RLIMIT_NOFILE, &none) < 0)
        return BROKEN;
    result = loop_run(return_it, &seven, &e);
    if (setrlimit(RLIMIT_NOFILE, &files) < 0) /* LeakSanitizer opens some at the end */
        return BROKEN;
    return result == -1 && e.code == CODE_LIMIT &&
                   strstr(error_text(&e), strerror(EMFILE))
               ? 3
               : BROKEN;
}

static void test_a_worker_that_cannot_start_is_an_error(void **state _unused_)
{
    assert_int_equal(in_child(child_cannot_start), 3);
}

/* The loop is left as it was found. */
static int child_runs_twice(void)
{
    struct error e = {0};
    int one = 1, two = 2;

    if (loop_init(&e) < 0 || loop_run(return_it, &one, &e) != 1)
        return BROKEN;
    return loop_run(return_it, &two, &e);
}

static void test_it_runs_again(void **state _unused_)
{
    assert_int_equal(in_child(child_runs_twice), 2);
}

static int write_to_nobody(void *arg _unused_)
{
    int ends[2];

    if (pipe(ends) < 0 || close(ends[0]) < 0)
        return BROKEN;
    return write(ends[1], "x", 1) == -1 ? 5 : BROKEN;
}

static int child_writes_to_nobody(void)
{
    return run(write_to_nobody, NULL);
}

static void test_a_broken_pipe_is_no_death(void **state _unused_)
{
    assert_int_equal(in_child(child_writes_to_nobody), 5);
}

static int pass_barriers(void *arg _unused_)
{
    for (int i = 0; i < 50; i++)
        if (loop_barrier() < 0)
            return BROKEN;
    return 6;
}

static int child_at_barrier(void)
{
    return run(pass_barriers, NULL);
}

static void test_barrier_is_passed_while_the_loop_turns(void **state _unused_)
{
    assert_int_equal(in_child(child_at_barrier), 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_result_is_the_workers),
        cmocka_unit_test(test_a_worker_that_cannot_start_is_an_error),
        cmocka_unit_test(test_it_runs_again),
        cmocka_unit_test(test_a_signal_cancels_and_is_the_status),
        cmocka_unit_test(test_a_second_signal_sets_a_limit),
        cmocka_unit_test(test_a_third_signal_ends_at_once),
        cmocka_unit_test(test_a_broken_pipe_is_no_death),
        cmocka_unit_test(test_barrier_is_passed_while_the_loop_turns),
    };

    return cmocka_run_group_tests_name("loop", tests, NULL, NULL);
}
