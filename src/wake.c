/* See wake.h. */
#include "wake.h"
#include "refusal.h"

/* A paused domain that nobody will resume is worse than none. */
static int undo_start(void *arg, struct error *e)
{
    struct guest *guest = arg;

    if (virDomainDestroy(guest->domain) == 0)
        return 0;
    vir_error(e, CODE_LEFTOVERS, "destroying it");
    if (virDomainIsActive(guest->domain) == 1)
        return -1;
    error_clear(e);
    return 0;
}

static int let_run(struct guest *guest, struct error *e)
{
    guest->console = console_open(guest->domain, &guest->mailbox, false, e);
    if (!guest->console)
        return -1;
    if (virDomainResume(guest->domain) < 0)
        return vir_error(e, CODE_START, "letting '%s' run", guest->name);
    return 0;
}

static int start(struct guest *guest, struct error *e)
{
    _cleanup_error_ struct error left = {0};
    struct undo ledger = {0};

    if (virDomainCreateWithFlags(guest->domain, VIR_DOMAIN_START_PAUSED) < 0) {
        vir_error(e, CODE_START, "starting '%s'", guest->name);
        return refusal_explain(guest->host, e);
    }
    if (undo_push(&ledger, undo_start, guest, e, "domain '%s'", guest->name) < 0)
        return -1;
    if (let_run(guest, e) == 0) {
        undo_forget(&ledger);
        return 0;
    }
    if (undo_run(&ledger, &left) < 0)
        error_wrap(e, "%s", error_text(&left));
    return -1;
}

static int join(struct guest *guest, struct error *e)
{
    int state;

    if (virDomainGetState(guest->domain, &state, NULL, 0) < 0)
        return vir_error(e, CODE_NO_DOMAIN, "domain '%s'", guest->name);
    if (state != VIR_DOMAIN_RUNNING)
        return error_set(e, CODE_PAUSED, "domain '%s' is active and does not run",
                         guest->name);
    guest->console = console_open(guest->domain, &guest->mailbox, false, e);
    return guest->console ? 0 : -1;
}

int wake(struct guest *guest, bool *fresh, struct error *e)
{
    bool active = virDomainIsActive(guest->domain) == 1;
    bool saved = virDomainHasManagedSaveImage(guest->domain, 0) == 1;

    *fresh = !active && !saved;
    return active ? join(guest, e) : start(guest, e);
}
