/* An existing domain's clean exit: its power button pressed, its events watched, and an
 * account given of what happened and who acted. */
#pragma once

#include "domain-facts.h"
#include "host.h"
#include "life.h"

#define SHUTDOWN_TIMEOUT 60 /* seconds */

/* How to go about it. */
struct shutdown_policy {
    unsigned mode;    /* virDomainShutdownFlagValues; 0: the hypervisor's own choice */
    long timeout;     /* seconds until it counts as ignored, unless it is forced */
    long press_again; /* seconds between presses; 0: press once */
    long force_after; /* seconds until it is forced off; 0: never */
    bool judge_past;  /* one that is off already must have gone cleanly, too */
};

/* The words of --mode; a null one ends the table. */
struct shutdown_mode {
    const char *word;
    unsigned mode;
    const char *what;
};
extern const struct shutdown_mode shutdown_modes[];

/* One of these words.  0, or -1 with CODE_USAGE. */
_must_check_ int shutdown_parse_mode(const char *word, unsigned *mode, struct error *e);

/* When one that begins now is over in any case (clock_now() based). */
int64_t shutdown_limit(const struct shutdown_policy *policy);

/* One domain on its way down. */
struct shutdown {
    const struct shutdown_policy *policy;
    virDomainPtr domain;
    struct mailbox mailbox; /* post WOKE_GONE here when the connection breaks */
    struct events *events;
    struct life life;
    struct domain_facts facts;
    unsigned presses;
    int64_t pressed, ended; /* clock_now() at the first press, and at the end */
    bool was_off;           /* there was nothing to do */
    int why_off;            /* then virDomainShutoffReason */
    bool stuck;             /* libvirt has not returned from a press */
    bool forced;
};

/* Watch the domain and read what it is; `domain` becomes the struct's.  0, or -1 with
 * what libvirt said.  shutdown_done() in every case. */
_must_check_ int shutdown_init(struct shutdown *s, virDomainPtr domain,
                               const struct shutdown_policy *policy, struct error *e);
void shutdown_done(struct shutdown *s);

/* What will keep this domain from a clean exit, as `text` of the worst obstacle known
 * beforehand; null if there is none.  Static storage. */
const char *shutdown_obstacle(const struct shutdown *s);

/* Press, wait, press again as the policy says; straight to the end or the deadline.  0 if
 * the guest powered itself off, or was off; else -1 with CODE_BUTTON_IGNORED,
 * CODE_CAME_BACK, CODE_PAUSED, CODE_CRASHED, CODE_DESTROYED, CODE_NOT_CLEAN, CODE_FORCED,
 * CODE_NO_AGENT, CODE_STUCK, CODE_DAEMON_GONE, CODE_CANCELLED. */
_must_check_ int shutdown_run(struct shutdown *s, struct error *e);
