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

/* A file on its way.  Strings owned. */
struct copy {
    char *from, *to;
    char *made; /* what exists so far, and goes again if the rest fails; else null */
};

/* What may replace a file is written under a name of its own first; what may not, under
 * its final one, which must be free. */
static int write_copy(struct copy *copy, bool force)
{
    _cleanup_free_ char *new =
        force ? beside(copy->to, ".tinyvm-XXXXXX") : strdup(copy->to);
    _cleanup_close_ int out = -1;
    struct stat st;

    if (force && stat(copy->to, &st) == 0 && !S_ISREG(st.st_mode)) {
        errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
        return -1;
    }
    if (new)
        out = force ? mkostemp(new, O_CLOEXEC)
                    : open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out < 0)
        return -1;
    copy->made = new;
    new = NULL;
    return fill(out, copy->from);
}

static int settle(struct copy *copy, bool force)
{
    if (force && rename(copy->made, copy->to) < 0)
        return -1;
    free(copy->made);
    copy->made = NULL;
    return 0;
}

static void clear(struct copy *copies, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (copies[i].made)
            (void)unlink(copies[i].made);
        free(copies[i].made);
        free(copies[i].from);
        free(copies[i].to);
    }
    free(copies);
}

/* All are written before the first takes its place. */
static int write_all(struct copy *copies, size_t n, bool force, struct error *e)
{
    for (size_t i = 0; i < 2 * n; i++) {
        struct copy *copy = &copies[i % n];

        if ((i < n ? write_copy(copy, force) : settle(copy, force)) < 0)
            return error_set(e, errno == EEXIST ? CODE_EXISTS : CODE_FILE, "%s: %s",
                             copy->to, strerror(errno));
    }
    return 0;
}

/* The parts first: who sees the image finds what it needs. */
static struct copy *list(const struct image *image, const char *to, size_t n)
{
    struct copy *copies = calloc(n, sizeof *copies);

    if (!copies)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        const char *part = image->parts[i];

        copies[i].from = part ? beside(image->path, part) : strdup(image->path);
        copies[i].to = part ? beside(to, part) : strdup(to);
        if (!copies[i].from || !copies[i].to) {
            clear(copies, n);
            return NULL;
        }
    }
    return copies;
}

int image_copy(const struct image *image, const char *to, bool force, char **written,
               struct error *e)
{
    struct stat st;
    bool into = stat(to, &st) == 0 && S_ISDIR(st.st_mode);
    struct copy *copies;
    char *target = NULL;
    size_t n = 1;
    int result;

    if (image_verify(image, NULL, e) < 0)
        return -1;
    if (asprintf(&target, into ? "%s/%s" : "%s", to, image->name) < 0)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the copy");
    *written = target;
    for (char **part = image->parts; *part; part++)
        n++;
    copies = list(image, target, n);
    if (!copies)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the copy");
    result = write_all(copies, n, force, e);
    clear(copies, n);
    return result;
}
