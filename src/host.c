/* See host.h. */
#include "host.h"
#include "clock.h"
#include "dial.h"
#include "embed.h"
#include "errand.h"
#include "loop.h"
#include "text.h"

#include <libxml/uri.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A dead peer is noticed after interval * count seconds, so no call can hang ever. */
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

/* Whether libvirt wants its sockets where it was told to, and that is no directory of
 * this user's: su(1) keeps its caller's. */
static bool was_told_a_strange_directory(const char *text)
{
    const char *dir = getenv("XDG_RUNTIME_DIR");
    struct stat st;

    return dir && *dir && strstr(text, dir) &&
           (stat(dir, &st) < 0 || st.st_uid != geteuid());
}

static int open_failed(const char *uri, const virError *why, struct error *e)
{
    const char *text = why && why->message ? why->message : "";
    enum code code = CODE_CONNECT;

    if (why &&
        (why->code == VIR_ERR_INVALID_ARG || why->code == VIR_ERR_CONFIG_UNSUPPORTED ||
         why->code == VIR_ERR_NO_CONNECT || strstr(text, "Unable to parse URI") ||
         strstr(text, "URI path")))
        code = CODE_BAD_URI;
    if (strstr(text, "Permission denied"))
        code = was_told_a_strange_directory(text) ? CODE_RUNTIME_DIR : CODE_NO_ACCESS;
    vir_error_of(e, code, why, "%s", uri ? uri : "libvirt's default connection");
    e->code = code; /* a peer that hangs up at once has not gone away in the middle */
    return -1;
}

static void on_close(virConnectPtr conn _unused_, int reason _unused_, void *opaque)
{
    struct host *host = opaque;

    host->gone = true;
    if (host->mailbox)
        mailbox_post_state(host->mailbox, WOKE_GONE);
}

/* Ask the connection what it is; `uri` may have been null. */
static int identify(struct host *host, struct error *e)
{
    char *real = virConnectGetURI(host->conn);

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

static int open_any(struct host *host, const char *uri, int64_t deadline, bool heed,
                    struct error *e)
{
    virErrorPtr why = NULL;

    if (uri && !(host->uri = text_redact_uri(uri)))
        return error_set(e, CODE_MEMORY_OUT, "no memory for the connection");
    switch (dial(uri, deadline, heed, &host->conn, &why)) {
    case DIAL_CONNECTED:
        return identify(host, e);
    case DIAL_CANCELLED:
        return error_set(e, CODE_CANCELLED, "interrupted");
    case DIAL_NO_ANSWER:
        return error_set(e, CODE_NO_ANSWER, "%s: no answer",
                         uri ? host->uri : "libvirt's default connection");
    case DIAL_NO_MEANS:
        return error_set(e, CODE_LIMIT, "no thread to connect with");
    case DIAL_REFUSED:
        break;
    }
    open_failed(host->uri, why, e);
    virFreeError(why);
    if (!uri)
        uri = getenv("LIBVIRT_DEFAULT_URI"); /* libvirt's own way of being told */
    if (uri && e->text)
        text_redact(e->text, uri);
    return -1;
}

int host_open_until(struct host *host, const char *uri, int64_t deadline, struct error *e)
{
    return open_any(host, uri, deadline, true, e);
}

int host_open_to_clean(struct host *host, const char *uri, int64_t deadline,
                       struct error *e)
{
    return open_any(host, uri, deadline, false, e);
}

int host_open(struct host *host, const char *uri, struct error *e)
{
    return host_open_until(host, uri, clock_deadline(HOST_OPEN_TIMEOUT * 1000), e);
}

int host_open_embedded(struct host *host, struct error *e)
{
    host->conn = embed_open(&host->root, e);
    if (!host->conn)
        return -1;
    host->local = true;
    host->system = geteuid() == 0;
    host->uri = strdup(EMBED_URI);
    return host->uri ? 0 : error_set(e, CODE_MEMORY_OUT, "no memory for the connection");
}

int host_open_any(struct host *host, const char *uri, int64_t deadline, struct error *e)
{
    _cleanup_error_ struct error inner = {0};
    struct mailbox *mailbox = host->mailbox;

    if (uri && strcmp(uri, EMBED_URI) == 0)
        return host_open_embedded(host, e);
    if (host_open_until(host, uri, deadline, e) == 0)
        return 0;
    /* Whoever named a host wants that one and no other; and a daemon that is there but
     * hangs, or does not let us in, must not be hidden behind our own driver. */
    if (uri || e->code != CODE_CONNECT)
        return -1;
    if (host_close(host, &inner) < 0 || host_open_embedded(host, &inner) < 0)
        return error_wrap(e, "no in-process driver (%s), and no daemon",
                          error_text(&inner));
    host->mailbox = mailbox;
    error_clear(e);
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
    if (left > 0 && errand_strays() == 0) /* one may be theirs */
        result =
            error_set(e, CODE_LEFTOVERS, "%d references to %s are left", left, host->uri);
    if (host->root && embed_close(e) < 0)
        result = -1;
    free(host->uri);
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
