/* What runs of an ordinary user left among the runtime files: copies of images that could
 * not be used as they lie (place.c), and saved guests (save-file.c).  See sweep.h. */
#include "embed.h"
#include "sweep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

/* Ours in every respect, and no link to something else. */
static bool is_own(int parent, const char *name, mode_t type)
{
    struct stat st;

    return fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
           (st.st_mode & S_IFMT) == type && st.st_uid == geteuid();
}

static int consider(struct sweep *s, int parent, const char *name, struct error *e)
{
    const char *rest;
    _cleanup_free_ char *run = sweep_run_of(name, &rest), *path = NULL;
    enum leftover_kind kind = LEFTOVER_COPY;

    if (!run)
        return 0;
    if (strcmp(rest, ".save") == 0 && is_own(parent, name, S_IFREG))
        kind = LEFTOVER_SAVE;
    else if (*rest || !is_own(parent, name, S_IFDIR))
        return 0;
    if (asprintf(&path, "%s/%s", embed_parent(), name) < 0 ||
        !sweep_add(s, kind, path, run))
        return error_set(e, CODE_MEMORY_OUT, "no memory for a list");
    return 0;
}

int sweep_find_own_files(struct sweep *s, struct error *e)
{
    DIR *listing = opendir(embed_parent());
    int result = 0;

    if (!listing)
        return errno == ENOENT
                   ? 0
                   : error_set(e, CODE_FILE, "%s: %s", embed_parent(), strerror(errno));
    for (struct dirent *entry; result == 0 && (entry = readdir(listing));)
        result = consider(s, dirfd(listing), entry->d_name, e);
    closedir(listing);
    return result;
}

/* Nothing but images: whatever else lies there is not ours, and keeps its directory. */
static void empty(int directory)
{
    DIR *listing = fdopendir(directory);

    if (!listing) {
        close(directory);
        return;
    }
    for (struct dirent *entry; (entry = readdir(listing));)
        if (sweep_is_image(entry->d_name))
            (void)unlinkat(dirfd(listing), entry->d_name, 0);
    closedir(listing);
}

int sweep_remove_own_file(const struct leftover *item, struct error *e)
{
    const char *path = item->name;
    int directory = -1;

    if (item->kind == LEFTOVER_COPY)
        directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (directory >= 0)
        empty(directory);
    if ((item->kind == LEFTOVER_COPY ? rmdir(path) : unlink(path)) == 0 ||
        errno == ENOENT)
        return 0;
    return error_set(e, CODE_LEFTOVERS, "%s: %s", path, strerror(errno));
}
