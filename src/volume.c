/* See volume.h. */
#include "volume.h"

#include <errno.h>
#include <fcntl.h>
#include <libxml/xmlwriter.h>
#include <string.h>

#define XML(text) ((const xmlChar *)(text))

static char *pool_target(virStoragePoolPtr pool)
{
    char *xml = virStoragePoolGetXMLDesc(pool, 0), *target = NULL;
    char *start = xml ? strstr(xml, "<path>") : NULL;
    char *end = start ? strstr(start, "</path>") : NULL;

    if (end)
        target = strndup(start + 6, (size_t)(end - start - 6));
    free(xml);
    return target;
}

static int take(struct pool *pool, virStoragePoolPtr handle, struct error *e)
{
    pool->handle = handle;
    pool->name = strdup(virStoragePoolGetName(handle));
    pool->target = pool_target(handle);
    return pool->name && pool->target
               ? 0
               : error_set(e, CODE_NO_POOL, "a storage pool has no target directory");
}

static int plan(const struct host *host, struct pool *pool, const char *name,
                const char *target, struct error *e)
{
    _cleanup_pool_ virStoragePoolPtr inactive =
        virStoragePoolLookupByName(host->conn, name);

    if (inactive)
        return error_set(e, CODE_NO_POOL, "%s: the storage pool '%s' is not active",
                         host->uri, name);
    if (!host->system)
        return error_set(e, CODE_NO_POOL, "%s: there is no active directory pool",
                         host->uri);
    pool->name = strdup(name);
    pool->target = strdup(target);
    return pool->name && pool->target ? 0 : error_set(e, CODE_MEMORY_OUT, "no memory");
}

/* 2: the one that people expect; 1: usable; 0: another run's, which may go at any time.
 */
static int rank(virStoragePoolPtr pool)
{
    const char *name = virStoragePoolGetName(pool);

    if (strcmp(name, POOL_DEFAULT_NAME) == 0)
        return 2;
    return strncmp(name, POOL_OWN_PREFIX, strlen(POOL_OWN_PREFIX)) != 0;
}

int pool_find(const struct host *host, struct pool *pool, const char *name,
              const char *target, struct error *e)
{
    virStoragePoolPtr *all = NULL, chosen = NULL;
    int n = virConnectListAllStoragePools(host->conn, &all,
                                          VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE |
                                              VIR_CONNECT_LIST_STORAGE_POOLS_DIR);

    if (n < 0)
        return vir_error(e, CODE_NO_POOL, "%s: storage pools", host->uri);
    for (int i = 0; i < n; i++) {
        bool better = rank(all[i]) > (chosen ? rank(chosen) : 0);

        if (better && chosen)
            virStoragePoolFree(chosen);
        if (better)
            chosen = all[i];
        else
            virStoragePoolFree(all[i]);
    }
    free(all);
    return chosen ? take(pool, chosen, e) : plan(host, pool, name, target, e);
}

/* Start it; if its directory is missing, build that first. */
static int activate(struct pool *pool, bool autostart)
{
    if (virStoragePoolCreate(pool->handle, 0) < 0) {
        if (virStoragePoolCreate(pool->handle, VIR_STORAGE_POOL_CREATE_WITH_BUILD) < 0)
            return -1;
        pool->built = true;
    }
    return autostart ? virStoragePoolSetAutostart(pool->handle, 1) : 0;
}

int pool_make(const struct host *host, struct pool *pool, bool autostart, struct error *e)
{
    _cleanup_free_ char *xml = NULL;

    /* Both strings are our own, of letters, digits, '-' and '/': nothing to escape. */
    if (asprintf(
            &xml,
            "<pool type='dir'><name>%s</name><target><path>%s</path></target></pool>",
            pool->name, pool->target) < 0)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the pool");
    pool->handle = virStoragePoolDefineXML(host->conn, xml, 0);
    if (!pool->handle)
        return vir_error(e, CODE_NO_POOL, "storage pool '%s'", pool->name);
    if (activate(pool, autostart) < 0) {
        vir_error(e, CODE_NO_POOL, "storage pool '%s'", pool->name);
        (void)virStoragePoolDestroy(pool->handle);
        (void)virStoragePoolUndefine(pool->handle);
        return -1;
    }
    return 0;
}

/* A failure to remove what is gone already is none. */
static int not_removed(const char *what, const char *name, struct error *e)
{
    int code = vir_last_code();

    if (code == VIR_ERR_NO_STORAGE_POOL || code == VIR_ERR_NO_STORAGE_VOL)
        return 0;
    return vir_error(e, CODE_LEFTOVERS, "%s%s", what, name);
}

int pool_remove(virStoragePoolPtr handle, bool built, struct error *e)
{
    if (virStoragePoolIsActive(handle) == 1) {
        if (virStoragePoolRefresh(handle, 0) == 0 &&
            virStoragePoolNumOfVolumes(handle) > 0)
            return 0;
        if (virStoragePoolDestroy(handle) < 0 && virStoragePoolIsActive(handle) == 1)
            return not_removed("storage pool", "", e);
    }
    if (built && virStoragePoolDelete(handle, 0) < 0)
        return not_removed("storage pool's directory", "", e);
    if (virStoragePoolUndefine(handle) < 0)
        return not_removed("storage pool", "", e);
    return 0;
}

void pool_clear(struct pool *pool)
{
    if (pool->handle)
        virStoragePoolFree(pool->handle);
    free(pool->name);
    free(pool->target);
    *pool = (struct pool){0};
}

/* https://libvirt.org/formatstorage.html; 0644 so that QEMU's user may read what it does
 * not own. */
static char *volume_xml(const char *name, uint64_t size)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    xmlTextWriterPtr w = buffer ? xmlNewTextWriterMemory(buffer, 0) : NULL;
    char *xml = NULL;
    int bad = !w;

    if (w) {
        bad |= xmlTextWriterStartElement(w, XML("volume")) < 0;
        bad |= xmlTextWriterWriteElement(w, XML("name"), XML(name)) < 0;
        bad |= xmlTextWriterWriteFormatElement(w, XML("capacity"), "%llu",
                                               (unsigned long long)size) < 0;
        bad |= xmlTextWriterStartElement(w, XML("target")) < 0;
        /* The bytes of the file are uploaded as they are, so libvirt must not format it.
         */
        bad |= xmlTextWriterStartElement(w, XML("format")) < 0;
        bad |= xmlTextWriterWriteAttribute(w, XML("type"), XML("raw")) < 0;
        bad |= xmlTextWriterEndElement(w) < 0;
        bad |= xmlTextWriterStartElement(w, XML("permissions")) < 0;
        bad |= xmlTextWriterWriteElement(w, XML("mode"), XML("0644")) < 0;
        bad |= xmlTextWriterEndDocument(w) < 0;
        xmlFreeTextWriter(w);
    }
    if (!bad)
        xml = strdup((const char *)xmlBufferContent(buffer));
    if (buffer)
        xmlBufferFree(buffer);
    return xml;
}

static int send_chunk(virStreamPtr stream _unused_, char *data, size_t max, void *opaque)
{
    ssize_t n = read(*(int *)opaque, data, max);

    return n < 0 ? -1 : (int)n;
}

static int upload(virConnectPtr conn, virStorageVolPtr volume, const struct image *image,
                  struct error *e)
{
    _cleanup_close_ int fd = open(image->path, O_RDONLY | O_CLOEXEC);
    _cleanup_stream_ virStreamPtr stream = virStreamNew(conn, 0);

    if (fd < 0)
        return error_set(e, CODE_IMAGE_MISSING, "%s: %s", image->path, strerror(errno));
    if (!stream || virStorageVolUpload(volume, stream, 0, image->size, 0) < 0)
        return vir_error(e, CODE_NO_POOL, "upload of %s", image->name);
    if (virStreamSendAll(stream, send_chunk, &fd) < 0) {
        vir_error(e, CODE_NO_POOL, "upload of %s", image->name);
        (void)virStreamAbort(stream);
        return -1;
    }
    if (virStreamFinish(stream) < 0)
        return vir_error(e, CODE_NO_POOL, "upload of %s", image->name);
    return 0;
}

static virStorageVolPtr create(const struct pool *pool, const char *name, uint64_t size,
                               struct error *e)
{
    _cleanup_free_ char *xml = volume_xml(name, size);
    virStorageVolPtr volume = xml ? virStorageVolCreateXML(pool->handle, xml, 0) : NULL;

    if (!volume)
        vir_error(
            e, vir_last_code() == VIR_ERR_STORAGE_VOL_EXIST ? CODE_EXISTS : CODE_NO_POOL,
            "volume '%s' in pool '%s'", name, pool->name);
    return volume;
}

int volume_create(const struct pool *pool, const char *name, struct error *e)
{
    _cleanup_volume_ virStorageVolPtr volume = create(pool, name, 0, e);

    return volume ? 0 : -1;
}

int volume_upload(const struct pool *pool, const char *name, const struct image *image,
                  struct error *e)
{
    _cleanup_volume_ virStorageVolPtr volume = create(pool, name, image->size, e);

    if (!volume)
        return -1;
    if (upload(virStoragePoolGetConnect(pool->handle), volume, image, e) < 0) {
        (void)virStorageVolDelete(volume, 0);
        return -1;
    }
    return 0;
}

int volume_delete(virStoragePoolPtr pool, const char *name, struct error *e)
{
    _cleanup_volume_ virStorageVolPtr volume = virStorageVolLookupByName(pool, name);

    if (!volume || virStorageVolDelete(volume, 0) < 0)
        return not_removed("volume ", name, e);
    return 0;
}
