/* One throw-away guest: made, heard, pressed, awaited, removed. */
#pragma once

#include "console.h"
#include "domain-xml.h"
#include "host.h"
#include "life.h"
#include "run-id.h"
#include "undo.h"

struct guest {
    struct host *host;
    virDomainPtr domain;
    struct mailbox mailbox;
    struct events *events;
    struct console *console;
    struct life life;
    bool outlives; /* set before the start: it does not die with our connection */
    char uuid[VIR_UUID_STRING_BUFLEN];
    char name[32];
    char pid[16];          /* ours, for its mark */
    char run[RUN_ID_SIZE]; /* what is made for this guest bears it */
};

/* Before anything else; guest_done() after everything else. */
void guest_init(struct guest *guest, struct host *host);
void guest_done(struct guest *guest);

/* Create it from `plan` (whose name, UUID and mark are completed here) as a transient
 * domain that dies with our connection where the driver can, paused, with its console
 * open: so no byte is lost.  Then let it run.  Its removal goes into the ledger. */
_must_check_ int guest_start(struct guest *guest, struct domain_plan *plan,
                             struct undo *ledger, struct error *e);

/* The same in two steps: created, paused, its console open; then let run. */
_must_check_ int guest_create(struct guest *guest, struct domain_plan *plan,
                              struct undo *ledger, struct error *e);
_must_check_ int guest_go(struct guest *guest, struct error *e);

/* Take it up again, as `domain` (owned by the guest from here on), after it was brought
 * back paused from a file or from another host: a new console, and let it run. */
_must_check_ int guest_return(struct guest *guest, virDomainPtr domain, struct error *e);

/* The same for one that runs already. */
_must_check_ int guest_take(struct guest *guest, virDomainPtr domain, struct error *e);

/* Let `guest` (initialised, with another host) be what comes of `origin` there, under a
 * name that is free there: its events are followed, and its removal is in the ledger,
 * before it comes. */
_must_check_ int guest_expect(struct guest *guest, const struct guest *origin,
                              struct undo *ledger, struct error *e);

/* Close its console, if it is open. */
void guest_hang_up(struct guest *guest);

/* Take a persistent domain (and the caller's reference to it) as the guest, watched from
 * here on; nothing of it goes into a ledger. */
_must_check_ int guest_adopt(struct guest *guest, virDomainPtr domain, struct error *e);

/* Press the ACPI power button, and nothing but it (no guest agent is asked).  0, too, for
 * a guest that is not running any more: its events tell why. */
_must_check_ int guest_press(struct guest *guest, struct error *e);

/* Shut it down in whatever way, by virDomainShutdownFlagValues. */
_must_check_ int guest_shut_down(struct guest *guest, unsigned flags, struct error *e);

/* Wait for the guest's end, or until the deadline.  0 with the life taken down, or -1
 * with CODE_DAEMON_GONE or CODE_CANCELLED when it can no longer be known. */
_must_check_ int guest_await_end(struct guest *guest, int64_t deadline, struct error *e);

/* Wait until QEMU has ended with STOPPED and this detail (e.g. saved), and forget
 * that life.  0, or -1 with CODE_EXERCISE, or as above. */
_must_check_ int guest_await_leave(struct guest *guest, int detail, int64_t deadline,
                                   struct error *e);

/* Take the events that have come so far. */
void guest_catch_up(struct guest *guest);

/* 0 if the host knows no domain of this UUID any more; else -1 with CODE_LEFTOVERS. */
_must_check_ int guest_prove_gone(const struct guest *guest, struct error *e);
