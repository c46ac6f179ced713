/* The catalogue of images (images.json beside them) and the proof that a file is intact.
 */
#pragma once

#include "error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef IMAGE_DIR_DEFAULT /* the makefile knows where they are installed */
#define IMAGE_DIR_DEFAULT "/usr/share/tinyvm"
#endif
#define IMAGE_HASH_HEX 64 /* SHA-256, FIPS 180-4, in hexadecimal digits */

struct image {
    char *format;  /* the word that names it on the command line, unique */
    char *name;    /* the file's name */
    char *path;    /* directory and name */
    char *program; /* boot or deaf */
    char *driver;  /* QEMU's block driver; null if QEMU cannot attach it as it is */
    char *device;  /* disk, cdrom or floppy; null if it is not a medium */
    char *summary; /* what it is for */
    char **parts;  /* names of other files it needs beside it, null-terminated */
    char sha256[IMAGE_HASH_HEX + 1];
    uint64_t size;         /* bytes of the file */
    uint64_t virtual_size; /* bytes as a guest sees it; 0 if it is not a medium */
};

struct catalogue {
    char *dir;
    char *version; /* of the release that made the images */
    char *banner;  /* the line that the guests print */
    struct image *images;
    size_t n_images;
};

/* Read DIR/images.json.  0, or -1 with CODE_IMAGE_MISSING or CODE_IMAGE_DAMAGED.
 * Zero-initialise the catalogue; catalogue_clear() frees it in every case. */
_must_check_ int catalogue_read(struct catalogue *c, const char *dir, struct error *e);
void catalogue_clear(struct catalogue *c);
#define _cleanup_catalogue_ _cleanup_(catalogue_clear)

/* The image of that format, or null with CODE_USAGE. */
const struct image *catalogue_find(const struct catalogue *c, const char *format,
                                   struct error *e);

/* 0 if the file at `path` (or the image's own, if null) has the catalogue's size and
 * sum; else -1 with CODE_IMAGE_MISSING or CODE_IMAGE_DAMAGED. */
_must_check_ int image_verify(const struct image *image, const char *path,
                              struct error *e);
