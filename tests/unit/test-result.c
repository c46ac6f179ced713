/* result.c: verdicts and exit statuses of runs and of all of them. */
#include "unit.h"

#include "result.h"

#include <string.h>

static void add(struct run *run, enum verdict verdict, enum code code)
{
    struct phase_result phase = {
        .phase = "p", .verdict = verdict, .code = code, .detail = strdup("d")};

    run_add(run, phase);
}

/* The exit status of a run of one phase that failed with `code`. */
static int status_of(enum code code)
{
    struct run run = {0};
    int status;

    add(&run, VERDICT_PASS, CODE_OK);
    add(&run, VERDICT_FAIL, code);
    add(&run, VERDICT_PASS, CODE_OK);
    status = run_exit_status(&run);
    assert_int_equal(run_verdict(&run), VERDICT_FAIL);
    assert_ptr_equal(run_failure(&run), &run.phases[1]);
    run_clear(&run);
    return status;
}

static void test_nothing_done_is_skipped(void **state _unused_)
{
    struct run run = {0};

    assert_int_equal(run_verdict(&run), VERDICT_SKIP);
    assert_int_equal(run_exit_status(&run), CLASS_SKIPPED);
    assert_null(run_failure(&run));
    add(&run, VERDICT_SKIP, CODE_OK);
    assert_int_equal(run_exit_status(&run), CLASS_SKIPPED);
    add(&run, VERDICT_PASS, CODE_OK);
    assert_int_equal(run_exit_status(&run), CLASS_OK);
    add(&run, VERDICT_SKIP, CODE_OK);
    assert_int_equal(run_verdict(&run), VERDICT_PASS);
    run_clear(&run);
}

static void test_every_code_is_its_class(void **state _unused_)
{
    for (int code = CODE_OK + 1; code < CODE_COUNT; code++)
        assert_int_equal(status_of((enum code)code), code_class((enum code)code));
    assert_int_equal(status_of(CODE_GUEST_SILENT), 1);
    assert_int_equal(status_of(CODE_NO_EMULATOR), 3);
}

/* Nothing that failed may end in 0. */
static void test_a_failure_without_a_code_is_a_defect(void **state _unused_)
{
    assert_int_equal(status_of(CODE_OK), code_class(CODE_INTERNAL));
}

static void test_first_failure_counts(void **state _unused_)
{
    struct run run = {0};

    add(&run, VERDICT_FAIL, CODE_CONNECT);
    add(&run, VERDICT_FAIL, CODE_LEFTOVERS);
    assert_int_equal(run_exit_status(&run), CLASS_UNCHECKED);
    assert_int_equal(run_failure(&run)->code, CODE_CONNECT);
    run_clear(&run);
}

static void test_phases_are_bounded(void **state _unused_)
{
    struct run run = {0};

    for (int i = 0; i < RUN_PHASES + 5; i++)
        add(&run, VERDICT_PASS, CODE_OK);
    assert_int_equal(run.n_phases, RUN_PHASES);
    run_clear(&run);
    assert_int_equal(run.n_phases, 0);
}

/* One phase with this outcome into totals; CODE_COUNT stands for a skip. */
static void count(struct totals *totals, enum code code)
{
    struct run run = {0};

    if (code == CODE_COUNT)
        add(&run, VERDICT_SKIP, CODE_OK);
    else
        add(&run, code == CODE_OK ? VERDICT_PASS : VERDICT_FAIL, code);
    totals_add(totals, &run);
    run_clear(&run);
}

static void test_totals_keep_the_worst(void **state _unused_)
{
    static const struct {
        enum code first, second;
        int status;
    } rows[] = {
        {CODE_OK, CODE_OK, 0},           {CODE_COUNT, CODE_COUNT, 77},
        {CODE_COUNT, CODE_OK, 0},        {CODE_OK, CODE_CONNECT, 3},
        {CODE_COUNT, CODE_CONNECT, 3},   {CODE_OK, CODE_CRASHED, 1},
        {CODE_CONNECT, CODE_CRASHED, 1}, {CODE_USAGE, CODE_CRASHED, 1},
        {CODE_USAGE, CODE_CONNECT, 2},
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct totals one = {0}, other = {0};

        count(&one, rows[i].first);
        count(&one, rows[i].second);
        count(&other, rows[i].second);
        count(&other, rows[i].first);
        assert_int_equal(one.exit_status, rows[i].status);
        assert_int_equal(other.exit_status, rows[i].status);
        assert_int_equal(one.passed + one.failed + one.skipped, 2);
    }
}

static void test_totals_count_each_verdict(void **state _unused_)
{
    struct totals totals = {0};

    count(&totals, CODE_OK);
    count(&totals, CODE_OK);
    count(&totals, CODE_CRASHED);
    count(&totals, CODE_COUNT);
    assert_int_equal(totals.passed, 2);
    assert_int_equal(totals.failed, 1);
    assert_int_equal(totals.skipped, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_done_is_skipped),
        cmocka_unit_test(test_every_code_is_its_class),
        cmocka_unit_test(test_a_failure_without_a_code_is_a_defect),
        cmocka_unit_test(test_first_failure_counts),
        cmocka_unit_test(test_phases_are_bounded),
        cmocka_unit_test(test_totals_keep_the_worst),
        cmocka_unit_test(test_totals_count_each_verdict),
    };

    return cmocka_run_group_tests_name("result", tests, NULL, NULL);
}
