/* report-journal.c: every outcome has its MESSAGE_ID and priority, and nothing that a
 * host says can forge a field.  tests/report sends the same to a real journald. */
#include "unit.h"

#include "message-id.h"
#include "report.h"

#include <string.h>

/* The last entry for a run of one phase that ended with `code`, or was skipped. */
static char *tell(enum verdict verdict, enum code code, const char *detail,
                  size_t planned)
{
    struct reporter r = {.format = &report_journal};
    struct run run = {.number = 1, .skipped = verdict == VERDICT_SKIP};
    struct totals totals = {0};
    char *text = NULL, *last, *entry;
    size_t size;

    r.out = open_memstream(&text, &size);
    assert_non_null(r.out);
    run.uri = strdup("qemu:///system");
    report_begin(&r, planned);
    report_phase(&r, &run,
                 run_add(&run, (struct phase_result){"exit", verdict, 1500000, code,
                                                     strdup(detail)}));
    totals_add(&totals, &run);
    report_end(&r, &run);
    run_clear(&run);
    report_finish(&r, &totals);
    assert_int_equal(r.error, 0);
    fclose(r.out);
    assert_string_equal(text + size - 2, "\n\n");
    text[size - 1] = '\0';
    last = strstr(text, "\n\n");
    assert_non_null(last); /* the phase's */
    while (strstr(last + 2, "\n\n"))
        last = strstr(last + 2, "\n\n");
    entry = strdup(last + 1); /* with a newline before the first field */
    free(text);
    return entry;
}

static void assert_outcome(enum verdict verdict, enum code code, const char *fields)
{
    _cleanup_free_ char *entry = tell(verdict, code, "reason", 1);

    assert_non_null(strstr(entry, fields));
    assert_non_null(strstr(entry, "\nTINYVM_URI=qemu:///system\n"));
}

static void test_outcomes(void **state _unused_)
{
    assert_outcome(VERDICT_PASS, CODE_OK, "\nMESSAGE_ID=" MESSAGE_PASSED "\n");
    assert_outcome(VERDICT_PASS, CODE_OK, "\nPRIORITY=6\nMESSAGE=PASS in ");
    assert_outcome(VERDICT_FAIL, CODE_CRASHED, "\nMESSAGE_ID=" MESSAGE_FAILED "\n");
    assert_outcome(VERDICT_FAIL, CODE_CRASHED, "\nPRIORITY=3\nMESSAGE=FAIL in ");
    assert_outcome(VERDICT_FAIL, CODE_CRASHED, "\nTINYVM_CODE=TV-CRASHED\n");
    assert_outcome(VERDICT_FAIL, CODE_LEFTOVERS, "\nMESSAGE_ID=" MESSAGE_LEFTOVERS "\n");
    assert_outcome(VERDICT_FAIL, CODE_LEFTOVERS, "\nPRIORITY=4\n");
    assert_outcome(VERDICT_FAIL, CODE_CONNECT, "\nMESSAGE_ID=" MESSAGE_UNCHECKED "\n");
    assert_outcome(VERDICT_FAIL, CODE_CONNECT, "\nPRIORITY=4\nMESSAGE=NOT CHECKED in ");
    assert_outcome(VERDICT_FAIL, CODE_CANCELLED,
                   "\nMESSAGE_ID=" MESSAGE_INTERRUPTED "\n");
    assert_outcome(VERDICT_FAIL, CODE_CANCELLED, "\nPRIORITY=5\n");
    assert_outcome(VERDICT_SKIP, CODE_OK, "\nMESSAGE_ID=" MESSAGE_SKIPPED "\n");
    assert_outcome(VERDICT_SKIP, CODE_OK, "\nTINYVM_PHASE=exit\nTINYVM_DETAIL=reason\n");
}

static void test_sum_of_several(void **state _unused_)
{
    _cleanup_free_ char *entry = tell(VERDICT_PASS, CODE_OK, "fine", 2);

    assert_non_null(strstr(entry, "\nMESSAGE_ID=" MESSAGE_TOTALS "\n"));
    assert_non_null(strstr(entry, "\nTINYVM_PASSED=1\nTINYVM_FAILED=0\n"));
}

static void test_no_field_is_forged(void **state _unused_)
{
    _cleanup_free_ char *entry =
        tell(VERDICT_FAIL, CODE_CRASHED, "x\n\nPRIORITY=0\nTINYVM_VERDICT=pass\xff", 1);

    assert_null(strstr(entry, "\nPRIORITY=0"));
    assert_null(strstr(entry, "\nTINYVM_VERDICT=pass"));
    assert_non_null(strstr(entry, "\nTINYVM_DETAIL=x\\x0a\\x0aPRIORITY=0\\x0aTINYVM_"
                                  "VERDICT=pass\\xff\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outcomes),
        cmocka_unit_test(test_sum_of_several),
        cmocka_unit_test(test_no_field_is_forged),
    };

    return cmocka_run_group_tests_name("report-journal", tests, NULL, NULL);
}
