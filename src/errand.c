/* See errand.h. */
#include "errand.h"
#include "macro.h"
#include "mailbox.h"

#include <stdatomic.h>

struct errand {
    struct mailbox mailbox; /* told WOKE_EVENT when the work is done */
    pthread_mutex_t lock;   /* guards what follows */
    bool done, left;
    atomic_llong expected; /* a deadline of the work's own */
    void (*work)(void *arg);
    void (*drop)(void *arg);
    void *arg;
};

static atomic_size_t strays;
static _Thread_local struct errand *mine;

static void destroy(struct errand *errand)
{
    pthread_mutex_destroy(&errand->lock);
    mailbox_done(&errand->mailbox);
    free(errand);
}

/* Set the flag; returns whether the other side has set its own. */
static bool set(struct errand *errand, bool *flag, const bool *other)
{
    bool is_second;

    pthread_mutex_lock(&errand->lock);
    *flag = true;
    is_second = *other;
    if (flag == &errand->left && !is_second)
        strays++;
    if (flag == &errand->done && !is_second)
        mailbox_post_event(&errand->mailbox, 0, 0);
    pthread_mutex_unlock(&errand->lock);
    return is_second;
}

static void *run(void *opaque)
{
    struct errand *errand = mine = opaque;

    errand->work(errand->arg);
    if (set(errand, &errand->done, &errand->left)) {
        errand->drop(errand->arg);
        destroy(errand);
        strays--;
    }
    return NULL;
}

struct errand *errand_start(void (*work)(void *arg), void (*drop)(void *arg), void *arg)
{
    struct errand *errand = calloc(1, sizeof *errand);
    pthread_t thread;

    if (!errand)
        return NULL;
    mailbox_init(&errand->mailbox);
    pthread_mutex_init(&errand->lock, NULL);
    errand->work = work;
    errand->drop = drop;
    errand->arg = arg;
    errand->expected = INT64_MAX;
    if (pthread_create(&thread, NULL, run, errand) != 0) {
        destroy(errand);
        return NULL;
    }
    pthread_detach(thread);
    return errand;
}

/* WOKE_INPUT says that another deadline is expected. */
enum errand_end errand_wait(struct errand *errand, int64_t deadline,
                            enum errand_heed heed)
{
    unsigned interrupt = heed == HEED_CANCEL  ? WOKE_CANCEL
                         : heed == HEED_HURRY ? WOKE_HURRY
                                              : 0;
    unsigned wanted = WOKE_EVENT | WOKE_INPUT | interrupt;
    unsigned woke;

    do {
        int64_t expected = errand->expected;

        woke = mailbox_wait(&errand->mailbox, wanted,
                            expected < deadline ? expected : deadline);
        mailbox_clear_state(&errand->mailbox, WOKE_INPUT);
    } while (woke == WOKE_INPUT);
    if (woke & WOKE_EVENT)
        return ERRAND_BACK;
    return woke & interrupt ? ERRAND_CANCELLED : ERRAND_LATE;
}

void errand_expect(int64_t deadline)
{
    if (!mine)
        return;
    mine->expected = deadline;
    mailbox_post_state(&mine->mailbox, WOKE_INPUT);
}

bool errand_leave(struct errand *errand)
{
    bool done = set(errand, &errand->left, &errand->done);

    if (done)
        destroy(errand);
    return done;
}

size_t errand_strays(void)
{
    return strays;
}
