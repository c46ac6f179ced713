/* tinyvm --version: of the program, of libvirt's library, and of a host that is named. */
#include "cmd.h"
#include "host.h"
#include "loop.h"

#include <stddef.h>

struct args {
    const char *uri;
};

static const struct option_row options[] = {
    {'c', "connect", OPTION_STRING, offsetof(struct args, uri), "URI",
     "tell the versions of this host as well"},
    {0},
};

struct job {
    const struct verb *verb;
    const char *uri;
};

static int work(void *arg)
{
    const struct job *job = arg;
    struct error e = {0}, closing = {0};
    struct host host = {0};
    int status = CLASS_OK;

    if (host_open(&host, job->uri, &e) == 0) {
        _cleanup_free_ char *versions = host_describe(&host);

        printf("%s: %s\n", host.uri, versions ? versions : "");
    } else {
        status = cmd_fail(job->verb, &e);
    }
    if (host_close(&host, &closing) < 0 && status == CLASS_OK)
        status = cmd_fail(job->verb, &closing);
    error_clear(&e);
    error_clear(&closing);
    return status;
}

/* The program's own line comes first, and comes whatever the host does. */
static int print_own(const struct verb *verb)
{
    _cleanup_error_ struct error e = {0};
    unsigned long lib = 0;

    if (vir_version(&lib, &e) < 0) {
        printf("tinyvm %s\n", TINYVM_VERSION);
        return cmd_fail(verb, &e);
    }
    printf("tinyvm %s, libvirt %lu.%lu.%lu\n", TINYVM_VERSION, lib / 1000000,
           lib / 1000 % 1000, lib % 1000);
    return cmd_flush(verb);
}

static int run(const struct verb *verb, int argc, char **argv)
{
    struct args args = {0};
    struct job job = {.verb = verb};
    _cleanup_error_ struct error e = {0};
    struct operands operands;
    int status = cmd_parse(verb, argc, argv, &args, &operands, 0);

    if (status >= 0)
        return status;
    job.uri = cmd_uri(args.uri);
    status = print_own(verb);
    if (status || !job.uri)
        return status;
    if (loop_init(&e) < 0)
        return cmd_fail(verb, &e);
    status = loop_run(work, &job, &e);
    if (status < 0)
        return cmd_fail(verb, &e);
    return status ? status : cmd_flush(verb);
}

const struct verb verb_version = {
    .name = "version",
    .letter = 'V',
    .operands = "",
    .summary = "Tell the versions of tinyvm and libvirt, and of a host that is named",
    .example = "tinyvm --version -c qemu:///system",
    .options = options,
    .run = run,
};
