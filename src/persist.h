/* A guest that is persistent for a while: while it does not run, its name and its UUID
 * stay its own. */
#pragma once

#include "check.h"

/* Define the check's running guest; that it is undefined again, with what libvirt has
 * saved of it, goes into the ledger.  The guest itself runs on, transient again, after
 * that.  PHASE_SKIPPED when this host cannot. */
enum phase_end persist(struct check *c, struct undo *ledger, char **detail,
                       struct error *e);
