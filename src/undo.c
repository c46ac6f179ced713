/* See undo.h. */
#include "undo.h"

struct undo_entry {
    struct undo_entry *before;
    undo_fn fn;
    void *arg;
    char *what;
};

int undo_push(struct undo *u, undo_fn fn, void *arg, struct error *e, const char *what,
              ...)
{
    struct undo_entry *entry = calloc(1, sizeof *entry);
    va_list args;
    int made;

    va_start(args, what);
    made = entry ? vasprintf(&entry->what, what, args) : -1;
    va_end(args);
    if (made < 0) {
        free(entry);
        (void)fn(arg, e);
        return error_set(e, CODE_MEMORY_OUT, "no memory for the ledger");
    }
    entry->fn = fn;
    entry->arg = arg;
    entry->before = u->last;
    u->last = entry;
    return 0;
}

static struct undo_entry *pop(struct undo *u)
{
    struct undo_entry *entry = u->last;

    if (entry)
        u->last = entry->before;
    return entry;
}

static void release(struct undo_entry *entry)
{
    free(entry->what);
    free(entry);
}

int undo_run(struct undo *u, struct error *e)
{
    struct undo_entry *entry;
    int result = 0;

    while ((entry = pop(u))) {
        _cleanup_error_ struct error why = {0};

        if (entry->fn(entry->arg, &why) < 0) {
            if (result < 0)
                error_wrap(e, "%s is left (%s)", entry->what, error_text(&why));
            else
                error_set(e, CODE_LEFTOVERS, "%s is left (%s)", entry->what,
                          error_text(&why));
            result = -1;
        }
        release(entry);
    }
    return result;
}

void undo_forget(struct undo *u)
{
    struct undo_entry *entry;

    while ((entry = pop(u)))
        release(entry);
}
