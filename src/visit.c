/* See visit.h. */
#include "visit.h"
#include "clock.h"
#include "dialogue.h"
#include "loop.h"
#include "sentinel.h"

#include <errno.h>
#include <string.h>

#define PIECE 4096
/* Seconds for a guest to go on, when nothing but it can end this; and for the event that
 * says why its console has ended. */
#define PATIENCE 30
#define EVENT_PATIENCE 5

struct visit {
    struct guest *guest;
    int in, out;
    int watch; /* the event loop's handle of `in` */
    bool escape;
    bool listening; /* `in` is watched, or has been seen to be readable */
    bool ready;     /* it has prompted: bytes that come before are lost in its set-up */
    bool eof;
    bool hung_up; /* the console has ended: why is still to come */
    char input[PIECE + SENTINEL_LENGTH];
    size_t n_input;          /* bytes read and not sent yet */
    struct transcript heard; /* until it is ready */
    struct sentinel sentinel;
    int64_t deadline; /* while the guest must act, else far away */
};

/* In the loop's thread: once, until the worker has read. */
static void on_input(int watch, int fd _unused_, int events _unused_, void *opaque)
{
    struct visit *v = opaque;

    loop_listen(watch, false);
    mailbox_post_state(&v->guest->mailbox, WOKE_INPUT);
}

static void be_patient(struct visit *v, int seconds)
{
    v->deadline = clock_deadline(seconds * 1000);
}

static int print(const struct visit *v, const char *bytes, size_t len, struct error *e)
{
    while (len > 0) {
        ssize_t n = write(v->out, bytes, len);

        if (n < 0 && errno != EINTR)
            return error_set(e, CODE_FILE, "standard output: %s", strerror(errno));
        bytes += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
    return 0;
}

static void look_for_prompt(struct visit *v, const char *bytes, size_t len)
{
    transcript_add(&v->heard, bytes, len);
    v->ready = transcript_ends_with(&v->heard, "\r\n" DIALOGUE_PROMPT);
    if (v->ready)
        v->deadline = v->eof ? clock_deadline(PATIENCE * 1000) : INT64_MAX;
}

static int hear(struct visit *v, struct error *e)
{
    char piece[PIECE], passed[PIECE + SENTINEL_LENGTH];
    size_t n;

    while ((n = mailbox_take_bytes(&v->guest->mailbox, piece, sizeof piece)) > 0) {
        if (!v->ready)
            look_for_prompt(v, piece, n);
        else if (v->eof)
            be_patient(v, PATIENCE);
        n = sentinel_pass(&v->sentinel, piece, n, passed);
        if (print(v, passed, n, e) < 0)
            return -1;
    }
    return 0;
}

static void end_input(struct visit *v)
{
    v->eof = true;
    be_patient(v, PATIENCE);
    dialogue_nonce(v->sentinel.word, sizeof v->sentinel.word);
    memcpy(v->input + v->n_input, v->sentinel.word, SENTINEL_LENGTH);
    v->n_input += SENTINEL_LENGTH;
}

/* Read what is there.  1 if the visitor leaves. */
static int read_input(struct visit *v, struct error *e)
{
    char *room = v->input + v->n_input;
    ssize_t n = read(v->in, room, PIECE - v->n_input);

    v->listening = false;
    mailbox_clear_state(&v->guest->mailbox, WOKE_INPUT);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return 0;
    if (n < 0 && errno == EIO) /* a terminal that is gone */
        n = 0;
    if (n < 0)
        return error_set(e, CODE_FILE, "standard input: %s", strerror(errno));
    if (v->escape && (n == 0 || memchr(room, VISIT_ESCAPE, (size_t)n)))
        return 1;
    if (n == 0)
        end_input(v);
    v->n_input += (size_t)n;
    return 0;
}

/* Send what can be sent. */
static void send_input(struct visit *v)
{
    _cleanup_error_ struct error gone = {0};

    while (v->ready && v->n_input > 0 && !v->hung_up) {
        ssize_t n = console_offer(v->guest->console, v->input, v->n_input, &gone);

        if (n < 0) { /* its events will tell how */
            v->hung_up = true;
            be_patient(v, EVENT_PATIENCE);
        }
        if (n <= 0)
            return;
        v->n_input -= (size_t)n;
        memmove(v->input, v->input + n, v->n_input);
        if (v->eof)
            be_patient(v, PATIENCE);
    }
}

/* Read on while there is room, even if the guest takes nothing: one may want to leave. */
static void listen_to_input(struct visit *v)
{
    if (!v->listening && !v->eof && !v->hung_up && v->n_input < PIECE) {
        v->listening = true;
        loop_listen(v->watch, true);
    }
}

static int too_late(const struct visit *v, struct error *e)
{
    if (v->hung_up)
        return error_set(e, CODE_CONSOLE,
                         "the console was taken away, and the guest runs on");
    if (!v->ready)
        return error_set(e, CODE_GUEST_SILENT, "the guest has not prompted for input");
    return error_set(e, CODE_BAD_REPLY, "the guest did not take all of the input");
}

/* One turn.  1 with *end when the visit is over. */
static int turn(struct visit *v, enum visit_end *end, struct error *e)
{
    unsigned wanted = WOKE_BYTES | WOKE_EVENT | WOKE_GONE | WOKE_CANCEL | WOKE_INPUT |
                      (v->n_input ? (unsigned)WOKE_WRITABLE : 0U) |
                      (v->hung_up ? 0U : (unsigned)WOKE_CONSOLE_END);
    unsigned woke = mailbox_wait(&v->guest->mailbox, wanted, v->deadline);
    int left;

    if (hear(v, e) < 0)
        return -1;
    guest_catch_up(v->guest);
    if (v->guest->life.stopped || v->guest->life.crashed) {
        *end = VISIT_ENDED;
        return 1;
    }
    if (woke & WOKE_CANCEL)
        return error_set(e, CODE_CANCELLED, "interrupted");
    if (woke & WOKE_GONE)
        return error_set(e, CODE_DAEMON_GONE, "the connection to the daemon broke");
    if (!woke)
        return too_late(v, e);
    if (v->sentinel.found) {
        *end = VISIT_EOF;
        return 1;
    }
    if (woke & WOKE_CONSOLE_END) {
        v->hung_up = true;
        be_patient(v, EVENT_PATIENCE);
    }
    if (woke & WOKE_INPUT) {
        left = read_input(v, e);
        if (left) {
            *end = VISIT_LEFT;
            return left;
        }
    }
    send_input(v);
    listen_to_input(v);
    return 0;
}

int visit_run(struct guest *guest, int in, int out, bool escape, enum visit_end *end,
              struct error *e)
{
    struct visit *v = calloc(1, sizeof *v);
    int result = 0;

    if (!v)
        return error_set(e, CODE_MEMORY_OUT, "no memory for a visit");
    *v = (struct visit){
        .guest = guest, .in = in, .out = out, .escape = escape, .deadline = INT64_MAX};
    if (!escape)
        be_patient(v, PATIENCE);
    v->watch = loop_watch(in, on_input, v);
    listen_to_input(v);
    if (v->watch < 0)
        result = error_set(e, CODE_INTERNAL, "standard input cannot be watched");
    while (result == 0)
        result = turn(v, end, e);
    if (v->watch >= 0)
        loop_unwatch(v->watch);
    /* A loop that is stuck may still use it: leaked then. */
    if (loop_barrier() == 0)
        free(v);
    return result < 0 ? -1 : 0;
}
