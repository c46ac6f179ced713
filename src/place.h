/* Where a guest's medium lies: decided first, made second, so that a definition can be
 * compared with what exists before anything is changed.
 *
 * Confined guests of a system daemon may not open /usr/share (virt-aa-helper refuses it),
 * so the package keeps copies in PLACE_COPIES; what is on another machine, or has no
 * copy, goes into a storage volume. */
#pragma once

#include "domain-xml.h"
#include "undo.h"
#include "volume.h"

#define PLACE_COPIES "/var/lib/tinyvm"

enum place_kind {
    PLACE_FILE,   /* a file that is there already: nothing to make */
    PLACE_COPY,   /* a copy in a directory of our own on this machine */
    PLACE_VOLUME, /* a storage volume */
};

/* Zero-initialise.  `disk` borrows from this struct and from the image. */
struct place {
    enum place_kind kind;
    struct disk disk;
    char *path;
    char *directory; /* made for PLACE_COPY */
    char *volume;    /* its name, for PLACE_VOLUME */
    struct pool pool;
    bool makes_pool;
    bool persistent;
    bool writable; /* wanted: the caller sets it before place_choose() */
    const struct image *image;
};

/* Whether libvirt can attach the image to a domain at all. */
bool place_attachable(const struct image *image);

/* Decide for `image` on `bus` (null: the natural one) of `machine`.  A volume will be
 * called OWNER-IMAGE; on a host without a pool, a `persistent` one goes into the pool
 * "default", another into a pool of its own, OWNER.  0, or -1 with CODE_USAGE if QEMU
 * cannot attach that format, CODE_IMAGE_*, CODE_NO_POOL.
 */
_must_check_ int place_choose(struct place *p, const struct host *host,
                              const struct image *image, const char *machine,
                              const char *bus, const char *owner, bool persistent,
                              struct error *e);

/* The same for a throw-away guest: what is made for it bears its run id. */
_must_check_ int place_choose_for_run(struct place *p, const struct host *host,
                                      const struct image *image, const char *machine,
                                      const char *bus, const char *run, struct error *e);

/* Make what was decided; what comes to exist goes into the ledger, whose entries borrow
 * from *p. */
_must_check_ int place_make(struct place *p, const struct host *host, struct undo *ledger,
                            struct error *e);

void place_clear(struct place *p);
#define _cleanup_place_ _cleanup_(place_clear)
