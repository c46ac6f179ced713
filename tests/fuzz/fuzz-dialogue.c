/* The conversation with a console that says anything, in pieces cut anywhere, against
 * what the whole of it says.  Input: a byte that chooses what is asked, the line to type
 * and a newline, then the script of the other side (enum step). */
#include "fuzz.h"

#include "dialogue.h"

#include <limits.h>
#include <string.h>

#define BANNER "ClientAPI"
#define END "\r\n" DIALOGUE_PROMPT
#define WHOLE_MAX 4000 /* below TRANSCRIPT_MAX: nothing of it may be forgotten */

/* A step of the script: a byte of these, then as many bytes as it wants. */
enum step {
    SAY,   /* a length and so many bytes */
    RIGHT, /* a length: so many bytes of the right answer, from where we are in it */
    EVENT, /* a type and a detail */
    STATE, /* WOKE_ bits other than bytes and events, as long as nobody asks for them */
    STEPS,
};

static struct guest guest;
static struct dialogue dialogue = {.guest = &guest};
static const uint8_t *script;
static size_t n_script;
static char whole[WHOLE_MAX + 1], right[256], sent[256];
static size_t n_whole, n_right, n_sent;
static bool bounded; /* all that was said is in `whole` */

static size_t take(void)
{
    if (n_script == 0)
        return 0;
    n_script--;
    return *script++;
}

static void say(const char *bytes, size_t len)
{
    if (len > WHOLE_MAX - n_whole) {
        bounded = false;
        len = WHOLE_MAX - n_whole;
    }
    memcpy(whole + n_whole, bytes, len);
    n_whole += len;
    mailbox_post_bytes(&guest.mailbox, bytes, len);
}

static void step(void)
{
    size_t len, left;
    int type;

    switch (take() % STEPS) {
    case SAY:
        len = take();
        len = len > n_script ? n_script : len;
        say((const char *)script, len);
        script += len;
        n_script -= len;
        break;
    case RIGHT:
        len = take();
        left = n_whole < n_right ? n_right - n_whole : 0;
        say(right + (n_right - left), len > left ? left : len);
        break;
    case EVENT:
        type = (int)take();
        mailbox_post_event(&guest.mailbox, type % 16, (int)take() % 16);
        break;
    default:
        mailbox_post_state(&guest.mailbox,
                           (unsigned)take() & (WOKE_CONSOLE_END | WOKE_GONE));
    }
}

/* In place of mailbox.c's, which would wait: here the next step is what has come. */
unsigned __wrap_mailbox_wait(struct mailbox *m, unsigned wanted, int64_t deadline);
unsigned __real_mailbox_wait(struct mailbox *m, unsigned wanted, int64_t deadline);

unsigned __wrap_mailbox_wait(struct mailbox *m, unsigned wanted, int64_t deadline)
{
    unsigned woke;

    (void)deadline;
    PROMISE(m == &guest.mailbox);
    while (!(woke = __real_mailbox_wait(m, wanted, 0)) && n_script)
        step();
    return woke;
}

/* In place of console.c's and guest.c's, which need a domain. */
int console_send(struct console *console, const char *bytes, size_t len, int64_t deadline,
                 struct error *e)
{
    (void)console;
    (void)deadline;
    (void)e;
    PROMISE(len <= sizeof sent - n_sent);
    memcpy(sent + n_sent, bytes, len);
    n_sent += len;
    return 0;
}

void guest_catch_up(struct guest *g)
{
    struct mail_event event;

    while (mailbox_take_event(&g->mailbox, &event))
        life_take(&g->life, event);
}

static void expect(const char *line, size_t from)
{
    char reversed[DIALOGUE_LINE_MAX + 1];

    snprintf(reversed, sizeof reversed, "%s", line);
    for (size_t i = 0, n = strlen(reversed); i < n; i++)
        reversed[i] = line[n - 1 - i];
    n_right =
        (size_t)snprintf(right, sizeof right, "%s\r\n%s" END, line + from, reversed);
}

static void begin(void)
{
    memset(&dialogue.heard, 0, sizeof dialogue.heard);
    memset(&guest.life, 0, sizeof guest.life);
    n_whole = n_sent = 0;
    bounded = true;
    mailbox_init(&guest.mailbox);
}

/* What is said of a failure: a known code and a line of printable text. */
static void look_at(struct error *e, bool reply)
{
    enum code wrong = reply ? CODE_BAD_REPLY : CODE_WRONG_BANNER;

    PROMISE(e->code == wrong || e->code == CODE_GUEST_SILENT ||
            e->code == CODE_ENDED_EARLY || e->code == CODE_NOT_CLEAN ||
            e->code == CODE_DESTROYED || e->code == CODE_CRASHED ||
            e->code == CODE_PAUSED || e->code == CODE_DAEMON_GONE ||
            e->code == CODE_CONSOLE);
    for (const char *p = error_text(e); *p; p++)
        PROMISE(*p >= ' ' && *p <= '~');
    error_clear(e);
}

/* A banner that is there, with no prompt before its own, is found, however it is cut. */
static void banner(void)
{
    struct error e = {0};
    int result;
    const char *there, *prompt;

    n_right = (size_t)snprintf(right, sizeof right, BANNER END);
    result = dialogue_banner(&dialogue, BANNER, INT64_MAX, &e);
    there = memmem(whole, n_whole, BANNER END, strlen(BANNER END));
    prompt = memmem(whole, n_whole, END, strlen(END));
    PROMISE(result != 0 || there || !bounded);
    PROMISE(result == 0 || !there || prompt != there + strlen(BANNER) || !bounded);
    if (result < 0)
        look_at(&e, false);
}

/* 0 is for the right bytes and no others; right ones and then no more are always 0. */
static void judge(int result, struct error *e)
{
    bool begins = n_whole >= n_right && memcmp(whole, right, n_right) == 0;

    PROMISE(result != 0 || (begins && n_whole == n_right && dialogue.heard.len == 0));
    PROMISE(result == 0 || !begins || n_whole > n_right);
    if (result < 0)
        look_at(e, true);
}

static void type_line(const char *line)
{
    struct error e = {0};

    expect(line, 0);
    judge(dialogue_type(&dialogue, line, INT64_MAX, &e), &e);
    PROMISE(n_sent == strlen(line) + 1 && memcmp(sent, line, n_sent - 1) == 0 &&
            sent[n_sent - 1] == '\r');
}

static void in_two_steps(void)
{
    struct error e = {0};
    char line[DIALOGUE_NONCE];

    /* The line is random: only its rest can be foreseen, and its first half must come
     * before anything else is said. */
    dialogue_nonce(line, sizeof line);
    expect(line, DIALOGUE_NONCE / 2);
    judge(dialogue_rest(&dialogue, line, INT64_MAX, &e), &e);
    begin();
    n_right = 0;
    PROMISE(dialogue_half(&dialogue, line, INT64_MAX, &e) < 0 || n_whole > 0);
    error_clear(&e);
}

static void fresh(void)
{
    struct error e = {0};

    n_right = (size_t)snprintf(right, sizeof right, END);
    if (dialogue_fresh(&dialogue, INT64_MAX, &e) == 0) {
        PROMISE(dialogue.heard.len == 0 && n_whole >= strlen(END));
        PROMISE(!bounded || memmem(whole, n_whole, END, strlen(END)));
    } else {
        look_at(&e, false);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size ? memchr(data + 1, '\n', size - 1) : NULL;
    char line[DIALOGUE_LINE_MAX + 1] = "";

    if (!end)
        return 0;
    snprintf(line, sizeof line, "%.*s", (int)(end - data - 1), (const char *)data + 1);
    script = end + 1;
    n_script = size - (size_t)(script - data);
    begin();
    switch (*data % 4) {
    case 0:
        banner();
        break;
    case 1:
        type_line(line);
        break;
    case 2:
        in_two_steps();
        break;
    default:
        fresh();
    }
    mailbox_done(&guest.mailbox);
    return 0;
}
