/* The ledger: what exists and must go, undone last in, first out. */
#pragma once

#include "error.h"

/* Undo one thing; 0, or -1 with the reason.  A thing that is gone already is success. */
typedef int (*undo_fn)(void *arg, struct error *e);

/* Zero-initialise.  One thread at a time. */
struct undo {
    struct undo_entry *last;
};

/* Write down `what` (a new string is made of it) before or as it comes to exist.
 * `arg` stays the caller's and must outlive the ledger.  Out of memory: the thing is
 * undone at once, and -1 returned with CODE_MEMORY_OUT. */
_must_check_ int undo_push(struct undo *u, undo_fn fn, void *arg, struct error *e,
                           const char *what, ...) _printf_(5, 6);

/* Undo everything.  All entries are tried; 0, or -1 with CODE_LEFTOVERS that names each
 * thing that is left and why. */
int undo_run(struct undo *u, struct error *e);

/* Forget everything: it is meant to stay. */
void undo_forget(struct undo *u);
