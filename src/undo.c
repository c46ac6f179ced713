/* See undo.h. */
#include "undo.h"

struct undo_entry {
    struct undo_entry *before;
    undo_fn fn;
    void *arg;
    char *what;
};

/* What cannot be remembered must go at once. */
static int undo_now(undo_fn fn, void *arg, const char *what, struct error *e)
{
    _cleanup_error_ struct error why = {0};

    if (fn(arg, &why) < 0)
        return error_set(e, CODE_LEFTOVERS, "%s is left (%s)", what, error_text(&why));
    return error_set(e, CODE_MEMORY_OUT, "no memory for the ledger");
}

int undo_push(struct undo *u, undo_fn fn, void *arg, struct error *e, const char *what,
              ...)
{
    struct undo_entry *entry = calloc(1, sizeof *entry);
    char *text = NULL;
    va_list args;

    va_start(args, what);
    if (vasprintf(&text, what, args) < 0)
        text = NULL;
    va_end(args);
    if (!entry || !text) {
        (void)undo_now(fn, arg, text ? text : "what was just made", e);
        free(entry);
        free(text);
        return -1;
    }
    *entry = (struct undo_entry){u->last, fn, arg, text};
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
