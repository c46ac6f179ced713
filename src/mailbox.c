/* See mailbox.h. */
#include "mailbox.h"
#include "clock.h"

#include <stdatomic.h>
#include <string.h>

static pthread_mutex_t all_lock = PTHREAD_MUTEX_INITIALIZER;
static struct mailbox *all;
static atomic_uint cancelled; /* how often; never reset */

void mailbox_init(struct mailbox *m)
{
    pthread_condattr_t attr;

    memset(m, 0, sizeof *m);
    pthread_mutex_init(&m->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&m->posted, &attr);
    pthread_condattr_destroy(&attr);

    pthread_mutex_lock(&all_lock);
    m->next = all;
    all = m;
    pthread_mutex_unlock(&all_lock);
}

void mailbox_done(struct mailbox *m)
{
    struct mailbox **link = &all;

    pthread_mutex_lock(&all_lock);
    while (*link != m)
        link = &(*link)->next;
    *link = m->next;
    pthread_mutex_unlock(&all_lock);
    pthread_cond_destroy(&m->posted);
    pthread_mutex_destroy(&m->lock);
}

void mailbox_post_event(struct mailbox *m, int type, int detail)
{
    const struct mail_event *newest;

    pthread_mutex_lock(&m->lock);
    newest = m->n_events ? &m->events[m->n_events - 1] : NULL;
    if (m->n_events < MAILBOX_EVENTS &&
        !(newest && newest->type == type && newest->detail == detail))
        m->events[m->n_events++] = (struct mail_event){type, detail};
    pthread_cond_signal(&m->posted);
    pthread_mutex_unlock(&m->lock);
}

void mailbox_post_bytes(struct mailbox *m, const char *bytes, size_t len)
{
    size_t room;

    pthread_mutex_lock(&m->lock);
    if (len > MAILBOX_BYTES) {
        m->dropped += len - MAILBOX_BYTES;
        bytes += len - MAILBOX_BYTES;
        len = MAILBOX_BYTES;
    }
    room = MAILBOX_BYTES - m->n_bytes;
    if (len > room) {
        m->dropped += len - room;
        m->n_bytes -= len - room;
        memmove(m->bytes, m->bytes + len - room, m->n_bytes);
    }
    memcpy(m->bytes + m->n_bytes, bytes, len);
    m->n_bytes += len;
    pthread_cond_signal(&m->posted);
    pthread_mutex_unlock(&m->lock);
}

void mailbox_post_state(struct mailbox *m, unsigned state)
{
    pthread_mutex_lock(&m->lock);
    m->state |= state;
    pthread_cond_signal(&m->posted);
    pthread_mutex_unlock(&m->lock);
}

void mailbox_clear_state(struct mailbox *m, unsigned state)
{
    pthread_mutex_lock(&m->lock);
    m->state &= ~state;
    pthread_mutex_unlock(&m->lock);
}

/* The count first, then each lock: a waiter either sees it or is woken. */
void mailbox_cancel_all(void)
{
    cancelled++;
    pthread_mutex_lock(&all_lock);
    for (struct mailbox *m = all; m; m = m->next)
        mailbox_post_state(m, 0);
    pthread_mutex_unlock(&all_lock);
}

bool mailbox_cancelled(void)
{
    return cancelled > 0;
}

static unsigned holds(const struct mailbox *m)
{
    return m->state | (m->n_events ? WOKE_EVENT : 0U) | (m->n_bytes ? WOKE_BYTES : 0U) |
           (cancelled > 0 ? WOKE_CANCEL : 0U) | (cancelled > 1 ? WOKE_HURRY : 0U);
}

unsigned mailbox_wait(struct mailbox *m, unsigned wanted, int64_t deadline)
{
    struct timespec until = clock_timespec(deadline);
    unsigned woke;
    int late = 0;

    pthread_mutex_lock(&m->lock);
    while (!(woke = holds(m) & wanted) && !late)
        late = pthread_cond_timedwait(&m->posted, &m->lock, &until);
    pthread_mutex_unlock(&m->lock);
    return woke;
}

bool mailbox_take_event(struct mailbox *m, struct mail_event *event)
{
    bool there;

    pthread_mutex_lock(&m->lock);
    there = m->n_events > 0;
    if (there) {
        *event = m->events[0];
        memmove(m->events, m->events + 1, --m->n_events * sizeof *event);
    }
    pthread_mutex_unlock(&m->lock);
    return there;
}

size_t mailbox_take_bytes(struct mailbox *m, char *bytes, size_t max)
{
    size_t len;

    pthread_mutex_lock(&m->lock);
    len = m->n_bytes < max ? m->n_bytes : max;
    memcpy(bytes, m->bytes, len);
    m->n_bytes -= len;
    memmove(m->bytes, m->bytes + len, m->n_bytes);
    pthread_mutex_unlock(&m->lock);
    return len;
}

void mailbox_reset_console(struct mailbox *m)
{
    pthread_mutex_lock(&m->lock);
    m->n_bytes = 0;
    m->state &= ~(unsigned)(WOKE_CONSOLE_END | WOKE_WRITABLE);
    pthread_mutex_unlock(&m->lock);
}
