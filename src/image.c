/* See image.h. */
#include "image.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sha256.h>
#include <string.h>
#include <sys/stat.h>

#define CATALOGUE_NAME "images.json"
#define CATALOGUE_MAX_BYTES (256 * 1024) /* ours has a few KiB; more is not ours */

/* A copy of the string at `key`; null if it is absent or not a string. */
static char *get_string(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? strdup(text) : NULL;
}

static uint64_t get_size(const json_t *object, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(object, key));

    return value > 0 ? (uint64_t)value : 0;
}

/* File names go below the image directory and nowhere else. */
static bool is_plain_name(const char *name)
{
    return name && *name && *name != '.' && !strchr(name, '/');
}

static int read_parts(struct image *image, const json_t *array)
{
    size_t n = json_array_size(array);

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

    image->format = get_string(from, "format");
    image->name = get_string(from, "name");
    image->program = get_string(from, "program");
    image->driver = get_string(from, "driver");
    image->device = get_string(from, "device");
    image->summary = get_string(from, "summary");
    image->size = get_size(from, "size");
    image->virtual_size = get_size(from, "virtual_size");
    if (!image->format || !is_plain_name(image->name) || !image->program ||
        !image->summary || !sum || strlen(sum) != IMAGE_HASH_HEX ||
        read_parts(image, json_object_get(from, "parts")) < 0)
        return -1;
    strcpy(image->sha256, sum);
    return asprintf(&image->path, "%s/%s", dir, image->name) < 0 ? -1 : 0;
}

static json_t *load_json(const char *path, struct error *e)
{
    _cleanup_fclose_ FILE *file = fopen(path, "re");
    struct stat st;
    json_error_t why;
    json_t *root;

    if (!file) {
        error_set(e, CODE_IMAGE_MISSING, "%s: %s", path, strerror(errno));
        return NULL;
    }
    if (fstat(fileno(file), &st) < 0 || !S_ISREG(st.st_mode) ||
        st.st_size > CATALOGUE_MAX_BYTES) {
        error_set(e, CODE_IMAGE_DAMAGED, "%s: not a regular file of at most %d bytes",
                  path, CATALOGUE_MAX_BYTES);
        return NULL;
    }
    root = json_loadf(file, JSON_REJECT_DUPLICATES, &why);
    if (!root) {
        text_one_line(why.text);
        error_set(e, CODE_IMAGE_DAMAGED, "%s: line %d: %s", path, why.line, why.text);
    }
    return root;
}

static int fill_catalogue(struct catalogue *c, const char *dir, const json_t *root)
{
    const json_t *array = json_object_get(root, "images"), *item;
    size_t i;

    c->dir = strdup(dir);
    c->version = get_string(root, "version");
    c->banner = get_string(root, "banner");
    c->images = calloc(json_array_size(array) + 1, sizeof *c->images);
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
    result = fill_catalogue(c, dir, root);
    json_decref(root);
    if (result < 0)
        return error_set(e, CODE_IMAGE_DAMAGED, "%s: not a catalogue of tinyvm's images",
                         path);
    return 0;
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
    _cleanup_free_ char *shown = NULL;

    for (size_t i = 0; i < c->n_images; i++)
        if (strcmp(c->images[i].format, format) == 0)
            return &c->images[i];
    shown = text_clean(format, strlen(format), 64);
    error_set(e, CODE_USAGE, "image format '%s' is not in %s; see 'tinyvm images'",
              shown ? shown : "", c->dir);
    return NULL;
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
    if (!SHA256File(file, sum))
        return error_set(e, CODE_IMAGE_MISSING, "%s: %s", file, strerror(errno));
    if (strcmp(sum, image->sha256) != 0)
        return error_set(e, CODE_IMAGE_DAMAGED, "%s: its SHA-256 is not the catalogue's",
                         file);
    return 0;
}
