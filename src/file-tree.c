/* See file-tree.h.  fts(3): nftw(3) opens directories that would survive an exec. */
#include "file-tree.h"

#include <errno.h>
#include <fts.h>
#include <stddef.h>
#include <stdint.h>

static int step(const FTSENT *entry,
                int (*visit)(const char *path, bool is_file, void *arg), void *arg)
{
    switch (entry->fts_info) {
    case FTS_D: /* comes again, as FTS_DP */
        return 0;
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
        errno = entry->fts_errno;
        return -1;
    default:
        return visit(entry->fts_path, entry->fts_info == FTS_F, arg);
    }
}

int file_tree_walk(const char *root,
                   int (*visit)(const char *path, bool is_file, void *arg), void *arg)
{
    char *const roots[] = {(char *)(uintptr_t)root, NULL};
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
    int result = 0, why = 0;

    if (!tree)
        return -1;
    while (result == 0) {
        const FTSENT *entry = (errno = 0, fts_read(tree));

        if (!entry && !errno)
            break;
        result = entry ? step(entry, visit, arg) : -1;
        why = errno;
    }
    (void)fts_close(tree);
    errno = why;
    return result;
}
