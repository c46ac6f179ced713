/* See journal.h. */
#include "journal.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>

#define FIELDS_MAX 32 /* of an entry */

/* sd_journal_sendv(3): 0, or a negative errno. */
typedef int (*sendv_function)(const struct iovec *fields, int n);

struct journal {
    sendv_function sendv;
    char *text; /* of entries that are not whole yet */
    size_t len;
};

/* The library takes a message that nobody will read without a word, so ask first.  0, or
 * -1 and errno. */
static int knock(void)
{
    static const struct sockaddr_un address = {AF_UNIX, JOURNAL_SOCKET};
    _cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    return fd < 0 ? -1 : connect(fd, (const struct sockaddr *)&address, sizeof address);
}

/* Stays loaded until the program ends. */
static sendv_function load(void)
{
    void *library = dlopen("libsystemd.so.0", RTLD_NOW | RTLD_LOCAL);
    void *symbol = library ? dlsym(library, "sd_journal_sendv") : NULL;

    if (!symbol)
        errno = ELIBACC;
    return (sendv_function)symbol;
}

/* Send the entry at `text`: its lines, each ended by a newline.  0, or -1 and errno. */
static int send_entry(const struct journal *j, char *text, size_t len)
{
    struct iovec fields[FIELDS_MAX];
    int n = 0, result;

    for (char *line = text; line < text + len; n++) {
        char *end = memchr(line, '\n', (size_t)(text + len - line));

        if (n == FIELDS_MAX) {
            errno = E2BIG;
            return -1;
        }
        fields[n] = (struct iovec){line, (size_t)(end - line)};
        line = end + 1;
    }
    result = n ? j->sendv(fields, n) : 0;
    if (result < 0)
        errno = -result;
    return result < 0 ? -1 : 0;
}

/* Send each whole entry and keep the rest.  0, or -1 and errno. */
static int send_whole(struct journal *j)
{
    char *from = j->text, *end;
    int result = 0;

    while (result == 0 &&
           (end = memmem(from, j->len - (size_t)(from - j->text), "\n\n", 2))) {
        result = send_entry(j, from, (size_t)(end + 1 - from));
        from = end + 2;
    }
    j->len -= (size_t)(from - j->text);
    memmove(j->text, from, j->len);
    return result;
}

/* As fopencookie(3) wants it: 0 is an error. */
static ssize_t take(void *cookie, const char *bytes, size_t len)
{
    struct journal *j = cookie;
    char *longer = realloc(j->text, j->len + len);

    if (!longer) {
        errno = ENOMEM;
        return 0;
    }
    memcpy(longer + j->len, bytes, len);
    j->text = longer;
    j->len += len;
    return send_whole(j) < 0 ? 0 : (ssize_t)len;
}

static int let_go(void *cookie)
{
    struct journal *j = cookie;

    free(j->text);
    free(j);
    return 0;
}

FILE *journal_open(void)
{
    static const cookie_io_functions_t functions = {.write = take, .close = let_go};
    struct journal *j;
    FILE *stream;

    if (knock() < 0 || !(j = calloc(1, sizeof *j)))
        return NULL;
    j->sendv = load();
    stream = j->sendv ? fopencookie(j, "w", functions) : NULL;
    if (!stream) {
        int why = errno;

        let_go(j);
        errno = why;
    }
    return stream;
}
