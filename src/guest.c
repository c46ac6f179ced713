/* See guest.h. */
#include "guest.h"
#include "clock.h"
#include "domain.h"
#include "refusal.h"

#include <string.h>
#include <sys/random.h>

/* Each name leaves a log file behind on the host, so throw-away guests share few names.
 */
#define NAME_SLOTS 999

/* RFC 9562, section 5.4: version 4. */
static int random_uuid(char *text)
{
    unsigned char b[16];

    if (getrandom(b, sizeof b, 0) != (ssize_t)sizeof b)
        return -1;
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    for (int i = 0; i < 16; i++)
        text +=
            sprintf(text, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", b[i]);
    return 0;
}

void guest_init(struct guest *guest, struct host *host)
{
    memset(guest, 0, sizeof *guest);
    guest->host = host;
    run_id_make(guest->run);
    snprintf(guest->pid, sizeof guest->pid, "%ld", (long)getpid());
    mailbox_init(&guest->mailbox);
    host->mailbox = &guest->mailbox;
}

void guest_done(struct guest *guest)
{
    guest_hang_up(guest);
    events_unsubscribe(guest->events);
    if (guest->domain)
        virDomainFree(guest->domain);
    guest->host->mailbox = NULL;
    mailbox_done(&guest->mailbox);
}

/* By UUID, as the handle may never have come to be. */
static int undo_domain(void *arg, struct error *e)
{
    struct guest *guest = arg;
    _cleanup_domain_ virDomainPtr domain =
        virDomainLookupByUUIDString(guest->host->conn, guest->uuid);
    _cleanup_error_ struct error still = {0};

    if (!domain && vir_last_code() == VIR_ERR_NO_DOMAIN)
        return 0;
    if (!domain)
        return vir_error(e, CODE_LEFTOVERS, "looking for it");
    /* It may end by itself between the look and the blow: then there is nothing to do. */
    if (virDomainDestroy(domain) == 0)
        return 0;
    vir_error(e, CODE_LEFTOVERS, "destroying it");
    if (guest_prove_gone(guest, &still) < 0)
        return -1;
    error_clear(e);
    return 0;
}

static bool name_is_taken(const struct guest *guest)
{
    _cleanup_domain_ virDomainPtr other =
        virDomainLookupByName(guest->host->conn, guest->name);

    return other != NULL;
}

/* libvirt tells what it cannot build from what does not work, if only by number. */
static enum code start_code(void)
{
    int code = vir_last_code();

    return code == VIR_ERR_CONFIG_UNSUPPORTED || code == VIR_ERR_XML_ERROR
               ? CODE_UNSUPPORTED
               : CODE_START;
}

/* Another domain got the name, and may be gone again already. */
static bool lost_the_race(void)
{
    const virError *last = virGetLastError();

    return last && last->code == VIR_ERR_OPERATION_FAILED &&
           last->domain == VIR_FROM_DOMAIN;
}

/* Others may take the same name at the same time: whoever loses tries the next. */
static int create(struct guest *guest, struct domain_plan *plan, struct error *e)
{
    unsigned flags = VIR_DOMAIN_START_PAUSED;

    if (!guest->host->root &&
        !guest->outlives) /* the embedded driver refuses it; the ledger stands in */
        flags |= VIR_DOMAIN_START_AUTODESTROY;
    for (int slot = 1; slot <= NAME_SLOTS; slot++) {
        _cleanup_free_ char *xml = NULL;

        snprintf(guest->name, sizeof guest->name, "tinyvm-%s-%d", plan->mark.kind, slot);
        if (name_is_taken(guest))
            continue;
        plan->name = guest->name;
        xml = domain_xml(plan);
        if (!xml)
            return error_set(e, CODE_MEMORY_OUT, "no memory for the domain's XML");
        guest->domain = virDomainCreateXML(guest->host->conn, xml, flags);
        if (guest->domain)
            return 0;
        vir_error(e, start_code(), "starting '%s'", guest->name);
        if (!lost_the_race())
            return refusal_explain(guest->host, e);
    }
    return error_set(e, CODE_START, "all %d names for guests are taken", NAME_SLOTS);
}

/* Before it comes to exist, so that no failure leaves it. */
static int note(struct guest *guest, struct undo *ledger, struct error *e)
{
    return undo_push(ledger, undo_domain, guest, e, "domain %s", guest->uuid);
}

/* Nothing has happened to a guest that is still paused: no event can be missed. */
static int watch(struct guest *guest, struct error *e)
{
    guest->events = events_watch(guest->domain, &guest->mailbox, e);
    return guest->events ? 0 : -1;
}

static bool has_ended(const struct guest *guest)
{
    return guest->life.stopped || guest->life.crashed;
}

/* Whether a call failed because the guest has just ended: then the event is on its way,
 * if it has not come.  If it can no longer be known, *e tells why. */
static bool failed_of_its_end(struct guest *guest, struct error *e)
{
    struct error unheard = {0};

    if (guest_await_end(guest, clock_deadline(LIFE_LAST_EVENT_MS), &unheard) == 0)
        return has_ended(guest);
    error_clear(e);
    *e = unheard;
    return false;
}

/* What fails on a guest that has just ended is told by its end. */
static int why_failed(struct guest *guest, struct error *e)
{
    _cleanup_free_ char *how = NULL;
    enum code code;

    if (e->code == CODE_DAEMON_GONE || e->code == CODE_CANCELLED ||
        e->code == CODE_CONSOLE_BUSY || !failed_of_its_end(guest, e))
        return -1;
    code = life_ending(&guest->life);
    how = life_describe(&guest->life);
    return error_set(e, code == CODE_OK ? CODE_ENDED_EARLY : code,
                     "'%s' ended before it ran: %s", guest->name, how ? how : "");
}

static int open_console(struct guest *guest, struct error *e)
{
    guest->console =
        console_open(guest->domain, &guest->mailbox, guest->host->root != NULL, e);
    return guest->console ? 0 : why_failed(guest, e);
}

int guest_create(struct guest *guest, struct domain_plan *plan, struct undo *ledger,
                 struct error *e)
{
    if (random_uuid(guest->uuid) < 0)
        return error_set(e, CODE_INTERNAL, "no random numbers");
    plan->uuid = plan->mark.uuid = guest->uuid;
    plan->mark.run = guest->run;
    plan->mark.pid = guest->pid;
    if (note(guest, ledger, e) < 0 || create(guest, plan, e) < 0 || watch(guest, e) < 0)
        return -1;
    return open_console(guest, e);
}

int guest_go(struct guest *guest, struct error *e)
{
    if (virDomainResume(guest->domain) == 0)
        return 0;
    vir_error(e, CODE_START, "letting '%s' run", guest->name);
    return why_failed(guest, e);
}

int guest_start(struct guest *guest, struct domain_plan *plan, struct undo *ledger,
                struct error *e)
{
    return guest_create(guest, plan, ledger, e) < 0 ? -1 : guest_go(guest, e);
}

int guest_take(struct guest *guest, virDomainPtr domain, struct error *e)
{
    if (guest->domain)
        virDomainFree(guest->domain);
    guest->domain = domain;
    return open_console(guest, e);
}

int guest_return(struct guest *guest, virDomainPtr domain, struct error *e)
{
    return guest_take(guest, domain, e) < 0 ? -1 : guest_go(guest, e);
}

/* From somewhere in the row, so that two who choose at a time choose differently. */
static void choose_name(struct guest *guest)
{
    unsigned slot = 0;

    (void)!getrandom(&slot, sizeof slot, 0);
    for (int tries = 0; tries < NAME_SLOTS; tries++) {
        snprintf(guest->name, sizeof guest->name, "tinyvm-moved-%u",
                 (slot + (unsigned)tries) % NAME_SLOTS + 1);
        if (!name_is_taken(guest))
            return;
    }
}

int guest_expect(struct guest *guest, const struct guest *origin, struct undo *ledger,
                 struct error *e)
{
    memcpy(guest->uuid, origin->uuid, sizeof guest->uuid);
    choose_name(guest);
    guest->events = events_subscribe(guest->host->conn, guest->uuid, &guest->mailbox, e);
    return guest->events ? note(guest, ledger, e) : -1;
}

void guest_hang_up(struct guest *guest)
{
    console_close(guest->console);
    guest->console = NULL;
}

int guest_adopt(struct guest *guest, virDomainPtr domain, struct error *e)
{
    guest->domain = domain;
    snprintf(guest->name, sizeof guest->name, "%s", virDomainGetName(domain));
    if (virDomainGetUUIDString(domain, guest->uuid) < 0)
        return vir_error(e, CODE_NO_DOMAIN, "domain '%s'", guest->name);
    guest->events = events_watch(domain, &guest->mailbox, e);
    return guest->events ? 0 : -1;
}

int guest_press(struct guest *guest, struct error *e)
{
    int why;

    if (virDomainShutdownFlags(guest->domain, VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN) == 0)
        return 0;
    vir_error(e, CODE_BUTTON_IGNORED, "pressing the power button");
    why = vir_last_code();
    if (why == VIR_ERR_NO_DOMAIN ||
        (why == VIR_ERR_OPERATION_INVALID && !domain_runs(guest->domain)) ||
        (vir_may_mean_end(why) && failed_of_its_end(guest, e))) {
        error_clear(e);
        return 0;
    }
    return -1;
}

int guest_shut_down(struct guest *guest, unsigned flags, struct error *e)
{
    if (virDomainShutdownFlags(guest->domain, flags) == 0)
        return 0;
    vir_error(e, CODE_EXERCISE, "shutting it down");
    if (!vir_may_mean_end(vir_last_code()) || !failed_of_its_end(guest, e))
        return -1;
    error_clear(e);
    return 0;
}

void guest_catch_up(struct guest *guest)
{
    struct mail_event event;

    while (mailbox_take_event(&guest->mailbox, &event))
        life_take(&guest->life, event);
}

int guest_await_end(struct guest *guest, int64_t deadline, struct error *e)
{
    unsigned woke = WOKE_EVENT;

    for (;;) {
        guest_catch_up(guest);
        if (has_ended(guest) || !woke)
            return 0;
        if (woke & WOKE_CANCEL)
            return error_set(e, CODE_CANCELLED, "interrupted");
        if (woke & WOKE_GONE)
            return error_set(e, CODE_DAEMON_GONE, "the connection to the daemon broke");
        woke =
            mailbox_wait(&guest->mailbox, WOKE_EVENT | WOKE_GONE | WOKE_CANCEL, deadline);
    }
}

int guest_await_leave(struct guest *guest, int detail, int64_t deadline, struct error *e)
{
    _cleanup_free_ char *how = NULL;

    if (guest_await_end(guest, deadline, e) < 0)
        return -1;
    if (!guest->life.stopped || guest->life.stopped_detail != detail) {
        how = life_describe(&guest->life);
        return error_set(
            e, CODE_EXERCISE, "instead of %s: %s",
            events_describe((struct mail_event){VIR_DOMAIN_EVENT_STOPPED, detail}),
            how ? how : "");
    }
    guest->life = (struct life){0};
    return 0;
}

int guest_prove_gone(const struct guest *guest, struct error *e)
{
    _cleanup_domain_ virDomainPtr domain =
        virDomainLookupByUUIDString(guest->host->conn, guest->uuid);

    if (domain)
        return error_set(e, CODE_LEFTOVERS, "domain '%s' (%s) is still there",
                         guest->name, guest->uuid);
    if (vir_last_code() != VIR_ERR_NO_DOMAIN)
        return vir_error(e, CODE_LEFTOVERS, "looking for '%s'", guest->name);
    return 0;
}
