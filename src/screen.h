/* Text on a screenshot of a VGA's text mode, read without a font: the guest shows what
 * each letter looks like when it echoes a line that is known. */
#pragma once

#include "error.h"

#include <stdbool.h>
#include <stddef.h>

#define SCREEN_COLUMNS 80 /* VGA text mode 3 */
#define SCREEN_ROWS 25

/* Three bytes a pixel: red, green, blue. */
struct screen {
    size_t width, height; /* pixels */
    unsigned char *pixels;
};

/* Read a PNG, or a binary PPM with a maximum of 255 (netpbm, ppm(5)), as libvirt gives
 * them.  0, or -1 with CODE_UNSUPPORTED (neither of them) or CODE_EXERCISE (damaged). */
_must_check_ int screen_read(struct screen *screen, const char *bytes, size_t len,
                             struct error *e);
void screen_clear(struct screen *screen);
#define _cleanup_screen_ _cleanup_(screen_clear)

/* Whether `line` stands in a row's first columns, and below it are what a guest shows to
 * whom the same line was typed: prompt and line, then the line reversed.  All three must
 * agree letter by letter; different letters must differ, and none may be blank. */
bool screen_shows(const struct screen *screen, const char *prompt, const char *line);
