/* tinyvm images: which images are installed, and what they are for. */
#include "image-copy.h"
#include "image-json.h"
#include "job.h"

#include <stddef.h>

struct args {
    struct common common;
    const char *path, *copy;
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
     "compare each with its size and SHA-256 sum"},
    {0, "json", OPTION_FLAG, offsetof(struct args, json), NULL,
     "print the catalogue as JSON"},
    ROW_IMAGE_DIR,
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
static void verify(struct job *job)
{
    for (size_t i = 0; i < job->catalogue.n_images; i++) {
        const struct image *image = &job->catalogue.images[i];
        _cleanup_error_ struct error e = {0};

        if (image_verify(image, NULL, &e) == 0)
            printf("%s: OK\n", image->name);
        else
            job_fail(job, &e);
    }
}

static int print_path(const struct catalogue *c, const char *format, struct error *e)
{
    const struct image *image = catalogue_find(c, format, e);

    if (!image)
        return -1;
    puts(image->path);
    return 0;
}

static int copy(const struct catalogue *c, const struct args *args, const char *to,
                struct error *e)
{
    _cleanup_free_ char *written = NULL;
    const struct image *image = catalogue_find(c, args->copy, e);

    if (!image || image_copy(image, to, args->force, &written, e) < 0)
        return -1;
    puts(written);
    return 0;
}

static int print_json(const struct catalogue *c, struct error *e)
{
    _cleanup_free_ char *json = catalogue_json(c);

    if (!json)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the catalogue");
    fputs(json, stdout);
    return 0;
}

static int act(struct job *job, struct error *e)
{
    const struct args *args = job->args;
    const struct catalogue *c = &job->catalogue;

    if (args->path)
        return print_path(c, args->path, e);
    if (args->copy)
        return copy(c, args, job->operands.items[0], e);
    if (args->json)
        return print_json(c, e);
    if (args->verify)
        verify(job);
    else
        list(c);
    return 0;
}

static int validate(void *arguments, const struct operands *operands, struct error *e)
{
    const struct args *args = arguments;

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

const struct verb verb_images = {
    .name = "images",
    .operands = "[DEST]",
    .summary = "List the images, verify them, or copy one out",
    .example = "tinyvm images --copy vdi ~/tiny.vdi",
    .options = options,
    .max_operands = 1,
    .args_size = sizeof(struct args),
    .needs = JOB_CATALOGUE,
    .validate = validate,
    .act = act,
};
