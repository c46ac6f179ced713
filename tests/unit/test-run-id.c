/* run-id.c: what is a run id, and what became of the process that made it. */
#include "unit.h"

#include "run-id.h"

#include <string.h>

#define ID "0123abcd-89abcdef-f0000001-1a2b-3c4d5e-abcdefg2"

static void test_own_is_alive(void **state _unused_)
{
    char id[RUN_ID_SIZE], other[RUN_ID_SIZE];

    run_id_make(id);
    run_id_make(other);
    assert_string_not_equal(id, other);
    assert_int_equal(run_id_length(id), strlen(id));
    assert_int_equal(run_id_pid(id), getpid());
    assert_int_equal(run_id_owner(id), RUN_OWNER_ALIVE);
}

static void test_relatives(void **state _unused_)
{
    char id[RUN_ID_SIZE], stranger[RUN_ID_SIZE], one[RUN_ID_SIZE], two[RUN_ID_SIZE];

    run_id_make(id);
    run_id_make(stranger);
    run_id_relative(one, id, 1);
    run_id_relative(two, one, 2);
    assert_string_not_equal(one, id);
    assert_string_not_equal(one, two);
    assert_int_equal(run_id_length(two), strlen(two));
    assert_true(run_id_related(id, id));
    assert_true(run_id_related(id, two));
    assert_true(run_id_related(two, one));
    assert_false(run_id_related(id, stranger));
    assert_false(run_id_related("", ""));
    assert_false(run_id_related(id, ""));
}

static void test_what_follows_is_not_of_it(void **state _unused_)
{
    assert_int_equal(run_id_length(ID), strlen(ID));
    assert_int_equal(run_id_length(ID "-boot.qcow2"), strlen(ID));
    assert_int_equal(run_id_pid(ID), 0x1a2b);
    assert_int_equal(run_id_owner(ID "-boot.qcow2"), RUN_OWNER_UNKNOWN);
}

static void test_look_alikes_are_none(void **state _unused_)
{
    static const char *const none[] = {
        "",
        "tinyvm",
        "0123abcd-89abcdef-f0000001-1a2b-3c4d5e-abcdefg",
        "0123ABCD-89abcdef-f0000001-1a2b-3c4d5e-abcdefg2",
        "0123abcd-89abcdef-F0000001-1a2b-3c4d5e-abcdefg2",
        "0123abcd-89abcdef-f0000001-0X2b-3c4d5e-abcdefg2",
        "0123abcd-89abcdef-f0000001-0x2b-3c4d5e-abcdefg2",
        "0123abcd-89abcdef-f0000001-+a2b-3c4d5e-abcdefg2",
        "0123abcd-89abcdef-f0000001- a2b-3c4d5e-abcdefg2",
        "0123abcd-89abcdef-f0000001--3c4d5e-abcdefg2",
        "0123abcd-89abcdef-f0000001-0-3c4d5e-abcdefg2",
        "0123abcd-89abcdef-f0000001-ffffffff-3c4d5e-abcdefg2",
        "0123abcd-89abcdef-f0000000000000001-1a2b-3c4d5e-abcdefg2",
        "0123abcd-89abcdef-f0000001-1a2b-3c4d5e-ABCDEFG2",
        "none---x-89abcdef-f0000001-1a2b-3c4d5e-abcdefg2",
    };

    for (size_t i = 0; i < ARRAY_SIZE(none); i++) {
        if (run_id_length(none[i]) != 0)
            fail_msg("'%s' is taken for a run id", none[i]);
        assert_int_equal(run_id_pid(none[i]), 0);
        assert_int_equal(run_id_owner(none[i]), RUN_OWNER_UNKNOWN);
    }
}

/* The same process number, started at another time: it is somebody else. */
static void test_recycled_number_is_dead(void **state _unused_)
{
    char id[RUN_ID_SIZE], *start, *nonce;

    run_id_make(id);
    nonce = strrchr(id, '-');
    *nonce = '\0';
    start = strrchr(id, '-') + 1;
    *nonce = '-';
    memmove(start + 1, nonce, strlen(nonce) + 1);
    *start = '1';
    assert_int_equal(run_id_length(id), strlen(id));
    assert_int_equal(run_id_owner(id), RUN_OWNER_DEAD);
}

static void test_other_boot_of_another_machine_is_unknown(void **state _unused_)
{
    assert_int_equal(run_id_owner(ID), RUN_OWNER_UNKNOWN);
    assert_int_equal(run_id_owner("none----"
                                  "-89abcdef-f0000001-1a2b-3c4d5e-abcdefg2"),
                     RUN_OWNER_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_own_is_alive),
        cmocka_unit_test(test_relatives),
        cmocka_unit_test(test_what_follows_is_not_of_it),
        cmocka_unit_test(test_look_alikes_are_none),
        cmocka_unit_test(test_recycled_number_is_dead),
        cmocka_unit_test(test_other_boot_of_another_machine_is_unknown),
    };

    return cmocka_run_group_tests_name("run-id", tests, NULL, NULL);
}
