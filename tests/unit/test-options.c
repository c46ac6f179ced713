/* options.c: the table is the command line, and each mistake has its line. */
#include "unit.h"

#include "options.h"

#include <string.h>

struct args {
    bool flag, other;
    const char *string;
    struct option_list list;
    long number;
};

static const struct option_row rows[] = {
    {'f', "flag", OPTION_FLAG, offsetof(struct args, flag), NULL, "a flag"},
    {0, "other", OPTION_FLAG, offsetof(struct args, other), NULL, "another"},
    {'s', "string", OPTION_STRING, offsetof(struct args, string), "TEXT", "a string"},
    {'l', "list", OPTION_LIST, offsetof(struct args, list), "ITEM", "a list"},
    {'n', "number", OPTION_NUMBER, offsetof(struct args, number), "N", "a number"},
    {0, NULL, OPTION_FLAG, 0, NULL, NULL},
};

static struct args args;
static struct operands operands;
static struct error e;

static int setup(void **state _unused_)
{
    args = (struct args){.number = -1};
    operands = (struct operands){0};
    return 0;
}

static int teardown(void **state _unused_)
{
    error_clear(&e);
    return 0;
}

#define WORDS_MAX 80

/* Parse `verb WORDS…`; the array of operands stays until the next call. */
static int parse_words(const char *const *words)
{
    static char *argv[WORDS_MAX + 2];
    static char verb[] = "verb";
    int argc = 1;

    argv[0] = verb;
    for (; *words && argc <= WORDS_MAX; words++)
        argv[argc++] = (char *)(uintptr_t)*words;
    argv[argc] = NULL;
    return options_parse(rows, argc, argv, &args, &operands, &e);
}

#define PARSE(...) parse_words((const char *const[]){__VA_ARGS__, NULL})

#define ASSERT_REFUSED(part, ...)                                                        \
    do {                                                                                 \
        assert_int_equal(PARSE(__VA_ARGS__), -1);                                        \
        if (!strstr(error_text(&e), part))                                               \
            fail_msg("'%s' does not say %s", error_text(&e), part);                      \
        assert_error(&e, CODE_USAGE);                                                    \
    } while (0)

static void test_nothing(void **state _unused_)
{
    assert_int_equal(parse_words((const char *const[]){NULL}), 0);
    assert_int_equal(operands.n, 0);
    assert_false(args.flag);
    assert_int_equal(args.number, -1);
}

static void test_every_kind_by_name(void **state _unused_)
{
    assert_int_equal(PARSE("--flag", "--other", "--string", "a", "--list=b", "--list",
                           "c", "--number=7"),
                     0);
    assert_true(args.flag);
    assert_true(args.other);
    assert_string_equal(args.string, "a");
    assert_int_equal(args.list.n, 2);
    assert_string_equal(args.list.items[0], "b");
    assert_string_equal(args.list.items[1], "c");
    assert_int_equal(args.number, 7);
}

static void test_every_kind_by_letter(void **state _unused_)
{
    assert_int_equal(PARSE("-fsx", "-l", "y", "-n0", "-fn", "12"), 0);
    assert_true(args.flag);
    assert_string_equal(args.string, "x");
    assert_string_equal(args.list.items[0], "y");
    assert_int_equal(args.number, 12);
}

static void test_last_string_counts(void **state _unused_)
{
    assert_int_equal(PARSE("-s", "a", "--string", "", "-f"), 0);
    assert_string_equal(args.string, "");
}

static void test_operands_may_stand_anywhere(void **state _unused_)
{
    assert_int_equal(PARSE("one", "-f", "-", "-s", "--", "two"), 0);
    assert_string_equal(args.string, "--");
    assert_int_equal(operands.n, 3);
    assert_string_equal(operands.items[0], "one");
    assert_string_equal(operands.items[1], "-");
    assert_string_equal(operands.items[2], "two");
}

static void test_two_dashes_end_the_options(void **state _unused_)
{
    assert_int_equal(PARSE("-f", "--", "--other", "-n", "--help"), 0);
    assert_false(args.other);
    assert_int_equal(operands.n, 3);
    assert_string_equal(operands.items[0], "--other");
}

static void test_help_wins_over_what_follows(void **state _unused_)
{
    assert_int_equal(PARSE("--help", "--nonsense"), 1);
    assert_int_equal(PARSE("-fh"), 1);
    ASSERT_REFUSED("--nonsense", "--nonsense", "--help");
}

static void test_missing_arguments(void **state _unused_)
{
    ASSERT_REFUSED("option '--string' needs an argument", "--string");
    ASSERT_REFUSED("option '-s' needs an argument", "-s");
    ASSERT_REFUSED("option '-n' needs an argument", "-fn");
    ASSERT_REFUSED("option '--number' needs an argument", "-f", "x", "--number");
}

static void test_unknown_options(void **state _unused_)
{
    ASSERT_REFUSED("unknown option '--nonsense'", "--nonsense");
    ASSERT_REFUSED("unknown option '--nonsense=1'", "x", "--nonsense=1", "y");
    ASSERT_REFUSED("unknown option '-z'", "-z");
    ASSERT_REFUSED("unknown option '-z'", "-fz");
    ASSERT_REFUSED("unknown option '-z'", "-fzf");
    ASSERT_REFUSED("unknown option '-:'", "-:");
    ASSERT_REFUSED("unknown option '-?'", "-?");
    ASSERT_REFUSED("unknown option '-\\xc3'", "-\xc3\xa9");
    ASSERT_REFUSED("unknown option '--\\x1b[2J'", "--\033[2J");
}

/* One word too many would be guessed at. */
static void test_a_flag_takes_no_argument(void **state _unused_)
{
    ASSERT_REFUSED("option '--flag' takes no argument", "--flag=yes");
    ASSERT_REFUSED("option '--other' takes no argument", "--other=");
    ASSERT_REFUSED("option '--help' takes no argument", "--help=me");
}

static void test_bad_numbers(void **state _unused_)
{
    ASSERT_REFUSED("--number", "--number=");
    ASSERT_REFUSED("--number", "--number", "-5");
    ASSERT_REFUSED("--number", "-n", "1.5");
    ASSERT_REFUSED("--number", "-n99999999999999999999");
    assert_int_equal(args.number, -1);
}

static void test_lists_are_bounded(void **state _unused_)
{
    const char *words[OPTION_LIST_MAX + 2];

    for (size_t i = 0; i <= OPTION_LIST_MAX; i++)
        words[i] = "-lx";
    words[OPTION_LIST_MAX] = NULL;
    assert_int_equal(parse_words(words), 0);
    assert_int_equal(args.list.n, OPTION_LIST_MAX);
    setup(NULL);
    words[OPTION_LIST_MAX] = "-lx";
    words[OPTION_LIST_MAX + 1] = NULL;
    assert_int_equal(parse_words(words), -1);
    assert_error(&e, CODE_USAGE);
    assert_int_equal(args.list.n, OPTION_LIST_MAX);
}

static void test_huge_words(void **state _unused_)
{
    char word[8192] = "--";

    memset(word + 2, 'x', sizeof word - 3);
    word[sizeof word - 1] = '\0';
    assert_int_equal(PARSE(word), -1);
    assert_true(strlen(error_text(&e)) < 200);
}

static void test_help_text_has_every_row(void **state _unused_)
{
    _cleanup_free_ char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);

    assert_non_null(out);
    options_print(rows, out);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, "  -f, --flag                  a flag\n"
                              "      --other                 another\n"
                              "  -s, --string TEXT           a string\n"
                              "  -l, --list ITEM             a list\n"
                              "  -n, --number N              a number\n"
                              "  -h, --help                  this text\n");
}

/* A row that would never be found is a defect, and is told. */
static void test_a_table_may_not_be_too_long(void **state _unused_)
{
    static const struct option_row row = {
        0, "flag", OPTION_FLAG, offsetof(struct args, flag), NULL, "a flag"};
    static char verb[] = "verb";
    struct option_row table[OPTION_ROWS_MAX + 2] = {0};
    char *argv[] = {verb, NULL};

    for (int i = 0; i < OPTION_ROWS_MAX; i++)
        table[i] = row;
    assert_int_equal(options_parse(table, 1, argv, &args, &operands, &e), 0);
    table[OPTION_ROWS_MAX] = row;
    assert_int_equal(options_parse(table, 1, argv, &args, &operands, &e), -1);
    assert_error(&e, CODE_INTERNAL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_nothing),
        TEST(test_every_kind_by_name),
        TEST(test_every_kind_by_letter),
        TEST(test_last_string_counts),
        TEST(test_operands_may_stand_anywhere),
        TEST(test_two_dashes_end_the_options),
        TEST(test_help_wins_over_what_follows),
        TEST(test_missing_arguments),
        TEST(test_unknown_options),
        TEST(test_a_flag_takes_no_argument),
        TEST(test_bad_numbers),
        TEST(test_lists_are_bounded),
        TEST(test_huge_words),
        TEST(test_help_text_has_every_row),
        TEST(test_a_table_may_not_be_too_long),
    };

    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
