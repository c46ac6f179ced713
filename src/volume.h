/* Storage volumes: how an image reaches a host whose files are not ours to lay out. */
#pragma once

#include "host.h"
#include "image.h"

/* Where virt-install makes a pool on a host that has none. */
#define POOL_DEFAULT_NAME "default"
#define POOL_DEFAULT_TARGET "/var/lib/libvirt/images"

/* Pools of throw-away guests are called this and a run's random letters; nobody else
 * shall put anything into them. */
#define POOL_OWN_PREFIX "tinyvm-"
#define POOL_OWN_PARENT "/var/lib/libvirt"

/* A directory pool to put a volume in.  Strings owned. */
struct pool {
    virStoragePoolPtr handle; /* null while it is only planned */
    char *name;
    char *target; /* its directory on the hypervisor's host */
    bool built;   /* pool_make() made that directory too */
};

/* Find an active directory pool, "default" first; if there is none, plan one of this name
 * and directory.  0, or -1 with CODE_NO_POOL. */
_must_check_ int pool_find(const struct host *host, struct pool *pool, const char *name,
                           const char *target, struct error *e);

/* Make a planned pool, started with the host if `autostart`. */
_must_check_ int pool_make(const struct host *host, struct pool *pool, bool autostart,
                           struct error *e);

/* Undo pool_make(), unless others have put volumes there: then the pool stays.  `built`:
 * remove its directory too, if it is empty. */
int pool_remove(virStoragePoolPtr handle, bool built, struct error *e);

void pool_clear(struct pool *pool);

/* Create the volume `name` and upload the image's bytes.  A volume of that name is never
 * overwritten: -1 with CODE_EXISTS.  A half-made volume is removed again. */
_must_check_ int volume_upload(const struct pool *pool, const char *name,
                               const struct image *image, struct error *e);

/* Create the volume `name` with nothing in it, for the host to write.  As above. */
_must_check_ int volume_create(const struct pool *pool, const char *name,
                               struct error *e);

/* Delete a volume by name; one that is gone already is success. */
int volume_delete(virStoragePoolPtr pool, const char *name, struct error *e);
