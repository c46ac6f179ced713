/* See order.h. */
#include "order.h"
#include "clock.h"
#include "errand.h"

struct message {
    virDomainPtr domain;
    enum order order;
    unsigned flags;
    bool refused;
    int why;
    struct error error;
};

static void drop(void *arg)
{
    struct message *m = arg;

    if (m->domain)
        virDomainFree(m->domain);
    error_clear(&m->error);
    free(m);
}

static void give(void *arg)
{
    struct message *m = arg;
    int result = m->order == ORDER_DESTROY ? virDomainDestroy(m->domain)
                                           : virDomainShutdownFlags(m->domain, m->flags);

    m->refused = result < 0;
    if (!m->refused)
        return;
    m->why = vir_last_code();
    vir_error(&m->error, CODE_BUTTON_IGNORED, "%s",
              m->order == ORDER_DESTROY ? "forcing it off" : "pressing its power button");
}

static struct errand *send(virDomainPtr domain, enum order order, unsigned flags,
                           struct message **message)
{
    struct message *m = *message = calloc(1, sizeof *m);
    struct errand *errand = NULL;

    if (!m)
        return NULL;
    m->order = order;
    m->flags = flags;
    if (virDomainRef(domain) == 0) {
        m->domain = domain;
        errand = errand_start(give, drop, m);
    }
    if (!errand)
        drop(m);
    return errand;
}

enum order_end order_give(virDomainPtr domain, enum order order, unsigned flags,
                          int64_t deadline, int *why, struct error *e)
{
    struct message *m;
    struct errand *errand = send(domain, order, flags, &m);
    int64_t start = clock_now();
    enum errand_end end;
    bool refused;

    if (!errand) {
        error_set(e, CODE_MEMORY_OUT, "no thread for an order to it");
        return ORDER_LOST;
    }
    end = errand_wait(errand, deadline, HEED_CANCEL);
    if (!errand_leave(errand)) {
        error_set(e, end == ERRAND_CANCELLED ? CODE_CANCELLED : CODE_STUCK,
                  "%slibvirt was told to %s and has not returned after %.1f s",
                  end == ERRAND_CANCELLED ? "interrupted; " : "",
                  order == ORDER_DESTROY ? "force it off" : "press its power button",
                  (double)(clock_now() - start) / (double)NS_PER_S);
        return ORDER_LOST;
    }
    refused = m->refused;
    *why = m->why;
    if (refused)
        error_set(e, m->error.code, "%s", error_text(&m->error));
    drop(m);
    return refused ? ORDER_REFUSED : ORDER_DONE;
}
