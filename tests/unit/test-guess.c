/* guess.c: which known word is meant by a slip of the finger. */
#include "unit.h"

#include "guess.h"

#include <string.h>

static const char *guess(const char *word)
{
    static const char *const known[] = {"check", "define", "start", "stop", "undefine"};
    struct guess g = {.word = word, .len = strlen(word)};

    for (size_t i = 0; i < ARRAY_SIZE(known); i++)
        guess_consider(&g, known[i]);
    return g.best;
}

static void test_slips(void **state _unused_)
{
    assert_string_equal(guess("chekc"), "check");  /* swapped */
    assert_string_equal(guess("chck"), "check");   /* one less */
    assert_string_equal(guess("checkk"), "check"); /* one more */
    assert_string_equal(guess("check1"), "check");
    assert_string_equal(guess("defnie"), "define");
    assert_string_equal(guess("ndefin"), "define"); /* two slips; three to undefine */
    assert_string_equal(guess("sotp"), "stop");
    assert_string_equal(guess("undef"), "undefine"); /* a beginning */
}

static void test_strangers(void **state _unused_)
{
    assert_null(guess(""));
    assert_null(guess("s"));
    assert_null(guess("list"));
    assert_null(guess("frobnicate"));
    assert_null(guess("averylongwordthatnobodyevermeantbyanything"));
}

/* "st" begins two: the first is as good as the other. */
static void test_first_of_equals(void **state _unused_)
{
    assert_string_equal(guess("st"), "start");
}

static void test_length_bounds_the_word(void **state _unused_)
{
    struct guess g = {.word = "chekc=5", .len = 5};

    guess_consider(&g, "check");
    assert_string_equal(g.best, "check");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slips),
        cmocka_unit_test(test_strangers),
        cmocka_unit_test(test_first_of_equals),
        cmocka_unit_test(test_length_bounds_the_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
