/* See rescue.h. */
#include "rescue.h"
#include "clock.h"
#include "embed.h"
#include "sweep.h"

#include <stdatomic.h>
#include <string.h>

#define OPEN_TIMEOUT 10 /* seconds for a daemon that has answered before */

/* At one host, on a thread that may get stuck like the one before it. */
struct party {
    const char *uri;
    char run[RUN_ID_SIZE];
    enum rescue_what what;
    int64_t deadline;
    atomic_bool answered;
    int result;
    struct error error;
};

static int open_host(const struct party *p, struct host *host, struct error *e)
{
    int64_t soon = clock_deadline(OPEN_TIMEOUT * 1000);

    return p->uri && strcmp(p->uri, EMBED_URI) == 0
               ? host_open_embedded(host, e)
               : host_open_to_clean(host, p->uri, soon < p->deadline ? soon : p->deadline,
                                    e);
}

static void drop(void *arg)
{
    struct party *p = arg;

    error_clear(&p->error);
    free(p);
}

static struct party *gather(const struct rescue *r, size_t host, int64_t deadline)
{
    struct party *p = calloc(1, sizeof *p);

    if (!p)
        return NULL;
    p->uri = r->uris[host];
    p->deadline = deadline;
    memcpy(p->run, r->run, sizeof p->run);
    return p;
}

/* Null without a thread; the party is freed then. */
static struct errand *send(struct party *p, void (*work)(void *arg))
{
    struct errand *errand = p ? errand_start(work, drop, p) : NULL;

    if (p && !errand)
        drop(p);
    return errand;
}

static void for_each_domain(struct party *p, void (*fn)(virDomainPtr domain))
{
    _cleanup_error_ struct error e = {0};
    struct sweep s = {.given_up = p->run};
    struct host host = {0};

    if (open_host(p, &host, &e) == 0 && sweep_find_domains(&s, &host, &e) == 0) {
        p->answered = true;
        for (size_t i = 0; i < s.n; i++) {
            _cleanup_domain_ virDomainPtr domain =
                run_id_related(s.items[i].run, p->run)
                    ? virDomainLookupByUUIDString(host.conn, s.items[i].uuid)
                    : NULL;

            if (domain)
                fn(domain);
        }
    }
    sweep_clear(&s);
    (void)host_close(&host, &e);
}

/* A domain that is busy with nothing refuses, and that is well. */
static void abort_job(virDomainPtr domain)
{
    (void)virDomainAbortJob(domain);
}

/* Something harmless that libvirt has to ask QEMU itself. */
static void ask_qemu(virDomainPtr domain)
{
    virDomainBlockStatsStruct stats;

    (void)virDomainBlockStats(domain, "", &stats, sizeof stats);
}

static void abort_jobs(void *arg)
{
    for_each_domain(arg, abort_job);
}

static void ask_all(void *arg)
{
    for_each_domain(arg, ask_qemu);
}

struct rescue_abort {
    struct errand *errand;
    struct party *party;
};

struct rescue_abort *rescue_abort(const struct rescue *r)
{
    struct rescue_abort *a = calloc(1, sizeof *a);

    if (!a)
        return NULL;
    a->party = gather(r, 0, clock_deadline(HOST_OPEN_TIMEOUT * 1000));
    a->errand = send(a->party, abort_jobs);
    if (a->errand)
        return a;
    free(a);
    return NULL;
}

bool rescue_abort_end(struct rescue_abort *a)
{
    bool answered;

    if (!a)
        return true;
    answered = a->party->answered;
    if (errand_leave(a->errand))
        drop(a->party);
    free(a);
    return answered;
}

enum rescue_answer rescue_ask(const struct rescue *r)
{
    int64_t deadline = clock_deadline(RESCUE_ANSWER_MS);
    struct party *p = gather(r, 0, deadline);
    struct errand *errand = send(p, ask_all);
    enum rescue_answer answer = RESCUE_ANSWERED;

    if (!errand)
        return answer;
    if (errand_wait(errand, deadline, HEED_CANCEL) == ERRAND_LATE)
        answer = p->answered ? RESCUE_QEMU_SILENT : RESCUE_DAEMON_SILENT;
    if (errand_leave(errand))
        drop(p);
    return answer;
}

static int remove_all(const struct party *p, const struct host *host, struct error *e)
{
    struct sweep s = {.given_up = p->run};
    int result = p->what == RESCUE_ALL ? sweep_find_on_host(&s, host, e)
                                       : sweep_find_domains(&s, host, e);

    for (size_t i = 0; i < s.n; i++) {
        _cleanup_error_ struct error why = {0};

        if (!run_id_related(s.items[i].run, p->run) ||
            sweep_remove(&s.items[i], host, &why) == 0)
            continue;
        if (result < 0)
            error_wrap(e, "%s", error_text(&why));
        else
            error_set(e, CODE_LEFTOVERS, "%s", error_text(&why));
        result = -1;
    }
    sweep_clear(&s);
    return result;
}

static void search(void *arg)
{
    struct party *p = arg;
    _cleanup_error_ struct error closing = {0};
    struct host host = {0};

    p->result = open_host(p, &host, &p->error);
    if (p->result == 0)
        p->result = remove_all(p, &host, &p->error);
    (void)host_close(&host, &closing);
}

/* Take in what one party has to tell. */
static int hear(const struct party *p, struct errand *errand, int64_t deadline,
                struct error *e)
{
    _cleanup_free_ char *before = e->text;

    e->text = NULL;
    if (!errand)
        error_set(e, CODE_LEFTOVERS, "no thread to look for it");
    else if (errand_wait(errand, deadline, HEED_NOTHING) != ERRAND_BACK)
        error_set(e, CODE_LEFTOVERS, "libvirt does not answer a new connection either");
    else if (p->result < 0)
        error_set(e, CODE_LEFTOVERS, "%s", error_text(&p->error));
    if (e->text && before)
        error_wrap(e, "%s", before);
    else if (!e->text)
        e->text = before, before = NULL;
    return e->text ? -1 : 0;
}

int rescue_run(const struct rescue *r, enum rescue_what what, int64_t deadline,
               struct error *e)
{
    struct party *parties[RESCUE_HOSTS] = {0};
    struct errand *errands[RESCUE_HOSTS] = {0};
    int result = 0;

    for (size_t i = 0; i < r->n_hosts; i++) {
        parties[i] = gather(r, i, deadline);
        if (parties[i])
            parties[i]->what = what;
        errands[i] = send(parties[i], search);
    }
    for (size_t i = 0; i < r->n_hosts; i++) {
        if (hear(parties[i], errands[i], deadline, e) < 0)
            result = -1;
        if (errands[i] && errand_leave(errands[i]))
            drop(parties[i]);
    }
    return result;
}
