/* See options.h. */
#include "options.h"
#include "guess.h"
#include "text.h"

#include <getopt.h>
#include <limits.h>
#include <string.h>

#define HELP 256 /* a value that no letter has, as have the rows from FIRST_LONG on */
#define FIRST_LONG 257

/* What getopt_long wants, made from the table. */
struct getopt_tables {
    struct option longs[OPTION_ROWS_MAX + 2];
    char letters[2 * OPTION_ROWS_MAX + 4];
};

static int build(const struct option_row *rows, struct getopt_tables *t, struct error *e)
{
    char *letter = t->letters;
    size_t i = 0;

    *letter++ = ':'; /* tell a missing argument from an unknown option */
    *letter++ = 'h';
    for (; rows[i].name; i++) {
        int has = rows[i].kind == OPTION_FLAG ? no_argument : required_argument;

        if (i == OPTION_ROWS_MAX)
            return error_set(e, CODE_INTERNAL, "--%s is one option too many",
                             rows[i].name);
        t->longs[i] = (struct option){rows[i].name, has, NULL, FIRST_LONG + (int)i};
        if (rows[i].letter) {
            *letter++ = rows[i].letter;
            if (has)
                *letter++ = ':';
        }
    }
    t->longs[i] = (struct option){"help", no_argument, NULL, HELP};
    t->longs[i + 1] = (struct option){0};
    *letter = '\0';
    return 0;
}

static const struct option_row *row_of(const struct option_row *rows, int value)
{
    if (value >= FIRST_LONG)
        return &rows[value - FIRST_LONG];
    for (; rows->name; rows++)
        if (rows->letter == value)
            return rows;
    return NULL;
}

static int store(const struct option_row *row, char *value, char *args, struct error *e)
{
    void *field = args + row->offset;
    struct option_list *list;

    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)field = true;
        return 0;
    case OPTION_STRING:
        *(const char **)field = value;
        return 0;
    case OPTION_LIST:
        list = field;
        if (list->n == OPTION_LIST_MAX)
            return error_set(e, CODE_USAGE, "--%s is given more than %d times", row->name,
                             OPTION_LIST_MAX);
        list->items[list->n++] = value;
        return 0;
    case OPTION_NUMBER:
        if (text_to_number(value, 0, LONG_MAX, field))
            return 0;
        return error_set(e, CODE_USAGE, "--%s wants a whole number", row->name);
    }
    return error_set(e, CODE_INTERNAL, "--%s has no kind", row->name);
}

/* A long option that nobody knows, and the one that may be meant. */
static int refuse_unknown(const struct option_row *rows, const char *word,
                          const char *shown, struct error *e)
{
    struct guess guess = {.word = word + 2, .len = strcspn(word, "=") - 2};
    size_t meant = 0; /* how many it begins */

    if (strncmp(word, "--", 2) != 0)
        return error_set(e, CODE_USAGE, "unknown option '%s'", shown);
    for (; rows->name; rows++) {
        guess_consider(&guess, rows->name);
        meant += strncmp(rows->name, guess.word, guess.len) == 0;
    }
    if (guess.len && meant > 1)
        return error_set(e, CODE_USAGE, "option '%s' begins more than one", shown);
    return guess.best ? error_set(e, CODE_USAGE, "unknown option '%s' (perhaps '--%s')",
                                  shown, guess.best)
                      : error_set(e, CODE_USAGE, "unknown option '%s'", shown);
}

/* getopt_long leaves in optopt the letter, a long option's value, or 0 if it knows none.
 */
static int refuse(const struct option_row *rows, int value, char **argv, struct error *e)
{
    char letter[] = {'-', (char)optopt, '\0'};
    bool is_long = optopt == 0 || optopt >= HELP;
    const char *word = is_long ? argv[optind - 1] : letter;
    size_t len = optopt >= HELP ? strcspn(word, "=") : strlen(word);
    _cleanup_free_ char *shown = text_clean(word, len, 80);

    if (value == ':')
        return error_set(e, CODE_USAGE, "option '%s' needs an argument",
                         shown ? shown : "");
    if (optopt >= HELP)
        return error_set(e, CODE_USAGE, "option '%s' takes no argument",
                         shown ? shown : "");
    return refuse_unknown(rows, word, shown ? shown : "", e);
}

int options_parse(const struct option_row *rows, int argc, char **argv, void *args,
                  struct operands *operands, struct error *e)
{
    struct getopt_tables tables = {.letters = ""};
    int value;

    if (build(rows, &tables, e) < 0)
        return -1;
    optind = 0; /* glibc: start anew, and let options and operands mix */
    opterr = 0;
    while ((value = getopt_long(argc, argv, tables.letters, tables.longs, NULL)) != -1) {
        const struct option_row *row;

        if (value == 'h' || value == HELP)
            return 1;
        if (value == '?' || value == ':')
            return refuse(rows, value, argv, e);
        row = row_of(rows, value);
        if (!row || store(row, optarg, args, e) < 0)
            return -1;
    }
    operands->items = argv + optind;
    operands->n = argc - optind;
    return 0;
}

void options_print(const struct option_row *rows, FILE *out)
{
    for (; rows->name; rows++) {
        char left[40];

        snprintf(left, sizeof left, "%c%c%s --%s%s%s", rows->letter ? '-' : ' ',
                 rows->letter ? rows->letter : ' ', rows->letter ? "," : " ", rows->name,
                 rows->argument ? " " : "", rows->argument ? rows->argument : "");
        fprintf(out, "  %-27s %s\n", left, rows->help);
    }
    fprintf(out, "  %-27s %s\n", "-h, --help", "this text");
}
