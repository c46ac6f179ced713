/* Storage volumes: how an image reaches a host whose files are not ours to lay out. */
#pragma once

#include "host.h"
#include "image.h"

#define VOLUME_DEFAULT_POOL "default"
#define VOLUME_DEFAULT_TARGET "/var/lib/libvirt/images"

/* A directory pool to put a volume in.  Strings owned. */
struct pool {
    virStoragePoolPtr handle; /* null while it is only planned */
    char *name;
    char *target; /* its directory on the hypervisor's host */
};

/* Find an active directory pool, "default" first; if there is none, plan "default" at
 * VOLUME_DEFAULT_TARGET, as virt-install does.  0, or -1 with CODE_NO_POOL. */
_must_check_ int pool_find(const struct host *host, struct pool *pool, struct error *e);

/* Make a planned pool: for good (and started with the host), or until it is destroyed. */
_must_check_ int pool_make(const struct host *host, struct pool *pool, bool persistent,
                           struct error *e);

/* Undo pool_make() (also for a pool that another now uses: it is then left alone). */
int pool_remove(virStoragePoolPtr handle, struct error *e);

void pool_clear(struct pool *pool);

/* Create the volume `name` and upload the image's bytes.  A volume of that name is never
 * overwritten: -1 with CODE_EXISTS.  A half-made volume is removed again. */
_must_check_ int volume_upload(const struct pool *pool, const char *name,
                               const struct image *image, struct error *e);

/* Delete a volume by name; one that is gone already is success. */
int volume_delete(virStoragePoolPtr pool, const char *name, struct error *e);
