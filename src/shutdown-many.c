/* See shutdown-many.h. */
#include "shutdown-many.h"
#include "clock.h"
#include "domain.h"
#include "errand.h"

#include <string.h>

static bool is_known(const struct shutdown_many *many, virDomainPtr domain)
{
    for (size_t i = 0; i < many->n; i++)
        if (domain_equal(domain, many->targets[i].shutdown.domain))
            return true;
    return false;
}

int shutdown_many_init(struct shutdown_many *many, const struct host *host, char **names,
                       size_t n, const struct shutdown_policy *policy, struct error *e)
{
    many->targets = calloc(n, sizeof *many->targets);
    if (!many->targets)
        return error_set(e, CODE_MEMORY_OUT, "no memory for %zu domains", n);
    for (size_t i = 0; i < n; i++) {
        struct shutdown_target *target = &many->targets[many->n];
        virDomainPtr domain = domain_find(host, names[i], e);

        if (!domain)
            return -1;
        if (is_known(many, domain)) {
            domain_release(domain);
            continue;
        }
        many->n++;
        target->name = names[i];
        if (shutdown_init(&target->shutdown, domain, policy, e) < 0)
            return -1;
    }
    return 0;
}

static void *work(void *opaque)
{
    struct shutdown_target *target = opaque;

    target->result = shutdown_run(&target->shutdown, &target->error);
    target->ended = true;
    mailbox_post_state(target->hub, WOKE_EVENT);
    return NULL;
}

static void start(struct shutdown_target *target, struct mailbox *hub)
{
    target->hub = hub;
    target->started = pthread_create(&target->thread, NULL, work, target) == 0;
    if (target->started)
        return;
    target->result = error_set(&target->error, CODE_MEMORY_OUT,
                               "its button was not pressed: no thread to wait on");
    target->ended = true;
}

/* Returns how many have not ended yet. */
static size_t collect(struct shutdown_many *many)
{
    size_t left = 0;

    for (size_t i = 0; i < many->n; i++) {
        struct shutdown_target *target = &many->targets[i];

        if (!target->ended) {
            left++;
        } else if (!target->told) {
            if (target->started)
                pthread_join(target->thread, NULL);
            target->told = true;
            many->tell(target, many->opaque);
        }
    }
    return left;
}

void shutdown_many_run(struct shutdown_many *many, struct mailbox *hub)
{
    unsigned wanted = WOKE_EVENT | WOKE_GONE;

    many->begun = clock_now();
    if (many->n > 0)
        errand_expect(shutdown_limit(many->targets[0].shutdown.policy));
    for (size_t i = 0; i < many->n; i++)
        start(&many->targets[i], hub);
    while (collect(many) > 0) {
        unsigned woke = mailbox_wait(hub, wanted, clock_deadline(1000));

        mailbox_clear_state(hub, WOKE_EVENT);
        if (woke & WOKE_GONE) {
            wanted &= ~(unsigned)WOKE_GONE;
            for (size_t i = 0; i < many->n; i++)
                mailbox_post_state(&many->targets[i].shutdown.mailbox, WOKE_GONE);
        }
        if (!woke)
            many->tick(many, many->opaque);
    }
}

void shutdown_many_clear(struct shutdown_many *many)
{
    for (size_t i = 0; i < many->n; i++) {
        shutdown_done(&many->targets[i].shutdown);
        error_clear(&many->targets[i].error);
    }
    free(many->targets);
    *many = (struct shutdown_many){0};
}
