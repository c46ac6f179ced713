/* See image-json.h. */
#include "image-json.h"

#include <jansson.h>
#include <string.h>

/* A word of the catalogue, or JSON's null. */
static json_t *word(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *image_object(const struct image *image)
{
    json_t *parts = json_array();

    for (char **part = image->parts; *part; part++)
        (void)json_array_append_new(parts, json_string(*part));
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:I, s:o, s:s, s:s}", "format",
        image->format, "name", image->name, "path", image->path, "program",
        image->program, "driver", word(image->driver), "device", word(image->device),
        "parts", parts, "size", (json_int_t)image->size, "virtual_size",
        image->virtual_size ? json_integer((json_int_t)image->virtual_size) : json_null(),
        "sha256", image->sha256, "summary", image->summary);
}

char *catalogue_json(const struct catalogue *c)
{
    json_t *images = json_array();
    json_t *root = json_pack("{s:s, s:s, s:s, s:o}", "version", c->version, "banner",
                             c->banner, "directory", c->dir, "images", images);
    char *text, *out = NULL;

    for (size_t i = 0; root && i < c->n_images; i++)
        (void)json_array_append_new(images, image_object(&c->images[i]));
    text = root && json_array_size(images) == c->n_images
               ? json_dumps(root, JSON_INDENT(2))
               : NULL;
    json_decref(root);
    if (text && asprintf(&out, "%s\n", text) < 0)
        out = NULL;
    free(text);
    return out;
}
