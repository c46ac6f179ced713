/* Writing an image out of the catalogue: a copy that is whole, or none. */
#pragma once

#include "image.h"

/* Copy the image, proved intact, to the path `to`, or under its own name into the
 * directory `to`; its parts go beside it.  A file that exists is replaced only with
 * `force`, and then in one step.  *written becomes the path of the copy (owned by the
 * caller).  0, or -1 with CODE_EXISTS, CODE_FILE or what image_verify() says. */
_must_check_ int image_copy(const struct image *image, const char *to, bool force,
                            char **written, struct error *e);
