/* What runs of tinyvm that are no more have left behind: found by run ids (run-id.h) in
 * marks, names and private directories, never by how a name looks alone; and removed. */
#pragma once

#include "host.h"
#include "run-id.h"

enum leftover_kind {
    LEFTOVER_DOMAIN,
    LEFTOVER_VOLUME,
    LEFTOVER_POOL,
    LEFTOVER_DIRECTORY, /* of the in-process driver, maybe with a QEMU that still runs */
    LEFTOVER_COPY,      /* the directory of an image's copy, for a user's own daemon */
    LEFTOVER_SAVE,      /* a guest saved by a user's own daemon */
};

/* One thing that bears a run id.  Only where the owner is dead may it be removed. */
struct leftover {
    enum leftover_kind kind;
    enum run_owner owner;
    char *name; /* of the domain, volume, pool; the directory's path */
    char *pool; /* that a volume is in */
    char *run;
    char uuid[VIR_UUID_STRING_BUFLEN]; /* of a domain */
};

/* Zero-initialise; sweep_clear() frees it. */
struct sweep {
    struct leftover *items;
    size_t n;
    const char *given_up; /* a run id that, with its relatives, counts as dead; or null */
};

/* Look: domains, volumes and pools of a host, in the order in which they can be removed;
 * files and directories of this machine.  0, or -1 with CODE_CONNECT or CODE_MEMORY_OUT.
 */
_must_check_ int sweep_find_on_host(struct sweep *s, const struct host *host,
                                    struct error *e);
_must_check_ int sweep_find_here(struct sweep *s, struct error *e);

/* Remove one thing whose owner is dead, after another look at what it is; `host` may be
 * null for what is on this machine.  0, also if it is gone by now, or -1 with
 * CODE_LEFTOVERS. */
_must_check_ int sweep_remove(const struct leftover *item, const struct host *host,
                              struct error *e);

void sweep_clear(struct sweep *s);

/* For the finders: append an item, with copies of the strings.  Null without memory. */
struct leftover *sweep_add(struct sweep *s, enum leftover_kind kind, const char *name,
                           const char *run);

/* For the finders: the run id in NAME = POOL_OWN_PREFIX RUN-ID REST, a new string, or
 * null; and whether a name is such as our images have. */
char *sweep_run_of(const char *name, const char **rest);
bool sweep_is_image(const char *name);

/* For sweep_remove(): one kind each. */
int sweep_remove_domain(const struct leftover *item, const struct host *host,
                        struct error *e);
int sweep_remove_volume(const struct leftover *item, const struct host *host,
                        struct error *e);
int sweep_remove_pool(const struct leftover *item, const struct host *host,
                      struct error *e);
int sweep_remove_directory(const struct leftover *item, struct error *e);
int sweep_remove_own_file(const struct leftover *item, struct error *e);

/* The steps of sweep_find_on_host() and sweep_find_here(). */
int sweep_find_domains(struct sweep *s, const struct host *host, struct error *e);
int sweep_find_storage(struct sweep *s, const struct host *host, struct error *e);
int sweep_find_directories(struct sweep *s, struct error *e);
int sweep_find_own_files(struct sweep *s, struct error *e);
