/* tinyvm: defines and checks the smallest real guests through libvirt. */
#include "cmd.h"
#include "complete.h"
#include "guess.h"
#include "image.h"
#include "spec.h"
#include "streams.h"
#include "text.h"

#include <errno.h>
#include <string.h>

const struct verb *const verbs[] = {
    &verb_run,   &verb_define, &verb_undefine, &verb_start, &verb_stop,    &verb_shutdown,
    &verb_check, &verb_sweep,  &verb_images,   &verb_help,  &verb_version, NULL,
};

const struct verb *cmd_find_verb(const char *word)
{
    for (const struct verb *const *verb = verbs; *verb; verb++) {
        const char letter[] = {'-', (*verb)->letter, '\0'};

        if (strcmp(word, (*verb)->name) == 0)
            return *verb;
        if ((*verb)->letter &&
            (strcmp(word, letter) == 0 ||
             (strncmp(word, "--", 2) == 0 && strcmp(word + 2, (*verb)->name) == 0)))
            return *verb;
    }
    return NULL;
}

int cmd_unknown_verb(const char *word, struct error *e)
{
    _cleanup_free_ char *shown = text_clean(word, strlen(word), 80);
    const char *name = word + strspn(word, "-");
    struct guess guess = {.word = name, .len = strlen(name)};

    for (const struct verb *const *verb = verbs; *verb; verb++)
        guess_consider(&guess, (*verb)->name);
    return error_set(e, CODE_USAGE, "unknown %s '%s'%s%s%s",
                     word[0] == '-' ? "option" : "verb", shown ? shown : "",
                     guess.best ? " (perhaps '" : "", guess.best ? guess.best : "",
                     guess.best ? "')" : "");
}

int cmd_parse(const struct verb *verb, int argc, char **argv, void *args,
              struct operands *operands, int max_operands)
{
    _cleanup_error_ struct error e = {0};
    int result = options_parse(verb->options, argc, argv, args, operands, &e);

    if (result == 1) {
        cmd_help(verb, stdout);
        return cmd_flush(verb);
    }
    if (result == 0 && operands->n > max_operands) {
        const char *extra = operands->items[max_operands];
        _cleanup_free_ char *shown = text_clean(extra, strlen(extra), 80);

        result =
            error_set(&e, CODE_USAGE, "unexpected argument '%s'", shown ? shown : "");
    }
    return result < 0 ? cmd_fail(verb, &e) : -1;
}

int cmd_fail(const struct verb *verb, const struct error *e)
{
    const char *remedy = code_remedy(e->code);

    fprintf(stderr, "tinyvm%s%s: %s", verb ? " " : "", verb ? verb->name : "",
            error_text(e));
    if (e->code == CODE_USAGE)
        fprintf(stderr, "; see 'tinyvm%s%s --help'", verb ? " " : "",
                verb ? verb->name : "");
    else if (*remedy)
        fprintf(stderr, "; %s", remedy);
    fprintf(stderr, " [%s]\n", code_name(e->code));
    return (int)code_class(e->code);
}

int cmd_flush(const struct verb *verb)
{
    _cleanup_error_ struct error e = {0};

    if (fflush(stdout) == 0 && !ferror(stdout))
        return CLASS_OK;
    error_set(&e, CODE_FILE, "standard output: %s", strerror(errno));
    return cmd_fail(verb, &e);
}

const char *cmd_image_dir(const char *option)
{
    const char *set = getenv("TINYVM_IMAGE_DIR");

    return option ? option : set && *set ? set : IMAGE_DIR_DEFAULT;
}

const char *cmd_uri(const char *option)
{
    const char *set = getenv("LIBVIRT_DEFAULT_URI");

    return option ? option : set && *set ? set : NULL;
}

int cmd_domain_name(const struct operands *operands, const char **name, struct error *e)
{
    if (operands->n == 0)
        return error_set(e, CODE_USAGE, "which domain? NAME is missing");
    *name = operands->items[0];
    return spec_validate_name(*name, e);
}

int cmd_seconds(const char *option, long seconds, struct error *e)
{
    return seconds >= 1 && seconds <= 86400
               ? 0
               : error_set(e, CODE_USAGE, "--%s is a number of seconds, 1 to 86400",
                           option);
}

static int dispatch(int argc, char **argv)
{
    _cleanup_error_ struct error e = {0};
    const struct verb *verb = cmd_find_verb(argv[0]);

    if (verb)
        return verb->run(verb, argc, argv);
    if (strcmp(argv[0], COMPLETE_VERB) == 0)
        return complete_run(argc, argv);
    cmd_unknown_verb(argv[0], &e);
    return cmd_fail(NULL, &e);
}

int main(int argc, char **argv)
{
    static char define_name[] = "define";
    const char *self = argc ? text_basename(argv[0]) : "";

    if (streams_occupy() < 0)
        return CLASS_UNCHECKED;
    if (strcmp(self, "tinyvm-define") == 0) {
        argv[0] = define_name;
        return dispatch(argc, argv);
    }
    if (argc < 2) {
        cmd_help(NULL, stderr);
        return CLASS_USAGE;
    }
    return dispatch(argc - 1, argv + 1);
}
