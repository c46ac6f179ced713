/* See shutdown.h. */
#include "shutdown.h"
#include "clock.h"
#include "domain.h"
#include "errand.h"
#include "order.h"

#include <string.h>

#define REAP_TIMEOUT 30 /* seconds from the order to destroy to QEMU's end */
/* Seconds: some versions of libvirt wait a minute for an agent before they press. */
#define AGENT_TIMEOUT 75

const struct shutdown_mode shutdown_modes[] = {
    {"acpi", VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN, "the power button"},
    {"agent", VIR_DOMAIN_SHUTDOWN_GUEST_AGENT, "the guest's agent"},
    {"default", VIR_DOMAIN_SHUTDOWN_DEFAULT, "libvirt's own choice"},
    {0},
};

int shutdown_parse_mode(const char *word, unsigned *mode, struct error *e)
{
    for (const struct shutdown_mode *one = shutdown_modes; one->word; one++) {
        if (strcmp(word, one->word) == 0) {
            *mode = one->mode;
            return 0;
        }
    }
    return error_set(e, CODE_USAGE, "--mode is acpi, agent or default");
}

static int read_facts(struct shutdown *s, struct error *e)
{
    const char *name = virDomainGetName(s->domain);
    _cleanup_free_ char *xml = virDomainGetXMLDesc(s->domain, 0);
    int state;

    if (!xml || virDomainGetState(s->domain, &state, &s->why_off, 0) < 0)
        return vir_error(e, CODE_NO_DOMAIN, "domain '%s'", name);
    s->was_off = state == VIR_DOMAIN_SHUTOFF || state == VIR_DOMAIN_CRASHED;
    s->life.suspended = state == VIR_DOMAIN_PAUSED || state == VIR_DOMAIN_PMSUSPENDED;
    if (state == VIR_DOMAIN_CRASHED)
        s->why_off = VIR_DOMAIN_SHUTOFF_CRASHED;
    /* On its way: who sent it was told by an event that has gone by. */
    s->life.shutdown = state == VIR_DOMAIN_SHUTDOWN;
    s->life.shutdown_detail = VIR_DOMAIN_EVENT_SHUTDOWN_GUEST;
    return domain_facts_read(&s->facts, xml, e);
}

int shutdown_init(struct shutdown *s, virDomainPtr domain,
                  const struct shutdown_policy *policy, struct error *e)
{
    *s = (struct shutdown){.policy = policy, .domain = domain};
    mailbox_init(&s->mailbox);
    /* Watched before it is looked at, so that nothing happens unseen in between. */
    s->events = events_watch(domain, &s->mailbox, e);
    return s->events ? read_facts(s, e) : -1;
}

void shutdown_done(struct shutdown *s)
{
    events_unsubscribe(s->events);
    mailbox_done(&s->mailbox);
    virDomainFree(s->domain);
}

const char *shutdown_obstacle(const struct shutdown *s)
{
    bool by_agent = s->policy->mode == VIR_DOMAIN_SHUTDOWN_GUEST_AGENT;

    if (s->was_off || s->life.suspended)
        return NULL; /* nothing will be pressed */
    if (!by_agent && !s->facts.acpi)
        return "there is no <acpi/> in its <features>, so it has no power button";
    if (s->facts.restarts)
        return "its <on_poweroff> is 'restart': it will come back";
    if (s->facts.preserves)
        return "its <on_poweroff> is 'preserve': what is left of it will stay";
    if (by_agent && !s->facts.agent)
        return "it has no channel to a guest agent";
    if (by_agent && !s->facts.agent_connected)
        return "no guest agent in it has opened the channel";
    if (s->policy->mode == VIR_DOMAIN_SHUTDOWN_DEFAULT && s->facts.agent &&
        !s->facts.agent_connected)
        return "it has a guest agent's channel and no agent in it: libvirt may wait a "
               "minute for one before it presses the button";
    return NULL;
}

static bool is_over(const struct shutdown *s)
{
    return s->life.stopped || s->life.crashed || s->life.rebooted;
}

static void catch_up(struct shutdown *s)
{
    struct mail_event event;

    while (mailbox_take_event(&s->mailbox, &event))
        life_take(&s->life, event);
}

/* Wait until it is over or the moment has come.  -1 if it can no longer be known. */
static int wait_until(struct shutdown *s, int64_t moment, struct error *e)
{
    unsigned woke = WOKE_EVENT;

    for (;;) {
        catch_up(s);
        if (is_over(s) || !woke)
            return 0;
        if (woke & WOKE_CANCEL)
            return error_set(e, CODE_CANCELLED,
                             "interrupted; its button was pressed, so it may still go");
        if (woke & WOKE_GONE)
            return error_set(e, CODE_DAEMON_GONE, "the connection to the daemon broke");
        woke = mailbox_wait(&s->mailbox, WOKE_EVENT | WOKE_GONE | WOKE_CANCEL, moment);
    }
}

/* Whether that is why the press failed; its event may be on its way.  If it can no longer
 * be known, *e tells why. */
static bool has_just_ended(struct shutdown *s, int why, struct error *e)
{
    struct error unheard = {0};

    catch_up(s);
    if (why == VIR_ERR_NO_DOMAIN || is_over(s) || s->life.shutdown)
        return true;
    if (s->life.suspended || !vir_may_mean_end(why))
        return false;
    if (why == VIR_ERR_OPERATION_INVALID && (s->presses || !domain_runs(s->domain)))
        return true;
    if (wait_until(s, clock_deadline(LIFE_LAST_EVENT_MS), &unheard) == 0)
        return is_over(s);
    error_clear(e);
    *e = unheard;
    return false;
}

static int press_failed(struct shutdown *s, int why, struct error *e)
{
    if (has_just_ended(s, why, e)) {
        error_clear(e);
        return 0;
    }
    if (why == VIR_ERR_AGENT_UNRESPONSIVE || why == VIR_ERR_AGENT_UNSYNCED ||
        (why == VIR_ERR_ARGUMENT_UNSUPPORTED &&
         s->policy->mode == VIR_DOMAIN_SHUTDOWN_GUEST_AGENT))
        e->code = CODE_NO_AGENT;
    if (why == VIR_ERR_OPERATION_INVALID && s->life.suspended)
        e->code = CODE_PAUSED;
    if (why == VIR_ERR_INVALID_ARG) /* flags that a driver does not know */
        e->code = CODE_NOT_QEMU;
    return -1;
}

/* How long libvirt may take to pass on a press. */
static int64_t press_deadline(const struct shutdown *s)
{
    const struct shutdown_policy *policy = s->policy;
    long seconds = policy->force_after ? policy->force_after : policy->timeout;

    if (policy->mode != VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN && seconds < AGENT_TIMEOUT)
        seconds = AGENT_TIMEOUT;
    return clock_now() + seconds * NS_PER_S;
}

/* With the order lost, only force is left to be tried. */
static int press(struct shutdown *s, struct error *e)
{
    int why = 0;

    switch (order_give(s->domain, ORDER_SHUTDOWN, s->policy->mode, press_deadline(s),
                       &why, e)) {
    case ORDER_DONE:
        s->presses++;
        return 0;
    case ORDER_REFUSED:
        return press_failed(s, why, e);
    case ORDER_LOST:
        break;
    }
    catch_up(s);
    s->stuck = e->code == CODE_STUCK;
    if (!is_over(s) && !(s->stuck && s->policy->force_after))
        return -1;
    error_clear(e);
    return 0;
}

/* Wait, and press again and again if that is the policy, until it is over or `end`. */
static int insist(struct shutdown *s, int64_t end, struct error *e)
{
    int64_t again = s->policy->press_again * NS_PER_S, next = clock_now() + again;

    for (;;) {
        if (wait_until(s, again && next < end ? next : end, e) < 0)
            return -1;
        if (is_over(s) || clock_now() >= end)
            return 0;
        next += again;
        /* One that has begun to go needs no other press. */
        if (!s->life.shutdown && press(s, e) < 0)
            return -1;
        if (s->stuck)
            return 0;
    }
}

/* The last resort.  A guest that went by itself a moment before was not forced. */
static int force(struct shutdown *s, struct error *e)
{
    int64_t deadline = clock_deadline(REAP_TIMEOUT * 1000);
    int why = 0;
    enum order_end end = order_give(s->domain, ORDER_DESTROY, 0, deadline, &why, e);

    if (end == ORDER_LOST)
        return -1;
    if (wait_until(s, clock_deadline(REAP_TIMEOUT * 1000), e) < 0)
        return -1;
    if (!s->life.stopped)
        return end == ORDER_DONE
                   ? error_set(e, CODE_NOT_CLEAN, "forced off, and it did not end")
                   : error_wrap(e, "it did not act, and force failed");
    error_clear(e);
    s->forced =
        end == ORDER_DONE && s->life.stopped_detail == VIR_DOMAIN_EVENT_STOPPED_DESTROYED;
    return 0;
}

static int ignored(const struct shutdown *s, struct error *e)
{
    double seconds = (double)(clock_now() - s->pressed) / (double)NS_PER_S;

    if (s->life.suspended)
        return error_set(e, CODE_PAUSED, "the host has paused it");
    if (s->life.shutdown)
        return error_set(e, CODE_STUCK,
                         "its guest powered off, but QEMU has not ended after %.1f s",
                         seconds);
    return error_set(e, CODE_BUTTON_IGNORED, "it has ignored %s for %.1f s and runs on",
                     s->policy->mode == VIR_DOMAIN_SHUTDOWN_GUEST_AGENT ? "its agent"
                     : s->presses == 1                                  ? "its button"
                                       : "every press of its button",
                     seconds);
}

/* What the events say, told for people. */
static int judge(const struct shutdown *s, struct error *e)
{
    enum code code = life_ending(&s->life);
    _cleanup_free_ char *how = life_describe(&s->life);
    const char *events = how ? how : "";

    if (s->forced)
        return error_set(e, CODE_FORCED, "no clean exit: after %ld s it was forced off",
                         s->policy->force_after);
    if (s->life.rebooted && !s->life.stopped)
        return error_set(e, CODE_CAME_BACK, "%s",
                         s->facts.restarts
                             ? "its guest powered itself off, and its <on_poweroff> "
                               "'restart' brought it back"
                             : "it rebooted or was reset, and runs again");
    if (code == CODE_OK)
        return 0;
    if (code == CODE_DESTROYED)
        return error_set(e, code, "somebody else forced it off (%s)", events);
    if (code == CODE_CRASHED)
        return error_set(e, code, "QEMU was killed or crashed (%s)", events);
    if (s->life.stopped_detail == VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN)
        return error_set(e, code, "%s (%s)",
                         s->life.shutdown
                             ? "the host made QEMU quit; its guest did not act"
                             : "it is off, and the driver does not tell who did that",
                         events);
    return error_set(e, code, "somebody else took it away (%s)", events);
}

static int judge_past(const struct shutdown *s, struct error *e)
{
    switch (s->why_off) {
    case VIR_DOMAIN_SHUTOFF_DESTROYED:
        return error_set(e, CODE_DESTROYED, "it is off: somebody else forced it off");
    case VIR_DOMAIN_SHUTOFF_CRASHED:
    case VIR_DOMAIN_SHUTOFF_FAILED:
        return error_set(e, CODE_CRASHED, "it is off: QEMU was killed or crashed");
    default:
        return 0;
    }
}

int64_t shutdown_limit(const struct shutdown_policy *policy)
{
    long patience = policy->force_after ? policy->force_after : policy->timeout;

    return clock_now() + (AGENT_TIMEOUT + 2 * patience + 3 * REAP_TIMEOUT) * NS_PER_S;
}

int shutdown_run(struct shutdown *s, struct error *e)
{
    long force_after = s->policy->force_after;
    long patience = force_after ? force_after : s->policy->timeout;

    if (s->was_off)
        return s->policy->judge_past ? judge_past(s, e) : 0;
    if (s->life.suspended)
        return error_set(e, CODE_PAUSED, "it is paused, and so cannot feel its button");
    errand_expect(shutdown_limit(s->policy));
    s->pressed = clock_now();
    /* The time counts from here: an agent may have been waited for before. */
    if ((!s->life.shutdown && press(s, e) < 0) ||
        (!s->stuck && insist(s, clock_now() + patience * NS_PER_S, e) < 0))
        return -1;
    if (force_after && !is_over(s) && force(s, e) < 0)
        return -1;
    s->ended = clock_now();
    return is_over(s) ? judge(s, e) : ignored(s, e);
}
