/* See place.h. */
#include "place.h"
#include "embed.h"
#include "run-id.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

/* The formats that libvirt 9 knows by name; others it refuses in the domain's XML. */
bool place_attachable(const struct image *image)
{
    static const char *const drivers[] = {"raw", "qcow2", "vmdk", "vdi", "vpc", NULL};

    for (const char *const *d = drivers; image->driver && image->device && *d; d++)
        if (strcmp(image->driver, *d) == 0)
            return true;
    return false;
}

/* Which media a bus takes. */
static bool bus_takes(const char *bus, const char *device)
{
    if (strcmp(bus, "fdc") == 0 || strcmp(device, "floppy") == 0)
        return strcmp(bus, "fdc") == 0 && strcmp(device, "floppy") == 0;
    return strcmp(bus, "virtio") != 0 || strcmp(device, "disk") == 0;
}

/* Hard disks on IDE and SATA know no write protection, so libvirt refuses it there. */
static bool can_be_readonly(const struct disk *disk)
{
    return strcmp(disk->device, "disk") != 0 ||
           (strcmp(disk->bus, "ide") != 0 && strcmp(disk->bus, "sata") != 0);
}

/* What can be used as it lies: by a user's own QEMU the image itself, by a system daemon
 * the packaged copy, if it is intact. */
static bool choose_file(struct place *p, const struct host *host)
{
    _cleanup_error_ struct error why = {0};

    if (!host->local || !p->disk.readonly || (host->root && host->system))
        return false;
    if (!host->system) {
        p->path = realpath(p->image->path, NULL);
        return p->path != NULL;
    }
    if (asprintf(&p->path, "%s/%s", PLACE_COPIES, p->image->name) < 0)
        p->path = NULL;
    if (p->path && image_verify(p->image, p->path, &why) == 0)
        return true;
    free(p->path);
    p->path = NULL;
    return false;
}

static int choose_copy(struct place *p, const struct host *host, const char *owner,
                       struct error *e)
{
    p->kind = PLACE_COPY;
    if (asprintf(&p->directory, "%s/%s", host->root ? host->root : embed_parent(),
                 owner) < 0 ||
        asprintf(&p->path, "%s/%s", p->directory, p->image->name) < 0)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the copy");
    return 0;
}

static int choose_volume(struct place *p, const struct host *host, const char *owner,
                         struct error *e)
{
    _cleanup_free_ char *target = NULL;
    int found = -1;

    p->kind = PLACE_VOLUME;
    if (p->image->parts[0])
        return error_set(e, CODE_USAGE,
                         "image format '%s' is more than one file and cannot be "
                         "uploaded; use another",
                         p->image->format);
    if (p->persistent)
        found = pool_find(host, &p->pool, POOL_DEFAULT_NAME, POOL_DEFAULT_TARGET, e);
    else if (asprintf(&target, POOL_OWN_PARENT "/%s", owner) >= 0)
        found = pool_find(host, &p->pool, owner, target, e);
    if (found < 0)
        return -1;
    p->makes_pool = !p->pool.handle;
    if (asprintf(&p->volume, "%s-%s", owner, p->image->name) < 0 ||
        asprintf(&p->path, "%s/%s", p->pool.target, p->volume) < 0)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the volume");
    return 0;
}

int place_choose(struct place *p, const struct host *host, const struct image *image,
                 const char *machine, const char *bus, const char *owner, bool persistent,
                 struct error *e)
{
    int result = 0;

    if (!place_attachable(image))
        return error_set(e, CODE_USAGE,
                         "image format '%s' is not one that libvirt can attach; "
                         "choose another with --image",
                         image->format);
    if (image_verify(image, NULL, e) < 0)
        return -1;
    p->image = image;
    p->persistent = persistent;
    p->disk.device = image->device;
    p->disk.driver = image->driver;
    p->disk.bus = bus ? bus : domain_natural_bus(image->device, machine);
    if (!bus_takes(p->disk.bus, image->device))
        return error_set(e, CODE_USAGE,
                         "image format '%s' is a %s, which bus '%s' does not take",
                         image->format, image->device, p->disk.bus);
    p->disk.readonly = !p->writable && can_be_readonly(&p->disk);
    p->disk.keep_owner = p->disk.readonly && host->system;
    if (choose_file(p, host))
        p->kind = PLACE_FILE;
    else if (host->root || (host->local && !host->system && !p->persistent))
        result = choose_copy(p, host, owner, e);
    else
        result = choose_volume(p, host, owner, e);
    p->disk.path = p->path;
    return result;
}

int place_choose_for_run(struct place *p, const struct host *host,
                         const struct image *image, const char *machine, const char *bus,
                         const char *run, struct error *e)
{
    char owner[sizeof POOL_OWN_PREFIX + RUN_ID_SIZE];

    snprintf(owner, sizeof owner, "%s%s", POOL_OWN_PREFIX, run);
    return place_choose(p, host, image, machine, bus, owner, false, e);
}

static int copy_file(const char *from, const char *to, struct error *e)
{
    _cleanup_close_ int in = open(from, O_RDONLY | O_CLOEXEC);
    _cleanup_close_ int out = -1;
    ssize_t n;

    if (in < 0)
        return error_set(e, CODE_IMAGE_MISSING, "%s: %s", from, strerror(errno));
    out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (out < 0)
        return error_set(e, CODE_FILE, "%s: %s", to, strerror(errno));
    while ((n = sendfile(out, in, NULL, 1 << 20)) > 0)
        ;
    /* QEMU's user is another one, whatever our umask. */
    if (n < 0 || fchmod(out, 0644) < 0)
        return error_set(e, CODE_FILE, "%s: %s", to, strerror(errno));
    return 0;
}

static int undo_copy(void *arg, struct error *e)
{
    struct place *p = arg;

    for (char **part = p->image->parts; *part; part++) {
        _cleanup_free_ char *path = NULL;

        if (asprintf(&path, "%s/%s", p->directory, *part) >= 0)
            (void)unlink(path); /* if it stays, so does its directory, and is named */
    }
    (void)unlink(p->path);
    if (rmdir(p->directory) < 0 && errno != ENOENT)
        return error_set(e, CODE_LEFTOVERS, "%s: %s", p->directory, strerror(errno));
    return 0;
}

/* A directory of its own, so that an image of several files keeps their names. */
static int make_copy(struct place *p, struct undo *ledger, struct error *e)
{
    if (mkdir(p->directory, 0711) < 0)
        return error_set(e, CODE_FILE, "%s: %s", p->directory, strerror(errno));
    if (undo_push(ledger, undo_copy, p, e, "%s", p->directory) < 0 ||
        copy_file(p->image->path, p->path, e) < 0)
        return -1;
    for (char **part = p->image->parts; *part; part++) {
        _cleanup_free_ char *from = NULL, *to = NULL;

        if (asprintf(&to, "%s/%s", p->directory, *part) < 0 ||
            asprintf(&from, "%.*s%s",
                     (int)(strlen(p->image->path) - strlen(p->image->name)),
                     p->image->path, *part) < 0)
            return error_set(e, CODE_MEMORY_OUT, "no memory for the copy");
        if (copy_file(from, to, e) < 0)
            return -1;
    }
    return 0;
}

static int undo_pool(void *arg, struct error *e)
{
    struct place *p = arg;

    return pool_remove(p->pool.handle, p->pool.built, e);
}

static int undo_volume(void *arg, struct error *e)
{
    struct place *p = arg;

    return volume_delete(p->pool.handle, p->volume, e);
}

static int make_volume(struct place *p, const struct host *host, struct undo *ledger,
                       struct error *e)
{
    if (p->makes_pool) {
        if (pool_make(host, &p->pool, p->persistent, e) < 0 ||
            undo_push(ledger, undo_pool, p, e, "storage pool '%s'", p->pool.name) < 0)
            return -1;
    }
    if (volume_upload(&p->pool, p->volume, p->image, e) < 0)
        return -1;
    return undo_push(ledger, undo_volume, p, e, "volume '%s'", p->path);
}

int place_make(struct place *p, const struct host *host, struct undo *ledger,
               struct error *e)
{
    if (p->kind == PLACE_COPY)
        return make_copy(p, ledger, e);
    if (p->kind == PLACE_VOLUME)
        return make_volume(p, host, ledger, e);
    return 0;
}

void place_clear(struct place *p)
{
    pool_clear(&p->pool);
    free(p->path);
    free(p->volume);
    free(p->directory);
    *p = (struct place){0};
}
