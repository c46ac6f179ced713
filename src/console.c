/* See console.h.
 *
 * The stream is non-blocking and read in the event loop's thread: a blocking receive in
 * one thread can stall other calls on the same connection for seconds (libvirt 9.0). */
#include "console.h"
#include "clock.h"
#include "loop.h"

#include <string.h>

struct console {
    pthread_mutex_t lock;    /* guards mailbox against a callback that is on its way */
    struct mailbox *mailbox; /* null once closed */
    virStreamPtr stream;
    bool ended; /* the other end has closed it; guarded by lock */
    bool in_process;
};

/* In libvirt's in-process driver (9.0) an abort can deadlock with the thread that
 * disposes of a domain that has just ended, and a stream that has ended needs none.
 * Elsewhere the abort is what makes the connection let go of the stream. */
static void destroy(struct console *console)
{
    if (!console->ended || !console->in_process)
        (void)virStreamAbort(console->stream);
    virStreamFree(console->stream);
    pthread_mutex_destroy(&console->lock);
    free(console);
}

/* Everything that is there now, in pieces.  False at the stream's end. */
static bool drain(struct console *console)
{
    char piece[4096];
    int n;

    while ((n = virStreamRecv(console->stream, piece, sizeof piece)) > 0)
        mailbox_post_bytes(console->mailbox, piece, (size_t)n);
    return n == -2; /* -2: would block; 0: end; -1: error */
}

static void on_stream(virStreamPtr stream _unused_, int events, void *opaque)
{
    struct console *console = opaque;

    pthread_mutex_lock(&console->lock);
    if (console->mailbox) {
        bool open = !(events & VIR_STREAM_EVENT_READABLE) || drain(console);

        if (events & VIR_STREAM_EVENT_WRITABLE) {
            virStreamEventUpdateCallback(console->stream, VIR_STREAM_EVENT_READABLE);
            mailbox_post_state(console->mailbox, WOKE_WRITABLE);
        }
        if (!open || (events & (VIR_STREAM_EVENT_ERROR | VIR_STREAM_EVENT_HANGUP))) {
            console->ended = true;
            virStreamEventUpdateCallback(console->stream, 0);
            mailbox_post_state(console->mailbox, WOKE_CONSOLE_END);
        }
    }
    pthread_mutex_unlock(&console->lock);
}

/* The number is for a console that another session has, or another program's lock. */
static int refused(struct error *e)
{
    bool busy = vir_last_code() == VIR_ERR_OPERATION_FAILED;

    return vir_error(e, busy ? CODE_CONSOLE_BUSY : CODE_CONSOLE, "serial console");
}

struct console *console_open(virDomainPtr domain, struct mailbox *mailbox,
                             bool in_process, struct error *e)
{
    struct console *console = calloc(1, sizeof *console);

    if (!console) {
        error_set(e, CODE_MEMORY_OUT, "no memory for the console");
        return NULL;
    }
    pthread_mutex_init(&console->lock, NULL);
    console->mailbox = mailbox;
    console->in_process = in_process;
    console->stream = virStreamNew(virDomainGetConnect(domain), VIR_STREAM_NONBLOCK);
    mailbox_reset_console(mailbox);
    if (!console->stream || virDomainOpenConsole(domain, NULL, console->stream, 0) < 0 ||
        virStreamEventAddCallback(console->stream,
                                  VIR_STREAM_EVENT_READABLE | VIR_STREAM_EVENT_ERROR |
                                      VIR_STREAM_EVENT_HANGUP,
                                  on_stream, console, NULL) < 0) {
        refused(e);
        if (console->stream)
            destroy(console);
        else
            free(console);
        return NULL;
    }
    return console;
}

ssize_t console_offer(struct console *console, const char *bytes, size_t len,
                      struct error *e)
{
    int n;

    mailbox_clear_state(console->mailbox, WOKE_WRITABLE);
    n = virStreamSend(console->stream, bytes, len);
    if (n >= 0)
        return n;
    if (n != -2)
        return vir_error(e, CODE_CONSOLE, "serial console: sending");
    virStreamEventUpdateCallback(console->stream,
                                 VIR_STREAM_EVENT_READABLE | VIR_STREAM_EVENT_WRITABLE);
    return 0;
}

int console_send(struct console *console, const char *bytes, size_t len, int64_t deadline,
                 struct error *e)
{
    while (len > 0) {
        ssize_t n = console_offer(console, bytes, len, e);

        if (n < 0)
            return -1;
        bytes += n;
        len -= (size_t)n;
        if (n == 0 &&
            mailbox_wait(console->mailbox, WOKE_WRITABLE | WOKE_GONE | WOKE_CANCEL,
                         deadline) != WOKE_WRITABLE)
            return error_set(e, CODE_CONSOLE, "serial console: it takes no more bytes");
    }
    return 0;
}

void console_close(struct console *console)
{
    if (!console)
        return;
    pthread_mutex_lock(&console->lock);
    console->mailbox = NULL;
    pthread_mutex_unlock(&console->lock);
    (void)virStreamEventRemoveCallback(console->stream);
    /* A loop that is stuck may still use it: leaked then, and host_close() will tell. */
    if (loop_barrier() == 0)
        destroy(console);
}
