/* Volumes and pools of throw-away guests whose tinyvm is no more.  See sweep.h.
 *
 * A volume is called POOL_OWN_PREFIX RUN-ID and '-' IMAGE (place.h) or ".save"
 * (save-file.h), a pool POOL_OWN_PREFIX RUN-ID and maybe "-save".  Neither has room for a
 * mark, so the whole name must fit, a pool must be a directory in its place as well, and
 * no domain that stays may use a volume. */
#include "sweep.h"
#include "volume.h"

#include <string.h>

static bool is_volume_name(const char *rest)
{
    return strcmp(rest, ".save") == 0 || (*rest == '-' && sweep_is_image(rest + 1));
}

static bool will_go(const struct sweep *s, virDomainPtr domain)
{
    char uuid[VIR_UUID_STRING_BUFLEN];

    for (size_t i = 0; i < s->n && virDomainGetUUIDString(domain, uuid) == 0; i++)
        if (s->items[i].kind == LEFTOVER_DOMAIN && s->items[i].owner == RUN_OWNER_DEAD &&
            strcmp(s->items[i].uuid, uuid) == 0)
            return true;
    return false;
}

/* The name holds nothing that XML escapes.  What cannot be read counts as a use. */
static bool uses(virDomainPtr domain, const char *volume)
{
    _cleanup_free_ char *xml = virDomainGetXMLDesc(domain, 0);

    return !xml || strstr(xml, volume);
}

static bool is_used(const struct sweep *s, const struct host *host, const char *volume)
{
    virDomainPtr *all = NULL;
    int n = virConnectListAllDomains(host->conn, &all, 0);
    bool used = n < 0;

    for (int i = 0; i < n; i++) {
        used = used || (!will_go(s, all[i]) && uses(all[i], volume));
        virDomainFree(all[i]);
    }
    free(all);
    return used;
}

static int consider_volume(struct sweep *s, const struct host *host, const char *pool,
                           const char *name, struct error *e)
{
    const char *rest;
    _cleanup_free_ char *run = sweep_run_of(name, &rest);
    struct leftover *item;

    if (!run || !is_volume_name(rest) || is_used(s, host, name))
        return 0;
    item = sweep_add(s, LEFTOVER_VOLUME, name, run);
    if (item)
        item->pool = strdup(pool);
    return item && item->pool ? 0 : error_set(e, CODE_MEMORY_OUT, "no memory for a list");
}

static int find_volumes(struct sweep *s, const struct host *host, virStoragePoolPtr pool,
                        struct error *e)
{
    virStorageVolPtr *all = NULL;
    int n, result = 0;

    if (virStoragePoolIsActive(pool) != 1)
        return 0;
    (void)virStoragePoolRefresh(pool, 0); /* else it tells what it saw some time ago */
    n = virStoragePoolListAllVolumes(pool, &all, 0);
    for (int i = 0; i < n; i++) {
        if (result == 0)
            result = consider_volume(s, host, virStoragePoolGetName(pool),
                                     virStorageVolGetName(all[i]), e);
        virStorageVolFree(all[i]);
    }
    free(all);
    return result;
}

/* As volume.c makes it: to delete a pool of another type could be far more than rmdir. */
static bool is_own_directory(virStoragePoolPtr pool)
{
    _cleanup_free_ char *xml = virStoragePoolGetXMLDesc(pool, 0), *path = NULL;

    return xml && strncmp(xml, "<pool type='dir'>", 17) == 0 &&
           asprintf(&path, "<path>" POOL_OWN_PARENT "/%s</path>",
                    virStoragePoolGetName(pool)) >= 0 &&
           strstr(xml, path);
}

static int consider_pool(struct sweep *s, virStoragePoolPtr pool, struct error *e)
{
    const char *name = virStoragePoolGetName(pool), *rest;
    _cleanup_free_ char *run = sweep_run_of(name, &rest);

    if (!run || (*rest && strcmp(rest, "-save") != 0) || !is_own_directory(pool))
        return 0;
    return sweep_add(s, LEFTOVER_POOL, name, run)
               ? 0
               : error_set(e, CODE_MEMORY_OUT, "no memory for a list");
}

int sweep_find_storage(struct sweep *s, const struct host *host, struct error *e)
{
    virStoragePoolPtr *all = NULL;
    int n = virConnectListAllStoragePools(host->conn, &all, 0), result = 0;

    if (n < 0 && vir_last_code() == VIR_ERR_NO_SUPPORT)
        return 0; /* the in-process driver and others have no storage */
    if (n < 0)
        return vir_error(e, CODE_CONNECT, "%s: storage pools", host->uri);
    for (int i = 0; i < n && result == 0; i++)
        result = find_volumes(s, host, all[i], e);
    for (int i = 0; i < n; i++) {
        if (result == 0)
            result = consider_pool(s, all[i], e);
        virStoragePoolFree(all[i]);
    }
    free(all);
    return result;
}

int sweep_remove_volume(const struct leftover *item, const struct host *host,
                        struct error *e)
{
    _cleanup_pool_ virStoragePoolPtr pool =
        virStoragePoolLookupByName(host->conn, item->pool);
    struct sweep nothing = {0};

    if (!pool)
        return vir_error(e, CODE_LEFTOVERS, "volume '%s'", item->name);
    if (is_used(&nothing, host, item->name))
        return error_set(e, CODE_LEFTOVERS, "volume '%s' has come into use", item->name);
    return volume_delete(pool, item->name, e);
}

/* After a reboot of the host the pool is not active, and its volumes were not listed; of
 * a run that died early or late, its directory is not there. */
static int empty_pool(const struct leftover *item, virStoragePoolPtr pool,
                      const struct host *host, struct error *e)
{
    struct sweep inside = {0};
    int result = 0;

    if (virStoragePoolIsActive(pool) != 1 && virStoragePoolCreate(pool, 0) < 0 &&
        virStoragePoolCreate(pool, VIR_STORAGE_POOL_CREATE_WITH_BUILD) < 0)
        return vir_error(e, CODE_LEFTOVERS, "storage pool '%s'", item->name);
    result = find_volumes(&inside, host, pool, e);
    for (size_t i = 0; i < inside.n && result == 0; i++)
        if (strcmp(inside.items[i].run, item->run) == 0)
            result = sweep_remove_volume(&inside.items[i], host, e);
    sweep_clear(&inside);
    return result;
}

int sweep_remove_pool(const struct leftover *item, const struct host *host,
                      struct error *e)
{
    _cleanup_pool_ virStoragePoolPtr pool =
        virStoragePoolLookupByName(host->conn, item->name);
    _cleanup_pool_ virStoragePoolPtr left = NULL;

    if (!pool)
        return 0;
    if (empty_pool(item, pool, host, e) < 0 || pool_remove(pool, true, e) < 0)
        return error_wrap(e, "storage pool '%s'", item->name);
    left = virStoragePoolLookupByName(host->conn, item->name);
    return left ? error_set(e, CODE_LEFTOVERS,
                            "storage pool '%s' holds volumes that others use", item->name)
                : 0;
}
