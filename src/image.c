/* See image.h. */
#include "image.h"
#include "guess.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sha256.h>
#include <string.h>
#include <sys/stat.h>

#define CATALOGUE_NAME "images.json"
#define CATALOGUE_MAX_BYTES (256 * 1024) /* ours has a few KiB; more is not ours */

/* The catalogue is printed, so its text must not speak to a terminal. */
static bool is_printable(const char *text)
{
    while (*text >= ' ' && *text <= '~')
        text++;
    return !*text;
}

/* A copy of the string at `key` into *out, null if it is absent or null.  -1 if it is
 * anything else, or with errno ENOMEM. */
static int read_string(const json_t *object, const char *key, char **out)
{
    const json_t *value = json_object_get(object, key);
    const char *text = json_string_value(value);

    if (!value || json_is_null(value))
        return 0;
    if (!text || !is_printable(text))
        return -1;
    *out = strdup(text);
    return *out ? 0 : -1;
}

/* The whole number at `key`, 0 if it is absent or null. */
static int read_size(const json_t *object, const char *key, uint64_t *out)
{
    const json_t *value = json_object_get(object, key);

    if (!value || json_is_null(value))
        return 0;
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return -1;
    *out = (uint64_t)json_integer_value(value);
    return 0;
}

/* File names go below the image directory and nowhere else. */
static bool is_plain_name(const char *name)
{
    return name && *name && *name != '.' && !strchr(name, '/') && is_printable(name);
}

static int read_parts(struct image *image, const json_t *array)
{
    size_t n = json_array_size(array);

    if (array && !json_is_array(array))
        return -1;
    image->parts = calloc(n + 1, sizeof *image->parts);
    for (size_t i = 0; image->parts && i < n; i++) {
        const char *name = json_string_value(json_array_get(array, i));

        if (!is_plain_name(name) || !(image->parts[i] = strdup(name)))
            return -1;
    }
    return image->parts ? 0 : -1;
}

static int read_image(struct image *image, const char *dir, const json_t *from)
{
    const char *sum = json_string_value(json_object_get(from, "sha256"));

    if (read_string(from, "format", &image->format) < 0 ||
        read_string(from, "name", &image->name) < 0 ||
        read_string(from, "program", &image->program) < 0 ||
        read_string(from, "driver", &image->driver) < 0 ||
        read_string(from, "device", &image->device) < 0 ||
        read_string(from, "summary", &image->summary) < 0 ||
        read_size(from, "size", &image->size) < 0 ||
        read_size(from, "virtual_size", &image->virtual_size) < 0 ||
        read_parts(image, json_object_get(from, "parts")) < 0)
        return -1;
    if (!image->format || !is_plain_name(image->name) || !image->program ||
        !image->summary || !image->size || !sum || strlen(sum) != IMAGE_HASH_HEX)
        return -1;
    strcpy(image->sha256, sum);
    return asprintf(&image->path, "%s/%s", dir, image->name) < 0 ? -1 : 0;
}

/* Not to wait for the writer of a FIFO. */
static FILE *open_at_once(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "r");

    if (fd >= 0 && !file)
        close(fd);
    return file;
}

static json_t *load_json(const char *path, struct error *e)
{
    _cleanup_fclose_ FILE *file = open_at_once(path);
    struct stat st;
    json_error_t why;
    json_t *root;

    if (!file) {
        error_set(e, errno == ENOMEM ? CODE_MEMORY_OUT : CODE_IMAGE_MISSING, "%s: %s",
                  path, strerror(errno));
        return NULL;
    }
    if (fstat(fileno(file), &st) < 0 || !S_ISREG(st.st_mode) ||
        st.st_size > CATALOGUE_MAX_BYTES) {
        error_set(e, CODE_IMAGE_DAMAGED, "%s: not a regular file of at most %d bytes",
                  path, CATALOGUE_MAX_BYTES);
        return NULL;
    }
    errno = 0;
    root = json_loadf(file, JSON_REJECT_DUPLICATES, &why);
    if (!root && errno == ENOMEM)
        error_set(e, CODE_MEMORY_OUT, "no memory for %s", path);
    else if (!root)
        error_set(e, CODE_IMAGE_DAMAGED, "%s: line %d: %s", path, why.line, why.text);
    return root;
}

static int fill_catalogue(struct catalogue *c, const char *dir, const json_t *root)
{
    const json_t *array = json_object_get(root, "images"), *item;
    size_t i;

    c->dir = strdup(dir);
    c->images = calloc(json_array_size(array) + 1, sizeof *c->images);
    if (read_string(root, "version", &c->version) < 0 ||
        read_string(root, "banner", &c->banner) < 0)
        return -1;
    if (!c->dir || !c->version || !c->banner || !*c->banner || !c->images ||
        json_array_size(array) == 0)
        return -1;
    json_array_foreach(array, i, item)
    {
        c->n_images++;
        if (read_image(&c->images[i], dir, item) < 0)
            return -1;
    }
    return 0;
}

int catalogue_read(struct catalogue *c, const char *dir, struct error *e)
{
    _cleanup_free_ char *path = NULL;
    json_t *root;
    int result;

    if (asprintf(&path, "%s/" CATALOGUE_NAME, dir) < 0)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the catalogue");
    root = load_json(path, e);
    if (!root)
        return -1;
    errno = 0;
    result = fill_catalogue(c, dir, root);
    if (result < 0 && errno == ENOMEM)
        error_set(e, CODE_MEMORY_OUT, "no memory for %s", path);
    else if (result < 0)
        error_set(e, CODE_IMAGE_DAMAGED, "%s: not a catalogue of tinyvm's images", path);
    json_decref(root);
    return result;
}

void catalogue_clear(struct catalogue *c)
{
    for (size_t i = 0; i < c->n_images; i++) {
        struct image *image = &c->images[i];

        for (char **part = image->parts; part && *part; part++)
            free(*part);
        free(image->parts);
        free(image->format);
        free(image->name);
        free(image->path);
        free(image->program);
        free(image->driver);
        free(image->device);
        free(image->summary);
    }
    free(c->images);
    free(c->dir);
    free(c->version);
    free(c->banner);
    *c = (struct catalogue){0};
}

const struct image *catalogue_find(const struct catalogue *c, const char *format,
                                   struct error *e)
{
    struct guess guess = {.word = format, .len = strlen(format)};
    _cleanup_free_ char *shown = NULL;
    char hint[GUESS_HINT];

    for (size_t i = 0; i < c->n_images; i++) {
        if (strcmp(c->images[i].format, format) == 0)
            return &c->images[i];
        guess_consider(&guess, c->images[i].format);
    }
    shown = text_clean(format, strlen(format), 64);
    error_set(e, CODE_USAGE,
              "image format '%s'%s is none of those that 'tinyvm images' lists in %s",
              shown ? shown : "", guess_hint(&guess, hint), c->dir);
    return NULL;
}

/* The SHA-256 of what is left to read.  False if reading fails. */
static bool hash(int fd, char sum[static SHA256_DIGEST_STRING_LENGTH])
{
    uint8_t piece[1 << 14];
    SHA2_CTX context;
    ssize_t n;

    SHA256Init(&context);
    while ((n = read(fd, piece, sizeof piece)) > 0)
        SHA256Update(&context, piece, (size_t)n);
    (void)SHA256End(&context, sum);
    return n == 0;
}

int image_verify(const struct image *image, const char *path, struct error *e)
{
    const char *file = path ? path : image->path;
    char sum[SHA256_DIGEST_STRING_LENGTH];
    _cleanup_close_ int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat st;

    if (fd < 0)
        return error_set(e, CODE_IMAGE_MISSING, "%s: %s", file, strerror(errno));
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
        return error_set(e, CODE_IMAGE_DAMAGED, "%s: not a regular file", file);
    if ((uint64_t)st.st_size != image->size)
        return error_set(e, CODE_IMAGE_DAMAGED,
                         "%s: %lld bytes, not the catalogue's %llu", file,
                         (long long)st.st_size, (unsigned long long)image->size);
    if (!hash(fd, sum))
        return error_set(e, CODE_IMAGE_MISSING, "%s: %s", file, strerror(errno));
    if (strcmp(sum, image->sha256) != 0)
        return error_set(e, CODE_IMAGE_DAMAGED, "%s: its SHA-256 is not the catalogue's",
                         file);
    return 0;
}
