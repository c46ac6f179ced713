/* See reaper.h. */
#include "reaper.h"
#include "macro.h"
#include "vir.h"

#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

static struct {
    int fd, watch;
} reaper = {.fd = -1, .watch = -1};

/* A daemon of libvirt's: its parent, which libvirt waits for, led a session of its own
 * (daemon(7)), so its session is neither ours nor led by itself. */
static bool is_orphan(const char *stat)
{
    int pid, parent, session;
    char state;
    const char *end = strrchr(stat, ')'); /* the name before it may hold anything */

    return end && sscanf(stat, "%d", &pid) == 1 &&
           sscanf(end + 1, " %c %d %*d %d", &state, &parent, &session) == 3 &&
           state == 'Z' && parent == getpid() && session != getsid(0) && session != pid;
}

/* proc(5), /proc/[pid]/stat. */
static void reap_if_orphan(const char *pid)
{
    char path[32], stat[512] = "";
    _cleanup_fclose_ FILE *file = NULL;

    snprintf(path, sizeof path, "/proc/%.10s/stat", pid);
    file = fopen(path, "re");
    if (file && fgets(stat, sizeof stat, file) && is_orphan(stat))
        (void)waitpid((pid_t)strtol(pid, NULL, 10), NULL, WNOHANG);
    /* cppcheck-suppress resourceLeak ; closed by its attribute */
}

static void reap_all(void)
{
    DIR *proc = opendir("/proc");
    struct dirent *entry;

    while (proc && (entry = readdir(proc)))
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
            reap_if_orphan(entry->d_name);
    if (proc)
        closedir(proc);
}

static void on_child(int watch _unused_, int fd, int events _unused_,
                     void *opaque _unused_)
{
    struct signalfd_siginfo info;

    while (read(fd, &info, sizeof info) == (ssize_t)sizeof info)
        ;
    reap_all();
}

void reaper_start(void)
{
    sigset_t child;

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    reaper.fd = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    if (reaper.fd < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
        return;
    reaper.watch =
        virEventAddHandle(reaper.fd, VIR_EVENT_HANDLE_READABLE, on_child, NULL, NULL);
}

void reaper_stop(void)
{
    if (reaper.watch >= 0)
        (void)virEventRemoveHandle(reaper.watch);
    if (reaper.fd >= 0)
        close(reaper.fd);
    reaper.watch = reaper.fd = -1;
}
