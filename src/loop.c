/* See loop.h. */
#include "loop.h"
#include "clock.h"
#include "mailbox.h"
#include "pulse.h"
#include "vir.h"
#include "xml-tree.h"

#include <errno.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>

#define DESCRIPTORS 32 /* with some to spare: a check by the in-process driver has 19 */

static sigset_t ending;
static int signals_fd = -1;

/* The worker's call, and how its end reaches the loop. */
struct job {
    int (*work)(void *arg);
    void *arg;
    int result;
    int done_fd; /* eventfd: readable when the worker has returned */
    int done_watch, signals_watch;
    bool done;
    int signal;      /* the first one that came */
    int signals;     /* how many came */
    int64_t hurried; /* when the second one came */
};

/* GLib, which libvirt is built on, aborts where it gets no descriptor: so a few must be
 * there to begin with. */
static int probe_descriptors(struct error *e)
{
    int fds[DESCRIPTORS], n = 0, why;

    while (n < DESCRIPTORS && (fds[n] = fcntl(signals_fd, F_DUPFD_CLOEXEC, 0)) >= 0)
        n++;
    why = errno;
    for (int i = 0; i < n; i++)
        close(fds[i]);
    if (n == DESCRIPTORS)
        return 0;
    return error_set(e, CODE_LIMIT, "%s: %d more are to be had, and %d are needed",
                     strerror(why), n, DESCRIPTORS);
}

int loop_init(struct error *e)
{
    sigset_t child;

    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may grow no more is an error like others */
    xmlInitParser(); /* before any thread, as libxml2 asks of programs that have some */
    xml_silence();
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &ending, NULL);
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &child, NULL); /* for reaper.c */
    signals_fd = signalfd(-1, &ending, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals_fd < 0)
        return error_set(e, CODE_LIMIT, "signals: %s", strerror(errno));
    if (probe_descriptors(e) < 0 || vir_load(e) < 0) {
        close(signals_fd);
        return -1;
    }
    if (virEventRegisterDefaultImpl() < 0)
        return error_set(e, CODE_INTERNAL, "event loop: %s", strerror(errno));
    return 0;
}

/* When enough of a hurry is enough: later with every sign of life, within bounds. */
static int64_t hurry_ends(const struct job *job)
{
    int64_t last = pulse_last();
    int64_t patient =
        (last > job->hurried ? last : job->hurried) + LOOP_HURRY_MS * NS_PER_MS;
    int64_t most = job->hurried + LOOP_HURRY_MAX_MS * NS_PER_MS;

    return patient < most ? patient : most;
}

static void on_hurry(int timer, void *opaque)
{
    struct job *job = opaque;
    int64_t left = hurry_ends(job) - clock_now();

    if (left <= 0)
        quick_exit(128 + job->signal);
    virEventUpdateTimeout(timer, (int)(left / NS_PER_MS) + 1);
}

static void on_signal(int watch _unused_, int fd, int events _unused_, void *opaque)
{
    struct signalfd_siginfo info;
    struct job *job = opaque;

    while (read(fd, &info, sizeof info) == (ssize_t)sizeof info) {
        mailbox_cancel_all();
        if (++job->signals == 1) {
            job->signal = (int)info.ssi_signo;
        } else if (job->signals == 2) {
            job->hurried = clock_now();
            (void)virEventAddTimeout(LOOP_HURRY_MS, on_hurry, job, NULL);
        } else {
            quick_exit(128 + job->signal); /* a terminal may want to be restored */
        }
    }
}

static void on_done(int watch _unused_, int fd _unused_, int events _unused_,
                    void *opaque)
{
    struct job *job = opaque;

    job->done = true;
}

static void *run_worker(void *opaque)
{
    struct job *job = opaque;

    job->result = job->work(job->arg);
    (void)eventfd_write(job->done_fd, 1);
    return NULL;
}

static int start(struct job *job, pthread_t *worker, struct error *e)
{
    int why = 0;

    job->done_fd = eventfd(0, EFD_CLOEXEC);
    if (job->done_fd < 0)
        return error_set(e, CODE_LIMIT, "no event file: %s", strerror(errno));
    job->done_watch =
        virEventAddHandle(job->done_fd, VIR_EVENT_HANDLE_READABLE, on_done, job, NULL);
    job->signals_watch =
        virEventAddHandle(signals_fd, VIR_EVENT_HANDLE_READABLE, on_signal, job, NULL);
    if (job->done_watch < 0 || job->signals_watch < 0)
        return error_set(e, CODE_INTERNAL, "libvirt's event loop takes no file");
    why = pthread_create(worker, NULL, run_worker, job);
    return why ? error_set(e, CODE_LIMIT, "no worker thread: %s", strerror(why)) : 0;
}

static void finish(struct job *job)
{
    if (job->done_watch >= 0)
        (void)virEventRemoveHandle(job->done_watch);
    if (job->signals_watch >= 0)
        (void)virEventRemoveHandle(job->signals_watch);
    if (job->done_fd >= 0)
        close(job->done_fd);
}

int loop_run(int (*work)(void *arg), void *arg, struct error *e)
{
    struct job job = {.work = work, .arg = arg, .done_watch = -1, .signals_watch = -1};
    pthread_t worker = 0;
    int result = start(&job, &worker, e);

    if (result == 0) {
        while (!job.done)
            if (virEventRunDefaultImpl() < 0)
                break;
        pthread_join(worker, NULL);
        result = job.signal ? 128 + job.signal : job.result;
    }
    finish(&job);
    return result;
}

int loop_watch(int fd, loop_input_fn fn, void *opaque)
{
    return virEventAddHandle(fd, 0, fn, opaque, NULL);
}

void loop_listen(int watch, bool listening)
{
    virEventUpdateHandle(watch, listening ? VIR_EVENT_HANDLE_READABLE : 0);
}

void loop_unwatch(int watch)
{
    (void)virEventRemoveHandle(watch);
}

#define BARRIER_TIMEOUT_MS                                                               \
    2000 /* the loop turns within milliseconds, unless it is stuck */

/* Tickets of those who wait.  No memory is needed, for what is waited for is often that
 * memory may be freed. */
static pthread_mutex_t barrier_lock = PTHREAD_MUTEX_INITIALIZER; /* guards the tickets */
static pthread_cond_t barrier_passed = PTHREAD_COND_INITIALIZER;
static uintptr_t last_asked, last_passed;

/* The loop has turned since this ticket was drawn, and so since all before it. */
static void on_barrier(int timer, void *ticket)
{
    (void)virEventRemoveTimeout(timer);
    pthread_mutex_lock(&barrier_lock);
    if ((uintptr_t)ticket > last_passed)
        last_passed = (uintptr_t)ticket;
    pthread_cond_broadcast(&barrier_passed);
    pthread_mutex_unlock(&barrier_lock);
}

int loop_barrier(void)
{
    struct timespec until = clock_timespec(clock_deadline(BARRIER_TIMEOUT_MS));
    uintptr_t ticket;
    int why = 0;

    pthread_mutex_lock(&barrier_lock);
    ticket = ++last_asked;
    if (virEventAddTimeout(0, on_barrier, (void *)ticket, NULL) < 0)
        why = ENOMEM;
    while (last_passed < ticket && why == 0)
        why = pthread_cond_clockwait(&barrier_passed, &barrier_lock, CLOCK_MONOTONIC,
                                     &until);
    why = last_passed < ticket ? -1 : 0;
    pthread_mutex_unlock(&barrier_lock);
    return why;
}
