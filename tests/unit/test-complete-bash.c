/* complete-bash.c: bash's line split into words, and words quoted for it. */
#include "unit.h"

#include "complete-bash.h"

#include <string.h>

#define BREAKS " \t\n\"'><=;|&(:" /* bash's own default */

static struct bash_line line;

static int teardown(void **state _unused_)
{
    bash_line_clear(&line);
    return 0;
}

static void assert_split(const char *text, int n, const char *last, size_t kept)
{
    bash_line_clear(&line);
    assert_int_equal(bash_line_split(&line, text, BREAKS), 0);
    assert_int_equal(line.n, n);
    assert_string_equal(line.words[n - 1], last);
    assert_int_equal(line.kept, kept);
}

/* What readline puts at the cursor of `text` to make the last word `word`. */
static void assert_printed(const char *text, const char *word, const char *expected)
{
    char *printed = NULL;
    size_t size;
    FILE *out = open_memstream(&printed, &size);

    bash_line_clear(&line);
    assert_int_equal(bash_line_split(&line, text, BREAKS), 0);
    bash_line_print(&line, word, out);
    fclose(out);
    assert_int_equal(printed[size - 1], '\n');
    printed[size - 1] = '\0';
    assert_string_equal(printed, expected);
    free(printed);
}

static void test_words(void **state _unused_)
{
    assert_split("", 1, "", 0);
    assert_split("tinyvm", 1, "tinyvm", 0);
    assert_split("tinyvm ", 2, "", 0);
    assert_split("  tinyvm \t check\n--m", 3, "--m", 0);
    assert_string_equal(line.words[0], "tinyvm");
    assert_string_equal(line.words[1], "check");
}

static void test_quotes_are_taken_off(void **state _unused_)
{
    assert_split("t 'a b'\"c\\\"d\\e\"\\ f", 2, "a bc\"d\\e f", 0);
    assert_split("t ''", 2, "", 0);
    assert_split("t '' x", 3, "x", 0);
    assert_split("t a\\", 2, "a\\", 0);
}

static void test_nothing_is_expanded(void **state _unused_)
{
    assert_split("t $(id)`id`$HOME~*", 2, "$(id)`id`$HOME~*", 2);
}

/* Readline replaces what follows the last break or the quote that is open. */
static void test_what_readline_leaves_alone(void **state _unused_)
{
    assert_split("t qemu:///s", 2, "qemu:///s", 5);
    assert_split("t --image=r", 2, "--image=r", 8);
    assert_split("t --image=", 2, "--image=", 8);
    assert_split("t a\\:b", 2, "a:b", 0);
    assert_split("t 'a:b", 2, "a:b", 0);
    assert_split("t x'a:b", 2, "xa:b", 1);
    assert_split("t x'a:b'c", 2, "xa:bc", 0);
    assert_split("t y:x'a:b'c", 2, "y:xa:bc", 2);
    assert_split("t a:b c", 3, "c", 0);
}

static void test_words_are_quoted_as_they_were_begun(void **state _unused_)
{
    assert_printed("t w", "web $(id)'\"`", "web\\ \\$\\(id\\)\\'\\\"\\`");
    assert_printed("t \"w", "web $(id)'\"`!\\", "web \\$(id)'\\\"\\`\"'!'\"\\\\");
    assert_printed("t 'w", "web $(id)'\"", "web $(id)'\\''\"");
    assert_printed("t qemu:", "qemu:///system", "///system");
    assert_printed("t ", "~#\xc3\xa9", "\\~\\#\xc3\xa9");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_words, teardown),
        cmocka_unit_test_teardown(test_quotes_are_taken_off, teardown),
        cmocka_unit_test_teardown(test_nothing_is_expanded, teardown),
        cmocka_unit_test_teardown(test_what_readline_leaves_alone, teardown),
        cmocka_unit_test_teardown(test_words_are_quoted_as_they_were_begun, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
