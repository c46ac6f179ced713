/* The main thread: libvirt's event loop and the signals, while a verb runs on a worker.
 */
#pragma once

#include "error.h"

#include <stdbool.h>

/* Block the signals that end a program (SIGPIPE and SIGXFSZ are ignored), load libvirt
 * (vir.h) and register its event loop.  0, or -1 with CODE_LIMIT among others.  Before
 * any thread and any connection. */
_must_check_ int loop_init(struct error *e);

/* Run `work(arg)` on a worker thread and the event loop here until it returns; returns
 * what it returned, or 128 + the signal's number when a signal came; or -1 with
 * CODE_LIMIT if there is no worker to be had.  The first SIGINT, SIGTERM or SIGHUP
 * cancels (mailbox.h), which makes the worker unwind at once.  After a second one it may
 * go on only while libvirt gives signs of life (pulse.h), one in LOOP_HURRY_MS, and for
 * LOOP_HURRY_MAX_MS at most; a third ends the program there and then, and what is left is
 * for libvirt's autodestroy and for tinyvm sweep. */
#define LOOP_HURRY_MS 8000
#define LOOP_HURRY_MAX_MS 30000
_must_check_ int loop_run(int (*work)(void *arg), void *arg, struct error *e);

/* Have the loop's thread call `fn` when there is something to read from `fd`, or its end
 * has come, while loop_listen() says so; at first it does not.  Returns the watch, or -1.
 */
typedef void (*loop_input_fn)(int watch, int fd, int events, void *opaque);
int loop_watch(int fd, loop_input_fn fn, void *opaque);
void loop_listen(int watch, bool listening);

/* No more of it, but for a call that is on its way: see loop_barrier(). */
void loop_unwatch(int watch);

/* Wait, from a worker, until the loop has finished what it is doing now: only then are
 * callbacks that were just deregistered surely over (libvirt's own free callbacks come
 * too early, or for remote streams not at all).  0, or -1 if the loop is stuck. */
int loop_barrier(void);
