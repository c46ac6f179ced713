/* Private directories of libvirt's in-process driver whose tinyvm is no more, and the
 * QEMU processes that outlived it there.  See sweep.h and embed.h. */
#include "clock.h"
#include "embed.h"
#include "file-tree.h"
#include "process.h"
#include "sweep.h"
#include "text.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define LETTERS 6     /* of mkdtemp(3) */
#define PATIENCE 5000 /* ms for QEMU to obey */

static bool has_our_shape(const char *name)
{
    size_t prefix = strlen(EMBED_PREFIX);

    if (strncmp(name, EMBED_PREFIX, prefix) != 0 || strlen(name) != prefix + LETTERS)
        return false;
    for (name += prefix; *name; name++)
        if (!isalnum((unsigned char)*name))
            return false;
    return true;
}

/* A file of ours, and no link to another.  -1 if it is not. */
static int open_own(int directory, const char *name, int flags, mode_t type)
{
    int fd =
        openat(directory, name, flags | O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    struct stat st;

    if (fd >= 0 &&
        (fstat(fd, &st) < 0 || (st.st_mode & S_IFMT) != type || st.st_uid != geteuid())) {
        close(fd);
        return -1;
    }
    return fd;
}

/* The run id in the directory's owner file; false if it is not one of ours. */
static bool read_owner(int parent, const char *name, char run[RUN_ID_SIZE])
{
    _cleanup_close_ int directory = open_own(parent, name, O_DIRECTORY, S_IFDIR);
    _cleanup_close_ int file =
        directory < 0 ? -1 : open_own(directory, EMBED_OWNER, 0, S_IFREG);
    ssize_t n = file < 0 ? -1 : read(file, run, RUN_ID_SIZE - 1);

    if (n <= 0)
        return false;
    run[n] = '\0';
    run[strcspn(run, "\n")] = '\0';
    return run_id_length(run) > 0 && run_id_length(run) == strlen(run);
}

int sweep_find_directories(struct sweep *s, struct error *e)
{
    const char *parent = embed_parent();
    DIR *listing = opendir(parent);
    int result = 0;

    if (!listing)
        return errno == ENOENT
                   ? 0
                   : error_set(e, CODE_FILE, "%s: %s", parent, strerror(errno));
    for (struct dirent *entry; result == 0 && (entry = readdir(listing));) {
        _cleanup_free_ char *path = NULL;
        char run[RUN_ID_SIZE];

        if (!has_our_shape(entry->d_name) ||
            !read_owner(dirfd(listing), entry->d_name, run))
            continue;
        if (asprintf(&path, "%s/%s", parent, entry->d_name) < 0 ||
            !sweep_add(s, LEFTOVER_DIRECTORY, path, run))
            result = error_set(e, CODE_MEMORY_OUT, "no memory for a list");
    }
    closedir(listing);
    return result;
}

/* The private directory that is walked over. */
struct walk {
    const char *root;
    struct error *e;
};

static int end_qemu_of(const char *path, bool is_file, void *arg)
{
    const struct walk *walk = arg;
    size_t length = strlen(path);
    long pid;

    if (!is_file || length < 4 || strcmp(path + length - 4, ".pid") != 0)
        return 0;
    pid = process_read_pid(path);
    return pid ? process_end_qemu(pid, walk->root, PATIENCE, walk->e) : 0;
}

int sweep_remove_directory(const struct leftover *item, struct error *e)
{
    const char *slash = strrchr(item->name, '/');
    _cleanup_free_ char *parent = strndup(item->name, (size_t)(slash - item->name));
    _cleanup_close_ int fd = parent ? open(parent, O_PATH | O_CLOEXEC) : -1;
    struct walk walk = {item->name, e};
    char run[RUN_ID_SIZE];

    if (fd < 0 || !read_owner(fd, slash + 1, run) || strcmp(run, item->run) != 0)
        return error_set(e, CODE_LEFTOVERS, "%s has changed meanwhile", item->name);
    if (file_tree_walk(item->name, end_qemu_of, &walk) != 0)
        return e->code
                   ? error_wrap(e, "%s", item->name)
                   : error_set(e, CODE_LEFTOVERS, "%s: %s", item->name, strerror(errno));
    return embed_remove_root(item->name, e);
}
