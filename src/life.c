/* See life.h. */
#include "life.h"

#include <string.h>

void life_take(struct life *life, struct mail_event event)
{
    switch (event.type) {
    case VIR_DOMAIN_EVENT_SHUTDOWN:
        life->shutdown = true;
        life->shutdown_detail = event.detail;
        break;
    case VIR_DOMAIN_EVENT_STOPPED:
        life->stopped = true;
        life->stopped_detail = event.detail;
        break;
    case VIR_DOMAIN_EVENT_CRASHED:
        life->crashed = true;
        break;
    case VIR_DOMAIN_EVENT_SUSPENDED:
        life->suspended = true;
        life->paused = event.detail == VIR_DOMAIN_EVENT_SUSPENDED_IOERROR ||
                       event.detail == VIR_DOMAIN_EVENT_SUSPENDED_WATCHDOG;
        break;
    case VIR_DOMAIN_EVENT_RESUMED:
        life->suspended = life->paused = false;
        break;
    case EVENTS_REBOOT:
        life->rebooted = true;
        break;
    default:
        break;
    }
}

enum code life_ending(const struct life *life)
{
    bool by_host =
        life->shutdown && life->shutdown_detail == VIR_DOMAIN_EVENT_SHUTDOWN_HOST;

    if (life->crashed)
        return CODE_CRASHED;
    if (!life->stopped)
        return life->paused     ? CODE_PAUSED
               : life->shutdown ? CODE_NOT_CLEAN
                                : CODE_BUTTON_IGNORED;
    switch (life->stopped_detail) {
    case VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN:
        return life->shutdown && !by_host ? CODE_OK : CODE_NOT_CLEAN;
    case VIR_DOMAIN_EVENT_STOPPED_DESTROYED:
        return CODE_DESTROYED;
    case VIR_DOMAIN_EVENT_STOPPED_CRASHED:
    case VIR_DOMAIN_EVENT_STOPPED_FAILED:
        return CODE_CRASHED;
    default:
        return CODE_NOT_CLEAN;
    }
}

char *life_describe(const struct life *life)
{
    struct mail_event shutdown = {VIR_DOMAIN_EVENT_SHUTDOWN, life->shutdown_detail};
    struct mail_event stopped = {VIR_DOMAIN_EVENT_STOPPED, life->stopped_detail};
    char *text = NULL;
    int n;

    if (life->shutdown && life->stopped) {
        char first[64]; /* what events_describe() returns lasts until its next call */

        snprintf(first, sizeof first, "%s", events_describe(shutdown));
        n = asprintf(&text, "%s, %s", first, events_describe(stopped));
    } else if (life->shutdown || life->stopped) {
        n = asprintf(&text, "%s", events_describe(life->stopped ? stopped : shutdown));
    } else {
        n = asprintf(&text, "no event");
    }
    return n < 0 ? NULL : text;
}
