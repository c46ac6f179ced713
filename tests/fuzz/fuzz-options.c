/* Command lines: the words, each ended by a newline, go through the table parser, and
 * what is taken is validated as a spec. */
#include "fuzz.h"

#include "options.h"
#include "spec.h"

#include <string.h>

#define WORDS_MAX 64

struct args {
    struct spec spec;
    struct option_list list;
    bool flag;
};

static const struct option_row rows[] = {
    {'f', "flag", OPTION_FLAG, offsetof(struct args, flag), NULL, ""},
    {'m', "machine", OPTION_STRING, offsetof(struct args, spec.machine), "TYPE", ""},
    {0, "virt-type", OPTION_STRING, offsetof(struct args, spec.virt_type), "TYPE", ""},
    {0, "memory", OPTION_NUMBER, offsetof(struct args, spec.memory), "MIB", ""},
    {0, "bus", OPTION_STRING, offsetof(struct args, spec.bus), "BUS", ""},
    {'l', "list", OPTION_LIST, offsetof(struct args, list), "ITEM", ""},
    {0, NULL, OPTION_FLAG, 0, NULL, NULL},
};

/* A refusal is a usage error in one line of printable text. */
static void look_at(struct error *e)
{
    const char *text = error_text(e);

    PROMISE(code_class(e->code) == CLASS_USAGE);
    PROMISE(*text);
    for (; *text; text++)
        PROMISE(*text >= ' ' && *text <= '~');
    error_clear(e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1), *rest = text, *word;
    char verb[] = "verb", *argv[WORDS_MAX + 2] = {verb};
    struct args args = {.spec = spec_default};
    struct operands operands = {0};
    struct error e = {0};
    int argc = 1, result;

    PROMISE(text);
    memcpy(text, data, size);
    text[size] = '\0';
    while (argc <= WORDS_MAX && (word = strsep(&rest, "\n")))
        argv[argc++] = word;
    result = options_parse(rows, argc, argv, &args, &operands, &e);
    if (result < 0)
        look_at(&e);
    PROMISE(result != 0 || (operands.n >= 0 && operands.n < argc));
    if (result == 0 && operands.n)
        args.spec.name = operands.items[0];
    if (result == 0 && spec_validate(&args.spec, &e) < 0)
        look_at(&e);
    free(text);
    return 0;
}
