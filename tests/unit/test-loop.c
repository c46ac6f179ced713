/* loop.c: the worker's result, the signals, the barrier.  A loop is made once in the life
 * of a process, so each test is a child whose exit status tells. */
#include "unit.h"

#include "clock.h"
#include "loop.h"
#include "mailbox.h"

#include <signal.h>
#include <string.h>
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

static int run(int (*work)(void *arg), void *arg, void (*urgent)(void))
{
    struct error e = {0};

    if (loop_init(&e) < 0)
        return BROKEN;
    return loop_run(work, arg, urgent);
}

static int return_it(void *arg)
{
    return *(int *)arg;
}

static int child_returns(void)
{
    int seven = 7;

    return run(return_it, &seven, NULL);
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
    return run(raise_and_wait, &the_signal, NULL);
}

static void test_a_signal_cancels_and_is_the_status(void **state _unused_)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

    for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
        the_signal = signals[i];
        assert_int_equal(in_child(child_signalled), 128 + signals[i]);
    }
}

static int urgent_pipe[2];

static void say_urgent(void)
{
    (void)!write(urgent_pipe[1], "!", 1);
}

/* Deaf to the first signal; the second must end the program all the same. */
static int ignore_cancel(void *arg)
{
    struct mailbox never;

    (void)raise_and_wait(arg);
    mailbox_init(&never);
    kill(getpid(), SIGINT);
    (void)mailbox_wait(&never, WOKE_GONE, clock_deadline(2L * PATIENCE_MS));
    return BROKEN;
}

static int child_deaf(void)
{
    static int term = SIGTERM;

    return run(ignore_cancel, &term, say_urgent);
}

static void test_a_second_signal_is_urgent(void **state _unused_)
{
    char said = 0;

    assert_int_equal(pipe(urgent_pipe), 0);
    assert_int_equal(in_child(child_deaf), 128 + SIGTERM);
    close(urgent_pipe[1]);
    assert_int_equal(read(urgent_pipe[0], &said, 1), 1);
    assert_int_equal(said, '!');
    close(urgent_pipe[0]);
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
    return run(write_to_nobody, NULL, NULL);
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
    return run(pass_barriers, NULL, NULL);
}

static void test_barrier_is_passed_while_the_loop_turns(void **state _unused_)
{
    assert_int_equal(in_child(child_at_barrier), 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_result_is_the_workers),
        cmocka_unit_test(test_a_signal_cancels_and_is_the_status),
        cmocka_unit_test(test_a_second_signal_is_urgent),
        cmocka_unit_test(test_a_broken_pipe_is_no_death),
        cmocka_unit_test(test_barrier_is_passed_while_the_loop_turns),
    };

    return cmocka_run_group_tests_name("loop", tests, NULL, NULL);
}
