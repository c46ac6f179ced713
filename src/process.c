/* See process.h. */
#include "process.h"
#include "text.h"

#include <stdbool.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>

#define QEMU "qemu-system-"

long process_read_pid(const char *path)
{
    _cleanup_close_ int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    char text[24] = "";
    long pid;

    if (fd < 0 || read(fd, text, sizeof text - 1) <= 0)
        return 0;
    text[strcspn(text, "\n")] = '\0';
    return text_to_number(text, 2, 0x7fffffff, &pid) ? pid : 0;
}

static bool runs_qemu(long pid)
{
    char link[40], target[4096];
    ssize_t n;

    snprintf(link, sizeof link, "/proc/%ld/exe", pid);
    n = readlink(link, target, sizeof target - 1);
    if (n <= 0)
        return false;
    target[n] = '\0';
    return strncmp(text_basename(target), QEMU, strlen(QEMU)) == 0;
}

/* Whether an argument of its command line is a path in `root`, or holds one. */
static bool works_in(long pid, const char *root)
{
    char path[40], line[65536];
    _cleanup_close_ int fd = -1;
    _cleanup_free_ char *inside = NULL;
    size_t used = 0;
    ssize_t n;

    snprintf(path, sizeof path, "/proc/%ld/cmdline", pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || asprintf(&inside, "%s/", root) < 0)
        return false;
    while (used < sizeof line && (n = read(fd, line + used, sizeof line - used)) > 0)
        used += (size_t)n;
    return memmem(line, used, inside, strlen(inside)) != NULL;
}

static bool ends_within(int pidfd, int ms)
{
    struct pollfd ended = {.fd = pidfd, .events = POLLIN};

    return poll(&ended, 1, ms) == 1;
}

int process_end_qemu(long pid, const char *root, int patience, struct error *e)
{
    /* Opened before it is looked at: what was looked at is what gets the signal. */
    _cleanup_close_ int pidfd = (int)syscall(SYS_pidfd_open, (pid_t)pid, 0);

    if (pidfd < 0 && errno != ESRCH)
        return error_set(e, CODE_LEFTOVERS, "process %ld: %s", pid, strerror(errno));
    if (pidfd < 0 || !runs_qemu(pid) || !works_in(pid, root))
        return 0;
    for (size_t i = 0; i < 2; i++) {
        if (syscall(SYS_pidfd_send_signal, pidfd, i ? SIGKILL : SIGTERM, NULL, 0) < 0 &&
            errno != ESRCH)
            return error_set(e, CODE_LEFTOVERS, "process %ld: %s", pid, strerror(errno));
        if (ends_within(pidfd, patience))
            return 0;
    }
    return error_set(e, CODE_LEFTOVERS, "QEMU, process %ld, does not end", pid);
}
