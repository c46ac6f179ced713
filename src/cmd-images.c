/* tinyvm images: which images are installed, and what they are for. */
#include "cmd.h"
#include "image.h"

#include <stddef.h>

struct args {
    const char *image_dir, *path;
    bool verify;
};

static const struct option_row options[] = {
    {0, "path", OPTION_STRING, offsetof(struct args, path), "FORMAT",
     "print the path of one image and nothing else"},
    {0, "verify", OPTION_FLAG, offsetof(struct args, verify), NULL,
     "compare every file with the catalogue's size and SHA-256"},
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

static int run(const struct verb *verb, int argc, char **argv)
{
    struct args args = {0};
    _cleanup_catalogue_ struct catalogue c = {0};
    _cleanup_error_ struct error e = {0};
    const struct image *image;
    struct operands operands;
    int status = cmd_parse(verb, argc, argv, &args, &operands, 0);

    if (status >= 0)
        return status;
    status = CLASS_OK;
    if (catalogue_read(&c, cmd_image_dir(args.image_dir), &e) < 0)
        return cmd_fail(verb, &e);
    if (args.path) {
        image = catalogue_find(&c, args.path, &e);
        if (!image)
            return cmd_fail(verb, &e);
        puts(image->path);
    } else if (args.verify) {
        status = verify(verb, &c);
    } else {
        list(&c);
    }
    return status ? status : cmd_flush(verb);
}

const struct verb verb_images = {
    .name = "images",
    .operands = "",
    .summary = "List the installed images, or verify them",
    .example = "qemu-system-x86_64 -nographic -drive format=raw,file=$(tinyvm images "
               "--path raw)",
    .options = options,
    .run = run,
};
