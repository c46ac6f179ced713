/* A guest's first serial console as a stream of bytes into a mailbox. */
#pragma once

#include "mailbox.h"
#include "vir-auto.h"

#include <sys/types.h>

struct console; /* opaque: the event loop's callbacks share it */

/* Open the domain's console and post its bytes, and its end, to `mailbox`, which must
 * outlive it.  `in_process`: libvirt's driver runs in our own process.  Null with
 * CODE_CONSOLE or CODE_CONSOLE_BUSY. */
struct console *console_open(virDomainPtr domain, struct mailbox *mailbox,
                             bool in_process, struct error *e);

/* Send all bytes before the deadline (clock_now() based).  0, or -1 with CODE_CONSOLE. */
_must_check_ int console_send(struct console *console, const char *bytes, size_t len,
                              int64_t deadline, struct error *e);

/* Send what it takes at once: how many bytes; 0 if none just now, and then WOKE_WRITABLE
 * will be posted; -1 with CODE_CONSOLE. */
_must_check_ ssize_t console_offer(struct console *console, const char *bytes, size_t len,
                                   struct error *e);

/* Close; null is allowed.  After this nothing more is posted. */
void console_close(struct console *console);
