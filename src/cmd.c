/* See cmd.h. */
#include "cmd.h"
#include "image.h"
#include "report-text.h"
#include "spec.h"
#include "text.h"

#include <errno.h>
#include <string.h>

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

    fprintf(stderr, "tinyvm%s%s: ", verb ? " " : "", verb ? verb->name : "");
    report_put(stderr, error_text(e), NULL, NULL); /* it may quote anybody */
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
