/* tinyvm help: what there is, or what a verb does. */
#include "cmd.h"

#include <string.h>

static void print_verbs(FILE *out)
{
    fputs(
        "usage: tinyvm VERB [OPTION...]\n\n"
        "The smallest real virtual machine guest, and the health check built on it.\n\n",
        out);
    for (const struct verb *const *verb = verbs; *verb; verb++)
        if (!(*verb)->letter)
            fprintf(out, "  %-10s %s\n", (*verb)->name, (*verb)->summary);
    fputs("\n  tinyvm help VERB     the options of a verb\n"
          "  tinyvm --version     versions of tinyvm, libvirt and, with -c URI, of a "
          "host\n\n"
          "Example: tinyvm define && virsh start tinyvm && virsh console tinyvm\n"
          "Manual: man tinyvm\n",
          out);
}

void cmd_help(const struct verb *verb, FILE *out)
{
    if (!verb) {
        print_verbs(out);
        return;
    }
    fprintf(out, "usage: tinyvm %s%s%s%s [OPTION...]\n\n%s.\n\n",
            verb->letter ? "--" : "", verb->name, *verb->operands ? " " : "",
            verb->operands, verb->summary);
    options_print(verb->options, out);
    fprintf(out, "\nExample: %s\nManual: man tinyvm%s%s\n", verb->example,
            verb->letter ? "" : "-", verb->letter ? "" : verb->name);
}

static const struct option_row options[] = {{0}};

static int run(const struct verb *verb, int argc, char **argv)
{
    _cleanup_error_ struct error e = {0};
    struct operands operands;
    const struct verb *wanted = NULL;
    int status = cmd_parse(verb, argc, argv, NULL, &operands, 1);

    if (status >= 0)
        return status;
    if (operands.n && !(wanted = cmd_find_verb(operands.items[0]))) {
        cmd_unknown_verb(operands.items[0], &e);
        return cmd_fail(NULL, &e);
    }
    cmd_help(wanted, stdout);
    return cmd_flush(verb);
}

const struct verb verb_help = {
    .name = "help",
    .letter = 'h',
    .operands = "[VERB]",
    .summary = "Tell what there is, or what a verb does and its options",
    .example = "tinyvm help check",
    .options = options,
    .run = run,
};
