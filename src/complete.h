/* Completion of a command line, answered from the tables that the command line is parsed
 * by.
 *
 * tinyvm __complete --words WORD... prints what could stand in place of the last word;
 * the first is the name that the program was called by.  tinyvm __complete --bash BREAKS
 * LINE does the same for a line as bash has it (complete-bash.h).  The first line of the
 * answer is a kind and, after a tab, the part of the word that it leaves alone:
 *
 *   words        each further line is a word and, after a tab, what it is
 *   files        the name of a file
 *   directories  the name of a directory
 *
 * The answer may be late, short or empty, but never an error: nobody typed a command. */
#pragma once

#include "cmd.h"

/* What stands at the cursor, and what was said before it.  All borrowed. */
struct completion {
    const struct verb *verb;         /* null: the verb is not there yet */
    const struct option_row *option; /* whose value is wanted; null: none's */
    const char *word;                /* unfinished */
    int head;                        /* bytes of it that stay, e.g. "--machine=pc," */
    const char *uri, *image_dir;     /* named before; null: not */
    bool operands_only;              /* after "--" */
    struct operands given;           /* before this one */
    const struct bash_line *bash;    /* null: the shell quotes and chooses */
};

#define COMPLETE_VERB "__complete"
#define COMPLETE_SECONDS 1 /* for a host to answer */

/* argv[0] is COMPLETE_VERB.  Returns the exit status. */
int complete_run(int argc, char **argv);

/* Offer a word; `help` may be null.  What a terminal would obey is not offered, nor an
 * operand that would be taken for an option. */
void complete_offer(const struct completion *c, const char *value, const char *help);

/* What may stand for an option's value, or for an operand of the verb. */
void complete_value(struct completion *c);
void complete_operand(struct completion *c);

/* Say what kind of answer comes; first of all. */
void complete_kind(const struct completion *c, const char *kind);
