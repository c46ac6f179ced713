/* tinyvm define: a persistent guest that virsh start and virsh shutdown work on. */
#include "cmd.h"
#include "definition.h"
#include "loop.h"

#include <stddef.h>

struct args {
    const char *uri, *image_dir;
    struct spec spec;
    bool print_xml, replace;
};

static const struct option_row options[] = {
    ROW_CONNECT(struct args),
    ROWS_SPEC(struct args),
    {0, "autostart", OPTION_FLAG, offsetof(struct args, spec.autostart), NULL,
     "start it whenever the host starts"},
    {0, "print-xml", OPTION_FLAG, offsetof(struct args, print_xml), NULL,
     "print the domain's XML and define nothing"},
    {0, "replace", OPTION_FLAG, offsetof(struct args, replace), NULL,
     "take the place of a different domain of that name"},
    ROW_IMAGE_DIR(struct args),
    {0},
};

struct job {
    const struct verb *verb;
    const struct args *args;
};

static int define(const struct host *host, const struct args *args,
                  const struct definition_request *request, struct error *e)
{
    static const char *const done[] = {[DEFINITION_MADE] = "defined",
                                       [DEFINITION_REPLACED] = "replaced",
                                       [DEFINITION_SAME] = "is defined already"};
    struct definition_result result = {0};

    if (definition_make(host, request, &result, e) < 0)
        return -1;
    printf("Domain '%s' %s at %s (%s)\n", args->spec.name, done[result.outcome],
           host->uri, result.summary ? result.summary : "");
    if (result.without_kvm)
        fprintf(stderr,
                "tinyvm define: QEMU's user cannot open /dev/kvm, so the guest will be "
                "emulated; %s [%s]\n",
                code_remedy(CODE_KVM_ACCESS), code_name(CODE_KVM_ACCESS));
    free(result.summary);
    return 0;
}

static int print_xml(const struct host *host, const struct definition_request *request,
                     struct error *e)
{
    _cleanup_free_ char *xml = definition_xml(host, request, e);

    if (!xml)
        return -1;
    fputs(xml, stdout);
    return 0;
}

static int work(void *arg)
{
    const struct job *job = arg;
    const struct args *args = job->args;
    _cleanup_catalogue_ struct catalogue catalogue = {0};
    struct definition_request request = {&args->spec, &catalogue, args->replace};
    struct error e = {0}, closing = {0};
    struct host host = {0};
    int result, status = CLASS_OK;

    result = catalogue_read(&catalogue, cmd_image_dir(args->image_dir), &e);
    if (result == 0)
        result = host_open(&host, args->uri, &e);
    if (result == 0)
        result = args->print_xml ? print_xml(&host, &request, &e)
                                 : define(&host, args, &request, &e);
    if (result < 0)
        status = cmd_fail(job->verb, &e);
    if (host_close(&host, &closing) < 0 && result == 0)
        status = cmd_fail(job->verb, &closing);
    error_clear(&e);
    error_clear(&closing);
    return status;
}

static int run(const struct verb *verb, int argc, char **argv)
{
    struct args args = {.spec = spec_default};
    struct job job = {verb, &args};
    _cleanup_error_ struct error e = {0};
    struct operands operands;
    int status = cmd_parse(verb, argc, argv, &args, &operands, 1);

    if (status >= 0)
        return status;
    if (operands.n)
        args.spec.name = operands.items[0];
    if (spec_validate(&args.spec, &e) < 0 || loop_init(&e) < 0)
        return cmd_fail(verb, &e);
    status = loop_run(work, &job);
    return status ? status : cmd_flush(verb);
}

const struct verb verb_define = {
    .name = "define",
    .operands = "[NAME]",
    .summary = "Define a persistent guest (default name: tinyvm)",
    .example =
        "tinyvm define demo --machine q35 && virsh start demo && virsh console demo",
    .options = options,
    .run = run,
};
