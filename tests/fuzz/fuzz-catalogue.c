/* images.json: what is read whole is complete and printable; the rest is refused. */
#include "fuzz.h"

#include "image.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

static void plain(const char *text)
{
    PROMISE(text && *text != '.' && !strchr(text, '/'));
    for (; *text; text++)
        PROMISE(*text >= ' ' && *text <= '~');
}

static void look_at(const struct catalogue *c)
{
    PROMISE(c->n_images > 0 && *c->banner);
    for (size_t i = 0; i < c->n_images; i++) {
        const struct image *image = &c->images[i];

        plain(image->name);
        PROMISE(image->format && image->program && image->summary && image->size);
        PROMISE(strlen(image->sha256) == IMAGE_HASH_HEX);
        PROMISE(strcmp(strrchr(image->path, '/') + 1, image->name) == 0);
        for (char **part = image->parts; *part; part++)
            plain(*part);
    }
}

/* A directory of this process's own, in which images.json leads to memory. */
static const char *directory(int memory)
{
    static char dir[] = "/tmp/tinyvm-fuzz-XXXXXX", file[64];
    char target[64];

    if (!*file) {
        PROMISE(mkdtemp(dir));
        snprintf(file, sizeof file, "%s/images.json", dir);
        snprintf(target, sizeof target, "/proc/self/fd/%d", memory);
        PROMISE(symlink(target, file) == 0);
    }
    return dir;
}

static void remove_directory(void)
{
    char file[64];

    snprintf(file, sizeof file, "%s/images.json", directory(-1));
    unlink(file);
    rmdir(directory(-1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int memory = -1;
    struct catalogue c = {0};
    struct error e = {0};

    if (memory < 0) {
        memory = memfd_create("catalogue", MFD_CLOEXEC);
        PROMISE(memory >= 0);
        (void)directory(memory);
        atexit(remove_directory);
    }
    PROMISE(ftruncate(memory, 0) == 0);
    PROMISE(pwrite(memory, data, size, 0) == (ssize_t)size);
    if (catalogue_read(&c, directory(memory), &e) == 0)
        look_at(&c);
    else
        PROMISE(e.code == CODE_IMAGE_DAMAGED);
    error_clear(&e);
    catalogue_clear(&c);
    return 0;
}
