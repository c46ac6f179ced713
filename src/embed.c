/* See embed.h. */
#include "embed.h"
#include "kvm-access.h"
#include "run-id.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>

const char *embed_parent(void)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");

    if (geteuid() == 0)
        return "/run";
    return runtime && *runtime == '/' && strlen(runtime) < 40 ? runtime : "/tmp";
}

/* For root, guests run as the packaged user unless that user cannot open /dev/kvm:
 * libvirt would then find its capability cache stale at every call and probe QEMU again
 * each time (52 s for one start, measured).  There is no log daemon, and nothing to
 * confine: the guest is 256 bytes of our own with neither network nor writable disk. */
static int write_configuration(const char *path, struct error *e)
{
    _cleanup_fclose_ FILE *file = fopen(path, "wxe");

    if (!file)
        return error_set(e, CODE_CONNECT, "%s: %s", path, strerror(errno));
    fputs("stdio_handler = \"file\"\n", file);
    if (geteuid() == 0) {
        fputs("security_driver = \"none\"\nremember_owner = 0\n", file);
        if (kvm_access(KVM_QEMU_USER) != KVM_ACCESS_YES)
            fputs("user = \"+0\"\ngroup = \"+0\"\n", file);
    }
    if (fflush(file) != 0)
        return error_set(e, CODE_CONNECT, "%s: %s", path, strerror(errno));
    return 0;
}

static int write_owner(const char *path, struct error *e)
{
    _cleanup_fclose_ FILE *file = fopen(path, "wxe");
    char id[RUN_ID_SIZE];

    run_id_make(id);
    if (!file || fprintf(file, "%s\n", id) < 0 || fflush(file) != 0)
        return error_set(e, CODE_CONNECT, "%s: %s", path, strerror(errno));
    return 0;
}

char *embed_make_root(struct error *e)
{
    _cleanup_free_ char *root = NULL, *etc = NULL, *conf = NULL, *owner = NULL;
    char *made;

    if (asprintf(&root, "%s/" EMBED_PREFIX "XXXXXX", embed_parent()) < 0 ||
        !mkdtemp(root)) {
        error_set(e, CODE_CONNECT, "private directory in %s: %s", embed_parent(),
                  strerror(errno));
        return NULL;
    }
    if (asprintf(&etc, "%s/etc", root) < 0 ||
        asprintf(&conf, "%s/etc/qemu.conf", root) < 0 ||
        asprintf(&owner, "%s/" EMBED_OWNER, root) < 0) {
        error_set(e, CODE_MEMORY_OUT, "no memory for the private directory");
        return NULL;
    }
    /* The user that runs QEMU must be able to pass through, and no more. */
    if (chmod(root, 0711) < 0 || mkdir(etc, 0700) < 0) {
        error_set(e, CODE_CONNECT, "%s: %s", etc, strerror(errno));
        (void)rmdir(root);
        return NULL;
    }
    if (write_owner(owner, e) < 0 || write_configuration(conf, e) < 0) {
        (void)embed_remove_root(root, &(struct error){0});
        return NULL;
    }
    made = root;
    root = NULL;
    return made;
}

static int remove_one(const char *path, const struct stat *st _unused_, int type _unused_,
                      struct FTW *ftw _unused_)
{
    return remove(path);
}

int embed_remove_root(const char *root, struct error *e)
{
    if (nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) < 0)
        return error_set(e, CODE_LEFTOVERS, "%s: %s", root, strerror(errno));
    return 0;
}
