/* See run-id.h. */
#include "run-id.h"
#include "macro.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <sha256.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#define DIGITS 8  /* of a hash, or of the boot id */
#define NUMBER 16 /* hexadecimal digits that a number has at most */
#define NONCE 8
#define NOBODY "none----" /* the host of a machine that does not know who it is */

/* An id taken apart. */
struct parts {
    char host[DIGITS + 1], boot[DIGITS + 1];
    unsigned long long pidns, start;
    unsigned pid;
};

static bool read_line(const char *path, char *line, size_t size)
{
    _cleanup_fclose_ FILE *file = fopen(path, "re");

    if (!file || !fgets(line, (int)size, file))
        return false;
    line[strcspn(line, "\n")] = '\0';
    return true; /* cppcheck-suppress resourceLeak ; closed by its attribute */
}

/* machine-id(5) is confidential: "a cryptographic hash of it" may be shown. */
static void read_host(char host[DIGITS + 1])
{
    char id[80] = "tinyvm", digest[SHA256_DIGEST_STRING_LENGTH];

    strcpy(host, NOBODY);
    if (!read_line("/etc/machine-id", id + 6, sizeof id - 6) || strlen(id) != 6 + 32 ||
        !SHA256Data((const uint8_t *)id, strlen(id), digest))
        return;
    memcpy(host, digest, DIGITS);
}

/* proc(5), /proc/PID/stat: the 22nd field, counted from behind the name, which may hold
 * blanks and brackets.  A zombie has ended: its start is 0, as no id's is. */
static bool read_start(unsigned pid, unsigned long long *start)
{
    char path[40], line[1024];
    const char *field;

    snprintf(path, sizeof path, "/proc/%u/stat", pid);
    if (!read_line(path, line, sizeof line) || !(field = strrchr(line, ')')))
        return false;
    *start = 0;
    if (strncmp(field, ") Z", 3) == 0)
        return true;
    for (int n = 2; field && n < 22; n++)
        field = strchr(field + 1, ' ');
    return field && sscanf(field, " %llu", start) == 1;
}

static bool read_here(struct parts *here)
{
    struct stat ns;
    char boot[80];

    read_host(here->host);
    if (stat("/proc/self/ns/pid", &ns) < 0 ||
        !read_line("/proc/sys/kernel/random/boot_id", boot, sizeof boot))
        return false;
    snprintf(here->boot, sizeof here->boot, "%.*s", DIGITS, boot);
    here->pidns = ns.st_ino;
    here->pid = (unsigned)getpid();
    return read_start(here->pid, &here->start);
}

static const char alphabet[32] = "abcdefghijkmnpqrstuvwxyz23456789";

static void make_nonce(char nonce[NONCE + 1])
{
    if (getrandom(nonce, NONCE, 0) != NONCE)
        memset(nonce, 0, NONCE); /* cannot happen for so few bytes; still valid */
    for (size_t i = 0; i < NONCE; i++)
        nonce[i] = alphabet[(unsigned char)nonce[i] % sizeof alphabet];
    nonce[NONCE - 1] = alphabet[0];
    nonce[NONCE] = '\0';
}

void run_id_make(char id[RUN_ID_SIZE])
{
    char nonce[NONCE + 1];
    struct parts here;

    make_nonce(nonce);
    if (read_here(&here))
        snprintf(id, RUN_ID_SIZE, "%s-%s-%llx-%x-%llx-%s", here.host, here.boot,
                 here.pidns, here.pid, here.start, nonce);
    else
        strcpy(id, nonce);
}

void run_id_relative(char id[RUN_ID_SIZE], const char *of, unsigned n)
{
    snprintf(id, RUN_ID_SIZE, "%s", of);
    id[strlen(id) - 1] = alphabet[n % sizeof alphabet];
}

bool run_id_related(const char *a, const char *b)
{
    size_t length = strlen(a);

    return length > 1 && strlen(b) == length && strncmp(a, b, length - 1) == 0;
}

static bool take_text(const char **at, char *out)
{
    for (size_t i = 0; i < DIGITS; i++)
        if (!isxdigit((unsigned char)(*at)[i]) || isupper((unsigned char)(*at)[i]))
            return false;
    memcpy(out, *at, DIGITS);
    out[DIGITS] = '\0';
    *at += DIGITS;
    return true;
}

static bool take_dash(const char **at)
{
    return *(*at)++ == '-';
}

/* A dash and a number; strtoull would take blanks, signs, a prefix and capitals as well.
 */
static bool take_number(const char **at, unsigned long long *out)
{
    size_t digits;

    if (!take_dash(at))
        return false;
    digits = strspn(*at, "0123456789abcdef");
    *out = strtoull(*at, NULL, 16);
    *at += digits;
    return digits > 0 && digits <= NUMBER;
}

/* The bytes of the id at the start of `text`, or 0. */
static size_t parse(const char *text, struct parts *p)
{
    const char *at = text;
    unsigned long long pid;

    if (strncmp(at, NOBODY, DIGITS) == 0) {
        strcpy(p->host, NOBODY);
        at += DIGITS;
    } else if (!take_text(&at, p->host)) {
        return 0;
    }
    if (!take_dash(&at) || !take_text(&at, p->boot) || !take_number(&at, &p->pidns) ||
        !take_number(&at, &pid) || !take_number(&at, &p->start) || !take_dash(&at) ||
        pid == 0 || pid > INT_MAX)
        return 0;
    p->pid = (unsigned)pid;
    for (size_t i = 0; i < NONCE; i++, at++)
        if (!islower((unsigned char)*at) && !isdigit((unsigned char)*at))
            return 0;
    return (size_t)(at - text);
}

size_t run_id_length(const char *text)
{
    struct parts p;

    return parse(text, &p);
}

long run_id_pid(const char *id)
{
    struct parts p;

    return parse(id, &p) ? (long)p.pid : 0;
}

/* time_namespaces(7): starts are told by the reader's clock, which need not be the
 * other's. A process that may not be looked at is another user's, and so no owner of
 * ours. */
static bool shares_clock(unsigned pid)
{
    char path[40];
    struct stat mine, its;

    snprintf(path, sizeof path, "/proc/%u/ns/time", pid);
    return stat("/proc/self/ns/time", &mine) < 0 || stat(path, &its) < 0 ||
           mine.st_ino == its.st_ino;
}

enum run_owner run_id_owner(const char *id)
{
    struct parts p, here;
    unsigned long long start;

    size_t length = parse(id, &p);

    if (!length || id[length] || !read_here(&here))
        return RUN_OWNER_UNKNOWN;
    if (strcmp(p.boot, here.boot) != 0) {
        bool same = strcmp(p.host, here.host) == 0 && strcmp(p.host, NOBODY) != 0;

        return same ? RUN_OWNER_DEAD : RUN_OWNER_UNKNOWN;
    }
    if (p.pidns != here.pidns)
        return RUN_OWNER_UNKNOWN;
    if (read_start(p.pid, &start))
        return start == p.start      ? RUN_OWNER_ALIVE
               : shares_clock(p.pid) ? RUN_OWNER_DEAD
                                     : RUN_OWNER_UNKNOWN;
    /* Hidden (proc(5), hidepid) is not gone. */
    return kill((pid_t)p.pid, 0) < 0 && errno == ESRCH ? RUN_OWNER_DEAD
                                                       : RUN_OWNER_UNKNOWN;
}
