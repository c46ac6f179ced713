/* What the event loop tells a worker: libvirt's lifecycle events and the console's bytes.
 *
 * One thread posts (the event loop), one waits (the worker).  Memory is bounded: of a
 * console that babbles faster than the worker reads, the oldest bytes are dropped and
 * counted; of events the newest beyond MAILBOX_EVENTS are, which no real guest reaches.
 */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAILBOX_BYTES 65536
#define MAILBOX_EVENTS 64

/* A lifecycle event, with virDomainEventType and its detail as plain numbers. */
struct mail_event {
    int type, detail;
};

/* Why mailbox_wait() returned; several may be or-ed. */
enum {
    WOKE_EVENT = 1,       /* an event is there */
    WOKE_BYTES = 2,       /* console bytes are there */
    WOKE_CONSOLE_END = 4, /* the console's stream ended or broke */
    WOKE_GONE = 8,        /* the connection to the daemon closed */
    WOKE_CANCEL = 16,     /* a signal asked tinyvm to end */
    WOKE_WRITABLE = 32,   /* the console has room for more bytes */
    WOKE_INPUT = 64,      /* something else that the worker reads has bytes */
    WOKE_HURRY = 128,     /* a second signal did */
    WOKE_DEADLINE = 0,    /* none of these in time */
};

struct mailbox {
    pthread_mutex_t lock;
    pthread_cond_t posted;
    struct mail_event events[MAILBOX_EVENTS];
    size_t n_events;
    char bytes[MAILBOX_BYTES];
    size_t n_bytes, dropped;
    unsigned state;       /* the WOKE_ values posted, until cleared */
    struct mailbox *next; /* all mailboxes, for mailbox_cancel_all() */
};

/* A mailbox is registered from init to done, so that a signal reaches its waiter. */
void mailbox_init(struct mailbox *m);
void mailbox_done(struct mailbox *m);

/* The poster's side; any thread.  An event that repeats the newest that nobody has taken
 * yet says nothing new and is not stored: so a guest in a reset loop fills nothing. */
void mailbox_post_event(struct mailbox *m, int type, int detail);
void mailbox_post_bytes(struct mailbox *m, const char *bytes, size_t len);
void mailbox_post_state(struct mailbox *m, unsigned state);

/* Take back what mailbox_post_state() said. */
void mailbox_clear_state(struct mailbox *m, unsigned state);

/* Wake every waiter with WOKE_CANCEL, now and from now on; the second time with
 * WOKE_HURRY as well. */
void mailbox_cancel_all(void);
bool mailbox_cancelled(void);

/* The worker's side: wait until one of `wanted` holds or the deadline (clock_now() based)
 * passes.  Returns those of `wanted` that hold. */
unsigned mailbox_wait(struct mailbox *m, unsigned wanted, int64_t deadline);

/* Take the oldest event; false if there is none. */
bool mailbox_take_event(struct mailbox *m, struct mail_event *event);

/* Take up to `max` bytes; returns how many. */
size_t mailbox_take_bytes(struct mailbox *m, char *bytes, size_t max);

/* Forget the console's bytes and state.  For a console that is opened anew. */
void mailbox_reset_console(struct mailbox *m);
