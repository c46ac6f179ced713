/* tinyvm images: which images are installed, and what they are for. */
#include "cmd.h"
#include "image-copy.h"
#include "image-json.h"

#include <stddef.h>

struct args {
    const char *image_dir, *path, *copy;
    bool verify, json, force;
};

static const struct option_row options[] = {
    {0, "path", OPTION_STRING, offsetof(struct args, path), "FORMAT",
     "print the path of one image and nothing else"},
    {0, "copy", OPTION_STRING, offsetof(struct args, copy), "FORMAT",
     "copy an image to DEST, a file or a directory"},
    {0, "force", OPTION_FLAG, offsetof(struct args, force), NULL,
     "let --copy replace a file"},
    {0, "verify", OPTION_FLAG, offsetof(struct args, verify), NULL,
     "compare every file with the catalogue's size and SHA-256"},
    {0, "json", OPTION_FLAG, offsetof(struct args, json), NULL,
     "print the catalogue as JSON"},
    ROW_IMAGE_DIR(struct args),
    {0},
};

static void list(const struct catalogue *c)
{
    printf("tinyvm %s, banner \"%s\", in %s\n\n", c->version, c->banner, c->dir);
    printf("%-12s %-18s %9s  %-16s  %s\n", "FORMAT", "FILE", "BYTES", "SHA-256", "FOR");
    for (size_t i = 0; i < c->n_images; i++) {
        const struct image *image = &c->images[i];

        printf("%-12s %-18s %9llu  %.16s  %s\n", image->format, image->name,
               (unsigned long long)image->size, image->sha256, image->summary);
    }
}

/* Every damaged file gets its line; the first one's class is the exit status. */
static int verify(const struct verb *verb, const struct catalogue *c)
{
    int status = CLASS_OK;

    for (size_t i = 0; i < c->n_images; i++) {
        _cleanup_error_ struct error e = {0};

        if (image_verify(&c->images[i], NULL, &e) == 0)
            printf("%s: OK\n", c->images[i].name);
        else
            status = cmd_fail(verb, &e);
    }
    return status;
}

static int print_path(const struct verb *verb, const struct catalogue *c,
                      const char *format)
{
    _cleanup_error_ struct error e = {0};
    const struct image *image = catalogue_find(c, format, &e);

    if (!image)
        return cmd_fail(verb, &e);
    puts(image->path);
    return CLASS_OK;
}

static int copy(const struct verb *verb, const struct catalogue *c,
                const struct args *args, const char *to)
{
    _cleanup_error_ struct error e = {0};
    _cleanup_free_ char *written = NULL;
    const struct image *image = catalogue_find(c, args->copy, &e);

    if (!image || image_copy(image, to, args->force, &written, &e) < 0)
        return cmd_fail(verb, &e);
    puts(written);
    return CLASS_OK;
}

static int print_json(const struct verb *verb, const struct catalogue *c)
{
    _cleanup_error_ struct error e = {0};
    _cleanup_free_ char *json = catalogue_json(c);

    if (!json) {
        error_set(&e, CODE_MEMORY_OUT, "no memory for the catalogue");
        return cmd_fail(verb, &e);
    }
    fputs(json, stdout);
    return CLASS_OK;
}

static int act(const struct verb *verb, const struct catalogue *c,
               const struct args *args, const char *to)
{
    if (args->path)
        return print_path(verb, c, args->path);
    if (args->copy)
        return copy(verb, c, args, to);
    if (args->verify)
        return verify(verb, c);
    if (args->json)
        return print_json(verb, c);
    list(c);
    return CLASS_OK;
}

static int validate(const struct args *args, const struct operands *operands,
                    struct error *e)
{
    if (!!args->path + !!args->copy + args->verify + args->json > 1)
        return error_set(e, CODE_USAGE,
                         "--path, --copy, --verify and --json exclude each other");
    if (args->copy && operands->n == 0)
        return error_set(e, CODE_USAGE, "where to? DEST is missing");
    if (!args->copy && args->force)
        return error_set(e, CODE_USAGE, "--force goes with --copy");
    if (!args->copy && operands->n)
        return error_set(e, CODE_USAGE, "unexpected argument '%s' without --copy",
                         operands->items[0]);
    return 0;
}

static int run(const struct verb *verb, int argc, char **argv)
{
    struct args args = {0};
    _cleanup_catalogue_ struct catalogue c = {0};
    _cleanup_error_ struct error e = {0};
    struct operands operands;
    int status = cmd_parse(verb, argc, argv, &args, &operands, 1);

    if (status >= 0)
        return status;
    if (validate(&args, &operands, &e) < 0 ||
        catalogue_read(&c, cmd_image_dir(args.image_dir), &e) < 0)
        return cmd_fail(verb, &e);
    status = act(verb, &c, &args, operands.n ? operands.items[0] : NULL);
    return status ? status : cmd_flush(verb);
}

const struct verb verb_images = {
    .name = "images",
    .operands = "[DEST]",
    .summary = "List the images, verify them, or copy one out",
    .example = "tinyvm images --copy vdi ~/tiny.vdi",
    .options = options,
    .run = run,
};
