/* tinyvm: defines and checks the smallest real guests through libvirt. */
#include "cmd.h"
#include "image.h"
#include "spec.h"
#include "text.h"
#include "vir.h"

#include <errno.h>
#include <string.h>

static const struct verb *const verbs[] = {
    &verb_run,      &verb_define, &verb_undefine, &verb_start,  &verb_stop,
    &verb_shutdown, &verb_check,  &verb_sweep,    &verb_images,
};

static void usage(FILE *out)
{
    fputs(
        "usage: tinyvm VERB [OPTION...]\n\n"
        "The smallest real virtual machine guest, and the health check built on it.\n\n",
        out);
    for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
        fprintf(out, "  %-10s %s\n", verbs[i]->name, verbs[i]->summary);
    fputs("\n  tinyvm VERB --help   the options of a verb\n"
          "  tinyvm --version     versions of tinyvm and libvirt\n\n"
          "Example: tinyvm define && virsh start tinyvm && virsh console tinyvm\n"
          "Manual: man tinyvm\n",
          out);
}

static int version(void)
{
    _cleanup_error_ struct error e = {0};
    unsigned long lib = 0;

    if (vir_version(&lib, &e) < 0) {
        printf("tinyvm %s\n", TINYVM_VERSION);
        return cmd_fail(NULL, &e);
    }
    printf("tinyvm %s, libvirt %lu.%lu.%lu\n", TINYVM_VERSION, lib / 1000000,
           lib / 1000 % 1000, lib % 1000);
    return cmd_flush(NULL);
}

void cmd_help(const struct verb *verb, FILE *out)
{
    fprintf(out, "usage: tinyvm %s%s%s [OPTION...]\n\n%s.\n\n", verb->name,
            *verb->operands ? " " : "", verb->operands, verb->summary);
    options_print(verb->options, out);
    fprintf(out, "\nExample: %s\nManual: man tinyvm-%s\n", verb->example, verb->name);
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
    _cleanup_free_ char *shown = text_clean(argv[0], strlen(argv[0]), 80);

    for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
        if (strcmp(argv[0], verbs[i]->name) == 0)
            return verbs[i]->run(verbs[i], argc, argv);
    if (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0 ||
        strcmp(argv[0], "help") == 0) {
        usage(stdout);
        return cmd_flush(NULL);
    }
    if (strcmp(argv[0], "--version") == 0 || strcmp(argv[0], "-V") == 0)
        return version();
    error_set(&e, CODE_USAGE, "unknown %s '%s'", argv[0][0] == '-' ? "option" : "verb",
              shown ? shown : "");
    return cmd_fail(NULL, &e);
}

int main(int argc, char **argv)
{
    static char define_name[] = "define";
    const char *self = argc ? text_basename(argv[0]) : "";

    if (strcmp(self, "tinyvm-define") == 0) {
        argv[0] = define_name;
        return dispatch(argc, argv);
    }
    if (argc < 2) {
        usage(stderr);
        return CLASS_USAGE;
    }
    return dispatch(argc - 1, argv + 1);
}
