/* See embed.h. */
#include "embed.h"
#include "clock.h"
#include "file-tree.h"
#include "kvm-access.h"
#include "loop.h"
#include "reaper.h"
#include "run-id.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>

#define ABANDON_MS 3000 /* for a call that was aborted to come back */

const char *embed_parent(void)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");

    if (geteuid() == 0)
        return "/run";
    return runtime && *runtime == '/' && strlen(runtime) < 40 ? runtime : "/tmp";
}

/* A new file that nobody else can read; null and errno. */
static FILE *create(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

    if (!file && fd >= 0)
        close(fd);
    return file;
}

/* For root, guests run as the packaged user unless that user cannot open /dev/kvm:
 * libvirt would then find its capability cache stale at every call and probe QEMU again
 * each time (52 s for one start, measured).  There is no log daemon, and nothing to
 * confine: the guest is 256 bytes of our own with neither network nor writable disk. */
static int write_configuration(const char *path, struct error *e)
{
    _cleanup_fclose_ FILE *file = create(path);

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
    _cleanup_fclose_ FILE *file = create(path);
    char id[RUN_ID_SIZE];

    run_id_make(id);
    if (!file || fprintf(file, "%s\n", id) < 0 || fflush(file) != 0)
        return error_set(e, CODE_CONNECT, "%s: %s", path, strerror(errno));
    return 0;
}

static int remove_one(const char *path, bool is_file _unused_, void *arg _unused_)
{
    return remove(path);
}

int embed_remove_root(const char *root, struct error *e)
{
    if (file_tree_walk(root, remove_one, NULL) < 0)
        return error_set(e, CODE_LEFTOVERS, "%s: %s", root, strerror(errno));
    return 0;
}

/* The path is short, as its sockets' paths may not exceed 107 bytes. */
static char *make_root(struct error *e)
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
        (void)embed_remove_root(root, e);
        return NULL;
    }
    made = root;
    root = NULL;
    return made;
}

/* libvirt opens the driver once in a process's life, so all users share it: the first
 * makes the root directory and a connection that keeps it open, the last removes both. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t closed; /* by the last user */
    int users;
    char *root, *uri;
    virConnectPtr anchor;
} embed = {.lock = PTHREAD_MUTEX_INITIALIZER, .closed = PTHREAD_COND_INITIALIZER};

static int open_first(struct error *e)
{
    embed.root = make_root(e);
    if (!embed.root)
        return -1;
    reaper_start();
    if (asprintf(&embed.uri, "qemu:///embed?root=%s", embed.root) < 0)
        embed.uri = NULL;
    embed.anchor = embed.uri ? virConnectOpen(embed.uri) : NULL;
    return embed.anchor ? 0 : vir_error(e, CODE_CONNECT, "qemu:///embed");
}

static int close_last(struct error *e)
{
    int left = embed.anchor ? virConnectClose(embed.anchor) : 0;
    int result;

    reaper_stop();
    (void)loop_barrier(); /* before what the reaper borrows goes */
    result = embed.root ? embed_remove_root(embed.root, e) : 0;

    free(embed.root);
    free(embed.uri);
    embed.root = embed.uri = NULL;
    embed.anchor = NULL;
    if (left > 0)
        return error_set(e, CODE_LEFTOVERS, "%d references to qemu:///embed are left",
                         left);
    return result;
}

virConnectPtr embed_open(const char **root, struct error *e)
{
    _cleanup_error_ struct error closing = {0};
    virConnectPtr conn = NULL;

    pthread_mutex_lock(&embed.lock);
    if (embed.users > 0 || open_first(e) == 0) {
        conn = virConnectOpen(embed.uri);
        if (!conn)
            vir_error(e, CODE_CONNECT, "qemu:///embed");
    }
    if (conn)
        embed.users++;
    else if (embed.users == 0)
        (void)close_last(&closing);
    *root = conn ? embed.root : NULL;
    pthread_mutex_unlock(&embed.lock);
    return conn;
}

int embed_close(struct error *e)
{
    int result = 0;

    pthread_mutex_lock(&embed.lock);
    if (--embed.users == 0) {
        result = close_last(e);
        pthread_cond_broadcast(&embed.closed);
    }
    pthread_mutex_unlock(&embed.lock);
    return result;
}

int embed_abandon(struct error *e)
{
    struct timespec until = clock_timespec(clock_deadline(ABANDON_MS));
    int why = 0, result;

    if (pthread_mutex_clocklock(&embed.lock, CLOCK_MONOTONIC, &until) != 0)
        return error_set(e, CODE_LEFTOVERS,
                         "%s/" EMBED_PREFIX "*: the in-process driver hangs in there",
                         embed_parent());
    while (why == 0 && embed.users > 0)
        why = pthread_cond_clockwait(&embed.closed, &embed.lock, CLOCK_MONOTONIC, &until);
    result = embed.root ? embed_remove_root(embed.root, e) : 0;
    pthread_mutex_unlock(&embed.lock);
    return result;
}
