/* See save-file.h. */
#include "save-file.h"
#include "embed.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

static int undo_file(void *arg, struct error *e)
{
    const struct save_file *f = arg;

    if (unlink(f->path) < 0 && errno != ENOENT)
        return error_set(e, CODE_LEFTOVERS, "%s: %s", f->path, strerror(errno));
    return 0;
}

static int make_file(struct save_file *f, const char *directory, const char *owner,
                     struct undo *ledger, struct error *e)
{
    _cleanup_close_ int fd = -1;

    if (asprintf(&f->path, "%s/%s.save", directory, owner) < 0)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the saved guest");
    fd = open(f->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return error_set(e, CODE_FILE, "%s: %s", f->path, strerror(errno));
    return undo_push(ledger, undo_file, f, e, "%s", f->path);
}

static int undo_pool(void *arg, struct error *e)
{
    struct save_file *f = arg;

    return pool_remove(f->pool.handle, f->pool.built, e);
}

static int undo_volume(void *arg, struct error *e)
{
    struct save_file *f = arg;

    return volume_delete(f->pool.handle, f->volume, e);
}

/* On a host without a pool, one of our own. */
static int prepare_pool(struct save_file *f, const struct host *host, const char *owner,
                        struct undo *ledger, struct error *e)
{
    _cleanup_free_ char *name = NULL, *target = NULL;

    if (asprintf(&name, "%s-save", owner) < 0 ||
        asprintf(&target, POOL_OWN_PARENT "/%s", name) < 0)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the saved guest");
    if (pool_find(host, &f->pool, name, target, e) < 0)
        return -1;
    if (f->pool.handle)
        return 0;
    if (pool_make(host, &f->pool, false, e) < 0)
        return -1;
    return undo_push(ledger, undo_pool, f, e, "storage pool '%s'", f->pool.name);
}

int save_file_make(struct save_file *f, const struct host *host, const char *owner,
                   struct undo *ledger, struct error *e)
{
    if (host->root || (host->local && !host->system))
        return make_file(f, host->root ? host->root : embed_parent(), owner, ledger, e);
    if (prepare_pool(f, host, owner, ledger, e) < 0)
        return -1;
    if (asprintf(&f->volume, "%s.save", owner) < 0 ||
        asprintf(&f->path, "%s/%s", f->pool.target, f->volume) < 0)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the saved guest");
    if (volume_create(&f->pool, f->volume, e) < 0)
        return -1;
    return undo_push(ledger, undo_volume, f, e, "volume '%s'", f->path);
}

void save_file_clear(struct save_file *f)
{
    pool_clear(&f->pool);
    free(f->path);
    free(f->volume);
    *f = (struct save_file){0};
}
