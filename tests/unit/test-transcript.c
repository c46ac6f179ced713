/* transcript.c: the last bytes of any number, and finding something in them. */
#include "unit.h"

#include "transcript.h"

#include <string.h>

static struct transcript t;

static int setup(void **state _unused_)
{
    memset(&t, 0, sizeof t);
    return 0;
}

static void add(const char *text)
{
    transcript_add(&t, text, strlen(text));
}

static void assert_kept(const char *text)
{
    assert_int_equal(t.len, strlen(text));
    assert_memory_equal(t.bytes, text, t.len);
}

static void test_add_appends(void **state _unused_)
{
    add("one");
    add("");
    add("two");
    assert_kept("onetwo");
    assert_int_equal(t.total, 6);
}

/* Say `total` bytes in pieces of `step`; the last TRANSCRIPT_MAX must remain. */
static void babble(size_t total, size_t step)
{
    static char bytes[3 * TRANSCRIPT_MAX];
    size_t n = total < TRANSCRIPT_MAX ? total : TRANSCRIPT_MAX;

    setup(NULL);
    assert_true(total <= sizeof bytes);
    for (size_t i = 0; i < total; i++)
        bytes[i] = (char)(i % 251);
    for (size_t at = 0; at < total; at += step)
        transcript_add(&t, bytes + at, total - at < step ? total - at : step);
    assert_int_equal(t.len, n);
    assert_int_equal(t.total, total);
    assert_memory_equal(t.bytes, bytes + total - n, n);
}

static void test_oldest_give_way(void **state _unused_)
{
    babble(TRANSCRIPT_MAX - 1, 100);
    babble(TRANSCRIPT_MAX, 100);
    babble(TRANSCRIPT_MAX + 1, TRANSCRIPT_MAX);
    babble(TRANSCRIPT_MAX + 1, TRANSCRIPT_MAX + 1);
    babble(TRANSCRIPT_MAX + 1, 1);
    babble(3 * TRANSCRIPT_MAX, 777);
    babble(3 * TRANSCRIPT_MAX, 3 * TRANSCRIPT_MAX);
}

static void test_take_forgets_up_to_the_end(void **state _unused_)
{
    add("noise banner\r\n$ rest");
    assert_true(transcript_take(&t, "banner\r\n$ ", 10));
    assert_kept("rest");
    assert_false(transcript_take(&t, "banner", 6));
    assert_kept("rest");
    assert_true(transcript_take(&t, "rest", 4));
    assert_kept("");
    assert_int_equal(t.total, 20);
}

static void test_take_knows_null_bytes(void **state _unused_)
{
    transcript_add(&t, "a\0b\0c", 5);
    assert_false(transcript_take(&t, "a\0c", 3));
    assert_true(transcript_take(&t, "\0b", 2));
    assert_int_equal(t.len, 2);
    assert_memory_equal(t.bytes, "\0c", 2);
}

/* However the console's reads fall, the words are found. */
static void test_take_across_every_split(void **state _unused_)
{
    static const char said[] = "noise banner\r\n$ ";

    for (size_t at = 0; at <= strlen(said); at++) {
        setup(NULL);
        transcript_add(&t, said, at);
        assert_int_equal(transcript_take(&t, "banner\r\n$ ", 10), at == strlen(said));
        transcript_add(&t, said + at, strlen(said) - at);
        assert_int_equal(transcript_take(&t, "banner\r\n$ ", 10), at != strlen(said));
    }
}

static void test_ends_with(void **state _unused_)
{
    assert_true(transcript_ends_with(&t, ""));
    assert_false(transcript_ends_with(&t, "x"));
    add("abc");
    assert_true(transcript_ends_with(&t, "bc"));
    assert_true(transcript_ends_with(&t, "abc"));
    assert_false(transcript_ends_with(&t, "ab"));
    assert_false(transcript_ends_with(&t, "zabc"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_add_appends, setup),
        cmocka_unit_test_setup(test_oldest_give_way, setup),
        cmocka_unit_test_setup(test_take_forgets_up_to_the_end, setup),
        cmocka_unit_test_setup(test_take_knows_null_bytes, setup),
        cmocka_unit_test_setup(test_take_across_every_split, setup),
        cmocka_unit_test_setup(test_ends_with, setup),
    };

    return cmocka_run_group_tests_name("transcript", tests, NULL, NULL);
}
