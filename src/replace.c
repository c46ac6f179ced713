/* See replace.h. */
#include "replace.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

/* The directory part of a path, "." if there is none: a new string, or null. */
static char *directory_of(const char *path)
{
    size_t len = (size_t)(text_basename(path) - path);

    return len ? strndup(path, len) : strdup(".");
}

int replace_target(const char *path, char **target)
{
    _cleanup_free_ char *directory = NULL;
    struct stat st;

    *target = NULL;
    if (stat(path, &st) == 0) {
        if (S_ISDIR(st.st_mode)) {
            errno = EISDIR;
            return -1;
        }
        if (!S_ISREG(st.st_mode))
            return 0;
        *target = realpath(path, NULL);
    } else if (errno == ENOENT) {
        *target = strdup(path);
    }
    directory = *target ? directory_of(*target) : NULL;
    if (directory && access(directory, W_OK | X_OK) == 0)
        return 0;
    free(*target);
    *target = NULL;
    return -1;
}

static int write_all(int fd, const char *bytes, size_t len)
{
    while (len) {
        ssize_t n = write(fd, bytes, len);

        if (n < 0 && errno != EINTR)
            return -1;
        bytes += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
    return 0;
}

int replace_file(const char *target, const void *bytes, size_t len)
{
    _cleanup_free_ char *directory = directory_of(target), *new = NULL;
    _cleanup_close_ int fd = -1;
    int why;

    /* A dot first: what reads whole directories, as the node exporter does, skips it. */
    if (!directory ||
        asprintf(&new, "%s/.%s.XXXXXX", directory, text_basename(target)) < 0) {
        new = NULL;
        errno = ENOMEM;
        return -1;
    }
    fd = mkostemp(new, O_CLOEXEC);
    if (fd < 0)
        return -1;
    if (write_all(fd, bytes, len) == 0 && fchmod(fd, 0644) == 0 && fsync(fd) == 0 &&
        rename(new, target) == 0)
        return 0;
    why = errno;
    unlink(new);
    errno = why;
    return -1;
}
