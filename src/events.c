/* See events.h. */
#include "events.h"
#include "loop.h"

#include <assert.h>
#include <string.h>

struct events {
    pthread_mutex_t lock; /* guards mailbox and uuid: callbacks come in other threads */
    struct mailbox *mailbox; /* null once unsubscribed */
    char uuid[VIR_UUID_STRING_BUFLEN];
    virConnectPtr conn;
    int lifecycle, reboot; /* what libvirt calls the callbacks; -1: there is none */
};

static void destroy(struct events *events)
{
    pthread_mutex_destroy(&events->lock);
    free(events);
}

static void post(struct events *events, virDomainPtr domain, int type, int detail)
{
    char uuid[VIR_UUID_STRING_BUFLEN];

    if (virDomainGetUUIDString(domain, uuid) < 0)
        return;
    pthread_mutex_lock(&events->lock);
    if (events->mailbox && strcmp(uuid, events->uuid) == 0)
        mailbox_post_event(events->mailbox, type, detail);
    pthread_mutex_unlock(&events->lock);
}

static int on_lifecycle(virConnectPtr conn _unused_, virDomainPtr domain, int event,
                        int detail, void *opaque)
{
    post(opaque, domain, event, detail);
    return 0;
}

static void on_reboot(virConnectPtr conn _unused_, virDomainPtr domain, void *opaque)
{
    post(opaque, domain, EVENTS_REBOOT, 0);
}

static struct events *make_events(virConnectPtr conn, const char *uuid,
                                  struct mailbox *mailbox)
{
    struct events *events = calloc(1, sizeof *events);

    if (!events)
        return NULL;
    pthread_mutex_init(&events->lock, NULL);
    events->conn = conn;
    pthread_mutex_lock(&events->lock);
    events->mailbox = mailbox;
    snprintf(events->uuid, sizeof events->uuid, "%s", uuid);
    pthread_mutex_unlock(&events->lock);
    return events;
}

static int listen(struct events *events, virDomainPtr domain, int what,
                  virConnectDomainEventGenericCallback fn)
{
    return virConnectDomainEventRegisterAny(events->conn, domain, what, fn, events, NULL);
}

/* A null `domain` means every one, and can be said once for each connection. */
static struct events *start(struct events *events, virDomainPtr domain, struct error *e)
{
    if (!events) {
        error_set(e, CODE_MEMORY_OUT, "no memory for events");
        return NULL;
    }
    events->reboot = listen(events, domain, VIR_DOMAIN_EVENT_ID_REBOOT,
                            VIR_DOMAIN_EVENT_CALLBACK(on_reboot));
    events->lifecycle = listen(events, domain, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                               VIR_DOMAIN_EVENT_CALLBACK(on_lifecycle));
    if (events->lifecycle < 0) {
        vir_error(e, CODE_START, "lifecycle events");
        events_unsubscribe(events);
        return NULL;
    }
    return events;
}

struct events *events_subscribe(virConnectPtr conn, const char *uuid,
                                struct mailbox *mailbox, struct error *e)
{
    return start(make_events(conn, uuid, mailbox), NULL, e);
}

struct events *events_watch(virDomainPtr domain, struct mailbox *mailbox, struct error *e)
{
    char uuid[VIR_UUID_STRING_BUFLEN];

    if (virDomainGetUUIDString(domain, uuid) < 0) {
        vir_error(e, CODE_START, "lifecycle events");
        return NULL;
    }
    return start(make_events(virDomainGetConnect(domain), uuid, mailbox), domain, e);
}

void events_unsubscribe(struct events *events)
{
    if (!events)
        return;
    pthread_mutex_lock(&events->lock);
    events->mailbox = NULL;
    pthread_mutex_unlock(&events->lock);
    if (events->lifecycle >= 0)
        (void)virConnectDomainEventDeregisterAny(events->conn, events->lifecycle);
    if (events->reboot >= 0)
        (void)virConnectDomainEventDeregisterAny(events->conn, events->reboot);
    /* A loop that is stuck may still use it: leaked then, and host_close() will tell. */
    if (loop_barrier() == 0)
        destroy(events);
}

static const char *const types[] = {"DEFINED",   "UNDEFINED",   "STARTED",
                                    "SUSPENDED", "RESUMED",     "STOPPED",
                                    "SHUTDOWN",  "PMSUSPENDED", "CRASHED"};
static const char *const shutdown_details[] = {"finished", "guest", "host"};
static const char *const stopped_details[] = {
    "shutdown", "destroyed", "crashed", "migrated", "saved", "failed", "from snapshot"};
static_assert(ARRAY_SIZE(types) == VIR_DOMAIN_EVENT_CRASHED + 1, "events out of step");
static_assert(ARRAY_SIZE(shutdown_details) == VIR_DOMAIN_EVENT_SHUTDOWN_HOST + 1,
              "details");
static_assert(ARRAY_SIZE(stopped_details) == VIR_DOMAIN_EVENT_STOPPED_FROM_SNAPSHOT + 1,
              "details");

const char *events_describe(struct mail_event event)
{
    static _Thread_local char text[64];
    const char *type = "UNKNOWN", *detail = NULL;
    size_t n = (size_t)event.detail;

    if (event.type == EVENTS_REBOOT)
        return "REBOOT";
    if (event.type >= 0 && (size_t)event.type < ARRAY_SIZE(types))
        type = types[event.type];
    if (event.type == VIR_DOMAIN_EVENT_SHUTDOWN && n < ARRAY_SIZE(shutdown_details))
        detail = shutdown_details[n];
    if (event.type == VIR_DOMAIN_EVENT_STOPPED && n < ARRAY_SIZE(stopped_details))
        detail = stopped_details[n];
    if (detail)
        snprintf(text, sizeof text, "%s (%s)", type, detail);
    else
        snprintf(text, sizeof text, "%s (%d)", type, event.detail);
    return text;
}
