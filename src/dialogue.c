/* See dialogue.h. */
#include "dialogue.h"
#include "clock.h"
#include "text.h"

#include <string.h>
#include <sys/random.h>

#define LAST_WORDS_MS 2000 /* for what a dead guest said to arrive */
#define WHY_MS 5000        /* for the event that says why the console has ended */
#define SHOWN_BYTES 60     /* of what was heard, in a message */

static void hear(struct dialogue *d)
{
    char piece[4096];
    size_t n;

    while ((n = mailbox_take_bytes(&d->guest->mailbox, piece, sizeof piece)) > 0)
        transcript_add(&d->heard, piece, n);
}

static int ended(struct dialogue *d, struct error *e)
{
    enum code code = life_ending(&d->guest->life);
    _cleanup_free_ char *how = life_describe(&d->guest->life);

    return error_set(e, code == CODE_OK ? CODE_ENDED_EARLY : code,
                     "the guest ended before its time: %s", how ? how : "");
}

/* The guest is gone: may its last words still be on their way? */
static bool is_over(const struct dialogue *d)
{
    return d->guest->life.stopped || d->guest->life.crashed;
}

static int64_t sooner(int64_t deadline, int ms)
{
    int64_t other = clock_deadline(ms);

    return deadline < other ? deadline : other;
}

/* Wait for more bytes.  1 if there are some, 0 at the deadline, -1 with the reason when
 * none can come any more.  The stream's end and the event that says why come in either
 * order: whichever is first, the other is waited for, but not for ever. */
static int listen(struct dialogue *d, int64_t deadline, struct error *e)
{
    struct mailbox *m = &d->guest->mailbox;
    unsigned wanted =
        WOKE_BYTES | WOKE_EVENT | WOKE_GONE | WOKE_CANCEL | WOKE_CONSOLE_END;
    bool silent = false;
    unsigned woke;

    while ((woke = mailbox_wait(m, wanted, deadline))) {
        if (woke & WOKE_BYTES) {
            hear(d);
            return 1;
        }
        if (woke & WOKE_CANCEL)
            return error_set(e, CODE_CANCELLED, "interrupted");
        guest_catch_up(d->guest);
        silent |= (woke & WOKE_CONSOLE_END) != 0;
        if (is_over(d) && silent)
            return ended(d, e);
        if (woke & WOKE_GONE)
            return error_set(e, CODE_DAEMON_GONE, "the connection to the daemon broke");
        if (silent)
            wanted &= ~(unsigned)WOKE_CONSOLE_END;
        if (is_over(d) || silent)
            deadline = sooner(deadline, is_over(d) ? LAST_WORDS_MS : WHY_MS);
    }
    if (is_over(d))
        return ended(d, e);
    /* Who powers off loses it too, but tells by an event. */
    return silent && !d->guest->life.shutdown
               ? error_set(e, CODE_CONSOLE,
                           "the console was taken away, and the guest runs on")
               : 0;
}

static bool is_paused(struct dialogue *d)
{
    guest_catch_up(d->guest);
    return d->guest->life.suspended;
}

static int paused(const struct dialogue *d, struct error *e)
{
    return error_set(e, CODE_PAUSED, "%s paused the guest, and it stays so",
                     d->guest->life.paused ? "the host" : "somebody");
}

static int banner_failed(struct dialogue *d, const char *banner, struct error *e)
{
    _cleanup_free_ char *shown = text_clean(d->heard.bytes, d->heard.len, SHOWN_BYTES);

    if (is_paused(d))
        return paused(d, e);
    if (d->heard.len == 0)
        return error_set(e, CODE_GUEST_SILENT, "no byte came from the serial console");
    return error_set(e, CODE_WRONG_BANNER, "the console said \"%s\", not \"%s\"",
                     shown ? shown : "", banner);
}

int dialogue_banner(struct dialogue *d, const char *banner, int64_t deadline,
                    struct error *e)
{
    _cleanup_free_ char *wanted = NULL;
    int more;

    if (asprintf(&wanted, "%s\r\n" DIALOGUE_PROMPT, banner) < 0)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the banner");
    while (!transcript_take(&d->heard, wanted, strlen(wanted))) {
        /* A prompt after another banner will not get better by waiting. */
        if (transcript_ends_with(&d->heard, "\r\n" DIALOGUE_PROMPT))
            return banner_failed(d, banner, e);
        more = listen(d, deadline, e);
        if (more < 0)
            return -1;
        if (more == 0)
            return banner_failed(d, banner, e);
    }
    return 0;
}

static int reply_failed(struct dialogue *d, const char *wanted, struct error *e)
{
    _cleanup_free_ char *shown =
        text_clean(d->heard.bytes, d->heard.len, 2 * SHOWN_BYTES);
    _cleanup_free_ char *right = text_clean(wanted, strlen(wanted), 2 * SHOWN_BYTES);

    if (is_paused(d))
        return paused(d, e);
    return error_set(e, CODE_BAD_REPLY, "the console said \"%s\", not \"%s\"",
                     shown ? shown : "", right ? right : "");
}

/* Send, and hear exactly what is wanted. */
static int converse(struct dialogue *d, const char *sent, const char *wanted,
                    int64_t deadline, struct error *e)
{
    size_t all = strlen(wanted);

    if (console_send(d->guest->console, sent, strlen(sent), deadline, e) < 0)
        return -1;
    for (;;) {
        size_t n = d->heard.len < all ? d->heard.len : all;
        int more;

        if (memcmp(d->heard.bytes, wanted, n) != 0 || d->heard.len > all)
            return reply_failed(d, wanted, e);
        if (n == all)
            return transcript_take(&d->heard, wanted, n) ? 0 : -1;
        more = listen(d, deadline, e);
        if (more < 0)
            return -1;
        if (more == 0)
            return reply_failed(d, wanted, e);
    }
}

/* Send the line from byte `from` on, and hear its echo and the whole line's reply. */
static int finish_line(struct dialogue *d, const char *line, size_t from,
                       int64_t deadline, struct error *e)
{
    char reversed[DIALOGUE_LINE_MAX + 1], sent[DIALOGUE_LINE_MAX + sizeof "\r"];
    char wanted[2 * DIALOGUE_LINE_MAX + 2 * sizeof "\r\n" + sizeof DIALOGUE_PROMPT];

    snprintf(reversed, sizeof reversed, "%s", line);
    text_reverse(reversed, strlen(reversed));
    snprintf(sent, sizeof sent, "%s\r", line + from);
    snprintf(wanted, sizeof wanted, "%s\r\n%s\r\n" DIALOGUE_PROMPT, line + from,
             reversed);
    return converse(d, sent, wanted, deadline, e);
}

int dialogue_line(struct dialogue *d, char line[DIALOGUE_NONCE], int64_t deadline,
                  struct error *e)
{
    dialogue_nonce(line, DIALOGUE_NONCE);
    return finish_line(d, line, 0, deadline, e);
}

int dialogue_type(struct dialogue *d, const char *line, int64_t deadline, struct error *e)
{
    if (strlen(line) > DIALOGUE_LINE_MAX)
        return error_set(e, CODE_UNSUPPORTED, "a line of more than %d bytes",
                         DIALOGUE_LINE_MAX);
    return finish_line(d, line, 0, deadline, e);
}

int dialogue_half(struct dialogue *d, char line[DIALOGUE_NONCE], int64_t deadline,
                  struct error *e)
{
    char half[DIALOGUE_NONCE];

    dialogue_nonce(line, DIALOGUE_NONCE);
    snprintf(half, sizeof half, "%.*s", DIALOGUE_NONCE / 2, line);
    return converse(d, half, half, deadline, e);
}

int dialogue_rest(struct dialogue *d, const char *line, int64_t deadline, struct error *e)
{
    return finish_line(d, line, DIALOGUE_NONCE / 2, deadline, e);
}

int dialogue_fresh(struct dialogue *d, int64_t deadline, struct error *e)
{
    d->heard = (struct transcript){0};
    if (console_send(d->guest->console, "\r", 1, deadline, e) < 0)
        return -1;
    while (!transcript_ends_with(&d->heard, "\r\n" DIALOGUE_PROMPT)) {
        int more = listen(d, deadline, e);

        if (more < 0)
            return -1;
        if (more == 0)
            return error_set(e, CODE_GUEST_SILENT, "the guest does not answer a line");
    }
    d->heard = (struct transcript){0};
    return 0;
}

void dialogue_nonce(char *line, size_t size)
{
    static const char alphabet[32] = "abcdefghijkmnpqrstuvwxyz23456789";

    if (getrandom(line, size, 0) != (ssize_t)size)
        memset(line, 0, size); /* cannot happen for so few bytes; still a valid line */
    for (size_t i = 0; i + 1 < size; i++)
        line[i] = alphabet[(unsigned char)line[i] % sizeof alphabet];
    line[size - 1] = '\0';
}
