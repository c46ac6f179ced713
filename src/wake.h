/* A persistent guest's domain set running with its console open, whatever state it is in.
 */
#pragma once

#include "guest.h"

/* Start it paused, open its console and let it run; or join it if it runs already.
 * `*fresh`: it boots from the beginning, and everything that it says will be heard.  0,
 * or -1 with CODE_START, CODE_PAUSED or what console.h names; then it is as it was.
 * `guest` is guest_adopt()'s. */
_must_check_ int wake(struct guest *guest, bool *fresh, struct error *e);
