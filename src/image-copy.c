/* See image-copy.h. */
#include "image-copy.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

/* DIRECTORY/NAME, with the directory part of `path`, "." if there is none. */
static char *beside(const char *path, const char *name)
{
    size_t len = (size_t)(text_basename(path) - path);
    char *out = NULL;

    return asprintf(&out, "%.*s%s", (int)len, path, name) < 0 ? NULL : out;
}

static int fill(int out, const char *from)
{
    _cleanup_close_ int in = open(from, O_RDONLY | O_CLOEXEC);
    mode_t mask = umask(0);
    ssize_t n = -1;

    (void)umask(mask);
    while (in >= 0 && (n = sendfile(out, in, NULL, 1 << 20)) > 0)
        ;
    return n < 0 || fchmod(out, 0666 & ~mask) < 0 || fsync(out) < 0 ? -1 : 0;
}

/* Under a name of its own first if it may replace a file; under its final one, which must
 * be free, if not. */
static int copy_one(const char *from, const char *to, bool force)
{
    _cleanup_free_ char *new = force ? beside(to, ".tinyvm-XXXXXX") : strdup(to);
    _cleanup_close_ int out = -1;
    struct stat st;
    int why;

    if (force && stat(to, &st) == 0 && !S_ISREG(st.st_mode)) {
        errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
        return -1;
    }
    if (new)
        out = force ? mkostemp(new, O_CLOEXEC)
                    : open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out < 0)
        return -1;
    if (fill(out, from) == 0 && (!force || rename(new, to) == 0))
        return 0;
    why = errno;
    (void)unlink(new);
    errno = why;
    return -1;
}

static int copy(const char *from, const char *to, bool force, struct error *e)
{
    if (copy_one(from, to, force) == 0)
        return 0;
    return error_set(e, errno == EEXIST ? CODE_EXISTS : CODE_FILE, "%s: %s", to,
                     strerror(errno));
}

static int copy_parts(const struct image *image, const char *to, bool force,
                      struct error *e)
{
    for (char **part = image->parts; *part; part++) {
        _cleanup_free_ char *source = beside(image->path, *part),
                            *target = beside(to, *part);

        if (!source || !target)
            return error_set(e, CODE_MEMORY_OUT, "no memory for the copy");
        if (copy(source, target, force, e) < 0)
            return -1;
    }
    return 0;
}

int image_copy(const struct image *image, const char *to, bool force, char **written,
               struct error *e)
{
    struct stat st;
    bool into = stat(to, &st) == 0 && S_ISDIR(st.st_mode);
    char *target = NULL;

    if (image_verify(image, NULL, e) < 0)
        return -1;
    if (asprintf(&target, into ? "%s/%s" : "%s", to, image->name) < 0)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the copy");
    *written = target;
    /* The parts first: who sees the image finds what it needs. */
    if (copy_parts(image, target, force, e) < 0)
        return -1;
    return copy(image->path, target, force, e);
}
