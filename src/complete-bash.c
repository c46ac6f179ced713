/* See complete-bash.h. */
#include "complete-bash.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* What needs no quoting: not even at the start of a word, or before more of one. */
#define PLAIN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+./:=@%,"

struct splitter {
    struct bash_line *line;
    const char *breaks;
    char *to; /* where the next byte of a word goes */
    bool in_word;
    size_t kept_before; /* the quote that is open */
};

static void put(struct splitter *s, char c)
{
    *s->to++ = c;
    *s->to = '\0';
}

static size_t length(const struct splitter *s)
{
    return (size_t)(s->to - s->line->words[s->line->n - 1]);
}

static void begin_word(struct splitter *s)
{
    if (s->in_word)
        return;
    s->in_word = true;
    if (s->line->n)
        s->to++; /* past the end of the one before */
    s->line->words[s->line->n++] = s->to;
    s->line->kept = 0;
    *s->to = '\0';
}

/* The bytes of `from` that a character outside quotes is written with. */
static size_t take_plain(struct splitter *s, const char *from)
{
    if (strchr(" \t\n", *from)) {
        s->in_word = false;
        return 1;
    }
    begin_word(s);
    if (*from == '\'' || *from == '"') {
        s->line->quote = *from;
        s->kept_before = s->line->kept;
        s->line->kept = length(s);
        return 1;
    }
    if (*from == '\\' && from[1]) {
        put(s, from[1]);
        return 2;
    }
    put(s, *from);
    if (strchr(s->breaks, *from))
        s->line->kept = length(s);
    return 1;
}

/* The same inside quotes (POSIX.1-2017, Shell Command Language, 2.2). */
static size_t take_quoted(struct splitter *s, const char *from)
{
    if (*from == s->line->quote) {
        s->line->quote = 0;
        s->line->kept = s->kept_before;
        return 1;
    }
    if (s->line->quote == '"' && *from == '\\' && from[1] && strchr("$`\"\\", from[1])) {
        put(s, from[1]);
        return 2;
    }
    put(s, *from);
    return 1;
}

int bash_line_split(struct bash_line *line, const char *text, const char *breaks)
{
    struct splitter s = {.line = line, .breaks = breaks};
    size_t max = strlen(text) + 2; /* words, were each of one letter; and bytes of all */

    *line = (struct bash_line){.words = malloc(max * (sizeof *line->words + 2))};
    if (!line->words)
        return -1;
    s.to = (char *)(line->words + max);
    while (*text)
        text += line->quote ? take_quoted(&s, text) : take_plain(&s, text);
    begin_word(&s);
    return 0;
}

void bash_line_clear(struct bash_line *line)
{
    free(line->words);
    *line = (struct bash_line){0};
}

static void print_quoted(char c, char quote, FILE *out)
{
    if (quote == '\'' && c == '\'')
        fputs("'\\''", out);
    else if (quote == '"' && c == '!') /* bash's history knows no escape in quotes */
        fputs("\"'!'\"", out);
    else if (quote == '"' ? strchr("$`\"\\", c) != NULL
                          : !quote && (c & 0x80) == 0 && !strchr(PLAIN, c))
        fprintf(out, "\\%c", c);
    else
        fputc(c, out);
}

void bash_line_print(const struct bash_line *line, const char *word, FILE *out)
{
    for (word += line->kept; *word; word++)
        print_quoted(*word, line->quote, out);
    fputc('\n', out);
}
