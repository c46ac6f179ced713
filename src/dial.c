/* See dial.h. */
#include "dial.h"
#include "errand.h"

#include <string.h>

struct attempt {
    char *uri;
    virConnectPtr conn;
    virErrorPtr error;
};

static void drop(void *arg)
{
    struct attempt *a = arg;

    if (a->conn)
        virConnectClose(a->conn);
    virFreeError(a->error);
    free(a->uri);
    free(a);
}

static void open_it(void *arg)
{
    struct attempt *a = arg;

    a->conn = virConnectOpenAuth(a->uri, *virConnectAuthPtrDefault, 0);
    if (!a->conn)
        a->error = virSaveLastError();
}

static struct errand *begin(const char *uri, struct attempt **attempt)
{
    struct attempt *a = calloc(1, sizeof *a);
    struct errand *errand = NULL;

    if (!a)
        return NULL;
    a->uri = uri ? strdup(uri) : NULL;
    if (!uri || a->uri)
        errand = errand_start(open_it, drop, a);
    if (!errand)
        drop(a);
    *attempt = a;
    return errand;
}

enum dial_end dial(const char *uri, int64_t deadline, bool heed, virConnectPtr *conn,
                   virErrorPtr *why)
{
    struct attempt *a;
    struct errand *errand = begin(uri, &a);
    enum errand_end end;

    if (!errand)
        return DIAL_NO_MEANS;
    end = errand_wait(errand, deadline, heed ? HEED_CANCEL : HEED_NOTHING);
    if (!errand_leave(errand))
        return end == ERRAND_CANCELLED ? DIAL_CANCELLED : DIAL_NO_ANSWER;
    *conn = a->conn;
    *why = a->error;
    a->conn = NULL;
    a->error = NULL;
    drop(a);
    return *conn ? DIAL_CONNECTED : DIAL_REFUSED;
}
