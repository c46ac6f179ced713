/* A visit to a guest: our input to its console, its console to our output, until one of
 * the three ends it. */
#pragma once

#include "guest.h"

#define VISIT_ESCAPE 0x1d /* Ctrl-], as in virsh(1) and telnet(1) */

enum visit_end {
    VISIT_LEFT,  /* the escape was typed */
    VISIT_EOF,   /* the input ended; the guest has answered all of it */
    VISIT_ENDED, /* the guest's life ended: see its life.h */
};

/* Descriptors borrowed.  With `escape` the input is a person's.  0 with *end, or -1 with
 * CODE_CANCELLED, CODE_DAEMON_GONE, CODE_CONSOLE, CODE_BAD_REPLY if the guest did not
 * take the input, CODE_FILE if the output takes no more. */
_must_check_ int visit_run(struct guest *guest, int in, int out, bool escape,
                           enum visit_end *end, struct error *e);
