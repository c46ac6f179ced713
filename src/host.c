/* See host.h. */
#include "host.h"
#include "embed.h"
#include "loop.h"
#include "text.h"

#include <libxml/uri.h>
#include <string.h>

/* A dead peer is noticed after interval × count seconds, so no call can hang for ever. */
#define KEEPALIVE_INTERVAL 5
#define KEEPALIVE_COUNT 3

/* What the URI itself says (https://libvirt.org/uri.html): a server or a transport that
 * leaves the machine means that its files are not ours. */
static void classify(struct host *host, const char *uri)
{
    xmlURIPtr parsed = xmlParseURI(uri);

    if (!parsed)
        return;
    host->local = !parsed->server && (!parsed->scheme || !strchr(parsed->scheme, '+') ||
                                      strstr(parsed->scheme, "+unix"));
    host->system = parsed->path && strcmp(parsed->path, "/system") == 0;
    xmlFreeURI(parsed);
}

static int open_failed(const char *uri, struct error *e)
{
    virErrorPtr last = virGetLastError();
    const char *text = last && last->message ? last->message : "";
    enum code code = CODE_CONNECT;

    if (last &&
        (last->code == VIR_ERR_INVALID_ARG || last->code == VIR_ERR_CONFIG_UNSUPPORTED ||
         last->code == VIR_ERR_NO_CONNECT || strstr(text, "Unable to parse URI") ||
         strstr(text, "URI path")))
        code = CODE_BAD_URI;
    if (strstr(text, "Permission denied"))
        code = CODE_NO_ACCESS;
    vir_error(e, code, "%s", uri ? uri : "libvirt's default connection");
    e->code = code; /* a peer that hangs up at once has not gone away in the middle */
    return -1;
}

static void on_close(virConnectPtr conn _unused_, int reason _unused_, void *opaque)
{
    struct host *host = opaque;

    if (host->mailbox)
        mailbox_post_state(host->mailbox, WOKE_GONE);
}

int host_open(struct host *host, const char *uri, struct error *e)
{
    char *real;

    if (uri && !(host->uri = text_redact_uri(uri)))
        return error_set(e, CODE_MEMORY_OUT, "no memory for the connection");
    host->conn = virConnectOpenAuth(uri, virConnectAuthPtrDefault, 0);
    if (!host->conn)
        return open_failed(host->uri, e);
    real = virConnectGetURI(host->conn);
    if (real) {
        classify(host, real);
        free(host->uri);
        host->uri = text_redact_uri(real);
        free(real);
    }
    /* Drivers in our own process have no peer that could go away, and say so. */
    (void)virConnectRegisterCloseCallback(host->conn, on_close, host, NULL);
    (void)virConnectSetKeepAlive(host->conn, KEEPALIVE_INTERVAL, KEEPALIVE_COUNT);
    return host->uri ? 0 : error_set(e, CODE_MEMORY_OUT, "no memory for the connection");
}

int host_open_embedded(struct host *host, struct error *e)
{
    _cleanup_free_ char *uri = NULL;

    host->root = embed_make_root(e);
    if (!host->root)
        return -1;
    if (asprintf(&uri, "qemu:///embed?root=%s", host->root) < 0)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the connection");
    if (host_open(host, uri, e) < 0)
        return -1;
    host->local = true;
    host->system = geteuid() == 0;
    free(host->uri);
    host->uri = strdup("qemu:///embed");
    return host->uri ? 0 : error_set(e, CODE_MEMORY_OUT, "no memory for the connection");
}

int host_open_any(struct host *host, const char *uri, struct error *e)
{
    _cleanup_error_ struct error daemon = {0};
    struct mailbox *mailbox = host->mailbox;
    int result;

    if (host_open(host, uri, &daemon) == 0)
        return 0;
    if (uri) {
        *e = daemon;
        daemon = (struct error){0};
        return -1;
    }
    result = host_close(host, e);
    host->mailbox = mailbox;
    if (result < 0 || host_open_embedded(host, e) < 0)
        return error_wrap(e, "no daemon to be reached (%s), and without one",
                          error_text(&daemon));
    return 0;
}

int host_close(struct host *host, struct error *e)
{
    int left = 0, result = 0;

    if (host->conn) {
        (void)virConnectUnregisterCloseCallback(host->conn, on_close);
        (void)loop_barrier();
        left = virConnectClose(host->conn);
    }
    if (left > 0)
        result =
            error_set(e, CODE_LEFTOVERS, "%d references to %s are left", left, host->uri);
    if (host->root && embed_remove_root(host->root, e) < 0)
        result = -1;
    free(host->uri);
    free(host->root);
    *host = (struct host){0};
    return result;
}

char *host_describe(const struct host *host)
{
    const char *type = virConnectGetType(host->conn);
    unsigned long version = 0, lib = 0;
    char *text = NULL;

    if (virConnectGetVersion(host->conn, &version) < 0 ||
        virConnectGetLibVersion(host->conn, &lib) < 0)
        return strdup(type ? type : "");
    if (asprintf(&text, "%s %lu.%lu.%lu, libvirt %lu.%lu.%lu", type, version / 1000000,
                 version / 1000 % 1000, version % 1000, lib / 1000000, lib / 1000 % 1000,
                 lib % 1000) < 0)
        return NULL;
    return text;
}
