/* The options of a verb as a table: it is parsed by, printed by --help and completed
 * from. */
#pragma once

#include "error.h"

#include <stdbool.h>

enum option_kind {
    OPTION_FLAG,   /* bool: set to true */
    OPTION_STRING, /* const char *: the last one counts */
    OPTION_LIST,   /* struct option_list: all of them, in order */
    OPTION_NUMBER, /* long: a whole number */
};

/* A row; a null name ends the table.  `offset` is of the field in the verb's arguments.
 */
struct option_row {
    char letter; /* 0: none */
    const char *name;
    enum option_kind kind;
    size_t offset;
    const char *argument; /* its name in --help; null for a flag */
    const char *help;
};

#define OPTION_ROWS_MAX 32 /* of a table */
#define OPTION_LIST_MAX 32

struct option_list {
    char *items[OPTION_LIST_MAX]; /* of argv, the caller's to cut up */
    size_t n;
};

/* Operands, what is left of the command line; borrowed. */
struct operands {
    char **items;
    int n;
};

/* Fill `args` from argv[1..].  0, 1 when --help was asked for, or -1 with CODE_USAGE,
 * or CODE_INTERNAL for a table that is too long. */
_must_check_ int options_parse(const struct option_row *rows, int argc, char **argv,
                               void *args, struct operands *operands, struct error *e);

/* The table for people, a row a line. */
void options_print(const struct option_row *rows, FILE *out);
