/* The file that a guest is saved into: where the daemon can write it and we can have it
 * removed, on whatever machine that is. */
#pragma once

#include "host.h"
#include "undo.h"
#include "volume.h"

/* Zero-initialise; save_file_clear() frees what it holds, after the ledger was undone. */
struct save_file {
    char *path;   /* on the hypervisor's host */
    char *volume; /* its name in the pool; null: a file of our own machine */
    struct pool pool;
};

/* Make it, empty, with a name that begins with `owner`: in the embedded driver's private
 * directory or the user's own for runtime files, else in a storage pool.  What comes to
 * exist goes into the ledger, which borrows *f.  0, or -1 with CODE_NO_POOL. */
_must_check_ int save_file_make(struct save_file *f, const struct host *host,
                                const char *owner, struct undo *ledger, struct error *e);

void save_file_clear(struct save_file *f);
