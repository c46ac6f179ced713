/* tinyvm define: a persistent guest that virsh start and virsh shutdown work on. */
#include "definition.h"
#include "job.h"

#include <stddef.h>

struct args {
    struct common common;
    struct spec spec;
    bool print_xml, replace, if_missing;
};

static const struct option_row options[] = {
    ROW_CONNECT,
    ROWS_SPEC(struct args),
    {0, "autostart", OPTION_FLAG, offsetof(struct args, spec.autostart), NULL,
     "start it whenever the host starts"},
    {0, "print-xml", OPTION_FLAG, offsetof(struct args, print_xml), NULL,
     "print the domain's XML and define nothing"},
    {0, "replace", OPTION_FLAG, offsetof(struct args, replace), NULL,
     "take the place of a different domain of that name"},
    {0, "if-missing", OPTION_FLAG, offsetof(struct args, if_missing), NULL,
     "leave any domain of that name as it is"},
    ROW_IMAGE_DIR,
    {0},
};

static int define(const struct host *host, const struct definition_request *request,
                  struct error *e)
{
    static const char *const done[] = {[DEFINITION_MADE] = "defined",
                                       [DEFINITION_REPLACED] = "replaced",
                                       [DEFINITION_SAME] = "is defined already",
                                       [DEFINITION_LEFT] = "is left as it is"};
    struct definition_result result = {0};

    if (definition_make(host, request, &result, e) < 0)
        return -1;
    printf("Domain '%s' %s at %s", request->spec->name, done[result.outcome], host->uri);
    printf(result.summary ? " (%s)\n" : "\n", result.summary);
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

static int validate(void *arguments, const struct operands *operands, struct error *e)
{
    struct args *args = arguments;

    if (operands->n)
        args->spec.name = operands->items[0];
    if (args->if_missing && (args->print_xml || args->replace))
        return error_set(e, CODE_USAGE,
                         "--if-missing goes with neither --replace nor "
                         "--print-xml");
    return spec_validate(&args->spec, e);
}

static int act(struct job *job, struct error *e)
{
    const struct args *args = job->args;
    const struct definition_request request = {&args->spec, &job->catalogue,
                                               args->replace, args->if_missing};

    return args->print_xml ? print_xml(&job->host, &request, e)
                           : define(&job->host, &request, e);
}

const struct verb verb_define = {
    .name = "define",
    .operands = "[NAME]",
    .summary = "Define a persistent guest (default name: tinyvm)",
    .example = "tinyvm define demo -m q35 && virsh start demo",
    .options = options,
    .max_operands = 1,
    .args_size = sizeof(struct args),
    .defaults = &(const struct args){.spec = SPEC_DEFAULT},
    .needs = JOB_CATALOGUE | JOB_LOOP | JOB_HOST,
    .validate = validate,
    .act = act,
};
