/* See dial.h. */
#include "dial.h"
#include "mailbox.h"

#include <string.h>

/* Shared by the caller and the thread that opens; who comes last frees it. */
struct attempt {
    struct mailbox mailbox; /* told WOKE_EVENT when the thread has its answer */
    pthread_mutex_t lock;   /* guards what follows */
    bool left;              /* the caller or the thread has gone */
    char *uri;
    virConnectPtr conn;
    virErrorPtr error;
};

static void destroy(struct attempt *a)
{
    if (a->conn)
        virConnectClose(a->conn);
    virFreeError(a->error);
    pthread_mutex_destroy(&a->lock);
    mailbox_done(&a->mailbox);
    free(a->uri);
    free(a);
}

/* Go away; whoever is second switches off the light. */
static void leave(struct attempt *a)
{
    bool last;

    pthread_mutex_lock(&a->lock);
    last = a->left;
    a->left = true;
    pthread_mutex_unlock(&a->lock);
    if (last)
        destroy(a);
}

static void *open_it(void *arg)
{
    struct attempt *a = arg;

    a->conn = virConnectOpenAuth(a->uri, *virConnectAuthPtrDefault, 0);
    if (!a->conn)
        a->error = virSaveLastError();
    mailbox_post_event(&a->mailbox, 0, 0);
    leave(a);
    return NULL;
}

static struct attempt *begin(const char *uri)
{
    struct attempt *a = calloc(1, sizeof *a);
    pthread_t thread;

    if (!a)
        return NULL;
    mailbox_init(&a->mailbox);
    pthread_mutex_init(&a->lock, NULL);
    a->uri = uri ? strdup(uri) : NULL;
    if ((uri && !a->uri) || pthread_create(&thread, NULL, open_it, a) != 0) {
        destroy(a);
        return NULL;
    }
    pthread_detach(thread);
    return a;
}

enum dial_end dial(const char *uri, int64_t deadline, virConnectPtr *conn,
                   virErrorPtr *why)
{
    struct attempt *a = begin(uri);
    enum dial_end end;
    unsigned woke;

    if (!a)
        return DIAL_NO_ANSWER;
    woke = mailbox_wait(&a->mailbox, WOKE_EVENT | WOKE_CANCEL, deadline);
    if (woke & WOKE_EVENT) {
        end = a->conn ? DIAL_CONNECTED : DIAL_REFUSED;
        *conn = a->conn;
        *why = a->error;
        a->conn = NULL;
        a->error = NULL;
    } else {
        end = woke & WOKE_CANCEL ? DIAL_CANCELLED : DIAL_NO_ANSWER;
    }
    leave(a);
    return end;
}
