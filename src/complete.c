/* See complete.h. */
#include "complete.h"
#include "complete-bash.h"
#include "text.h"

#include <signal.h>
#include <string.h>

static bool is_letter_of(const struct option_row *row, char letter)
{
    return row->letter && row->letter == letter;
}

/* As getopt_long takes it: whole, or as much of the name as no other begins with. */
static const struct option_row *find_long(const struct verb *verb, const char *name)
{
    size_t len = strcspn(name, "=");
    const struct option_row *found = NULL;

    for (const struct option_row *row = verb->options; row->name; row++) {
        if (strncmp(row->name, name, len) != 0)
            continue;
        if (strlen(row->name) == len)
            return row;
        if (found)
            return NULL;
        found = row;
    }
    return found;
}

/* The row of the last letter of a cluster such as -nc, if that takes an argument; *rest
 * is what follows the letter in the same word. */
static const struct option_row *find_letter(const struct verb *verb, const char *letters,
                                            const char **rest)
{
    for (; *letters; letters++)
        for (const struct option_row *row = verb->options; row->name; row++)
            if (is_letter_of(row, *letters) && row->kind != OPTION_FLAG) {
                *rest = letters + 1;
                return row;
            }
    return NULL;
}

/* The option that `word` names, if it takes an argument.  *value is what of that is in
 * the same word; null: nothing yet. */
static const struct option_row *find_option(const struct verb *verb, const char *word,
                                            const char **value)
{
    const struct option_row *row;

    *value = NULL;
    if (word[0] != '-' || word[1] == '\0')
        return NULL;
    if (word[1] != '-') {
        row = find_letter(verb, word + 1, value);
        if (row && **value == '\0')
            *value = NULL;
        return row;
    }
    row = find_long(verb, word + 2);
    *value = strchr(word, '=');
    if (*value)
        ++*value;
    return row && row->kind != OPTION_FLAG ? row : NULL;
}

static void remember(struct completion *c, const struct option_row *row,
                     const char *value)
{
    if (strcmp(row->name, "connect") == 0)
        c->uri = value;
    else if (strcmp(row->name, "image-dir") == 0)
        c->image_dir = value;
}

/* Go through the words between verb and cursor; operands move to the front of them. */
static void look_back(struct completion *c, char **words, int n)
{
    c->given = (struct operands){words, 0};
    for (int i = 0; i < n; i++) {
        const char *value;
        const struct option_row *row;

        if (c->option) {
            remember(c, c->option, words[i]);
            c->option = NULL;
        } else if (c->operands_only || words[i][0] != '-' || words[i][1] == '\0') {
            words[c->given.n++] = words[i];
        } else if (strcmp(words[i], "--") == 0) {
            c->operands_only = true;
        } else if ((row = find_option(c->verb, words[i], &value))) {
            if (value)
                remember(c, row, value);
            else
                c->option = row;
        }
    }
}

void complete_kind(const struct completion *c, const char *kind)
{
    printf("%s\t%.*s\n", kind, c->head, c->word);
    fflush(stdout); /* the alarm may come before a name does */
}

/* C0 and C1 control characters, the latter as UTF-8 has them. */
static bool is_harmless(const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        if (*p < ' ' || *p == 0x7f || (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0))
            return false;
    return true;
}

void complete_offer(const struct completion *c, const char *value, const char *help)
{
    _cleanup_free_ char *whole = NULL;

    if (*value == '-' && *c->word != '-' && !c->option && !c->operands_only)
        return;
    if (!is_harmless(value) || asprintf(&whole, "%.*s%s", c->head, c->word, value) < 0)
        return;
    if (!c->bash)
        printf("%s\t%s\n", whole, help && is_harmless(help) ? help : "");
    else if (strncmp(whole, c->word, strlen(c->word)) == 0)
        bash_line_print(c->bash, whole, stdout);
    fflush(stdout);
}

static void offer_options(const struct completion *c)
{
    complete_kind(c, "words");
    for (const struct option_row *row = c->verb->options; row->name; row++) {
        char name[64], letter[] = {'-', row->letter, '\0'};

        snprintf(name, sizeof name, "--%s", row->name);
        complete_offer(c, name, row->help);
        if (row->letter && c->word[1] != '-')
            complete_offer(c, letter, row->help);
    }
    complete_offer(c, "--help", "what the verb does, and its options");
}

static void offer_verbs(const struct completion *c)
{
    complete_kind(c, "words");
    for (const struct verb *const *verb = verbs; *verb; verb++) {
        char name[64];

        snprintf(name, sizeof name, "--%s", (*verb)->name);
        if (*c->word != '-')
            complete_offer(c, (*verb)->name, (*verb)->summary);
        else if ((*verb)->letter)
            complete_offer(c, name, (*verb)->summary);
    }
}

static void answer(struct completion *c)
{
    const char *value;

    if (!c->verb) {
        offer_verbs(c);
        return;
    }
    if (!c->option && !c->operands_only &&
        (c->option = find_option(c->verb, c->word, &value))) {
        if (value)
            c->head = (int)(value - c->word);
        else
            c->option = NULL;
    }
    if (c->option)
        complete_value(c);
    else if (c->word[0] == '-' && !c->operands_only)
        offer_options(c);
    else
        complete_operand(c);
}

/* `words` begins with the program's name; there are two at least. */
static void complete_words(struct completion *c, char **words, int n)
{
    bool is_define = strcmp(text_basename(words[0]), "tinyvm-define") == 0;
    int before = is_define ? 1 : 2;

    c->word = words[n - 1];
    if (is_define)
        c->verb = cmd_find_verb("define");
    else if (n > 2 && !(c->verb = cmd_find_verb(words[1])))
        return;
    if (c->verb)
        look_back(c, words + before, n - 1 - before);
    answer(c);
}

/* A host that does not answer has no names to offer. */
static void give_up(int signal_number _unused_)
{
    _exit(CLASS_OK);
}

int complete_run(int argc, char **argv)
{
    struct completion c = {0};
    struct bash_line line = {0};

    signal(SIGALRM, give_up);
    alarm(COMPLETE_SECONDS);
    if (argc > 3 && strcmp(argv[1], "--words") == 0) {
        complete_words(&c, argv + 2, argc - 2);
    } else if (argc == 4 && strcmp(argv[1], "--bash") == 0 &&
               bash_line_split(&line, argv[3], argv[2]) == 0 && line.n > 1) {
        c.bash = &line;
        complete_words(&c, line.words, line.n);
    }
    bash_line_clear(&line);
    alarm(0);
    return CLASS_OK;
}
