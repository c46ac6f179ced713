/* A command line as bash's completion has it: raw text up to the cursor, of which
 * readline replaces only what follows the last unquoted character of COMP_WORDBREAKS. */
#pragma once

#include <stddef.h>
#include <stdio.h>

struct bash_line {
    char **words; /* without their quotes; the last one, maybe empty, is unfinished */
    int n;
    char quote;  /* that is open at the cursor; 0: none */
    size_t kept; /* bytes of the last word that readline leaves as they are */
};

/* Split `line`; nothing in it is expanded or run.  Returns 0, or -1 without memory.
 * bash_line_clear() frees it. */
int bash_line_split(struct bash_line *line, const char *text, const char *breaks);
void bash_line_clear(struct bash_line *line);

/* Print what readline is to put in place of the word at the cursor, so that the word
 * becomes `word`, which begins with what is there: quoted as it was begun.  `word` holds
 * no control characters. */
void bash_line_print(const struct bash_line *line, const char *word, FILE *out);
