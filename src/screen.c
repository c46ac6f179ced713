/* See screen.h. */
#include "screen.h"

#include <png.h>
#include <string.h>

#define SIDE_MAX 10000 /* pixels */

static int read_png(struct screen *screen, const char *bytes, size_t len, struct error *e)
{
    png_image image = {.version = PNG_IMAGE_VERSION};

    if (png_image_begin_read_from_memory(&image, bytes, len) && image.width <= SIDE_MAX &&
        image.height <= SIDE_MAX) {
        image.format = PNG_FORMAT_RGB;
        screen->width = image.width;
        screen->height = image.height;
        screen->pixels = malloc(PNG_IMAGE_SIZE(image));
        if (screen->pixels &&
            png_image_finish_read(&image, NULL, screen->pixels, 0, NULL))
            return 0;
    }
    error_set(e, CODE_EXERCISE, "the screenshot cannot be read: %s", image.message);
    png_image_free(&image);
    return -1;
}

static int read_ppm(struct screen *screen, const char *bytes, size_t len, struct error *e)
{
    char header[64] = {0};
    size_t size;
    int used = 0;

    memcpy(header, bytes, len < sizeof header - 1 ? len : sizeof header - 1);
    if (sscanf(header, "P6 %9zu %9zu 255%n", &screen->width, &screen->height, &used) !=
            2 ||
        used == 0 || screen->width > SIDE_MAX || screen->height > SIDE_MAX ||
        len != (size_t)used + 1 + (size = 3 * screen->width * screen->height))
        return error_set(e, CODE_EXERCISE, "the screenshot is no PPM of its own size");
    screen->pixels = malloc(size);
    if (!screen->pixels)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the screenshot");
    memcpy(screen->pixels, bytes + used + 1, size);
    return 0;
}

int screen_read(struct screen *screen, const char *bytes, size_t len, struct error *e)
{
    if (len > 8 && png_sig_cmp((png_const_bytep)bytes, 0, 8) == 0)
        return read_png(screen, bytes, len, e);
    if (len > 2 && memcmp(bytes, "P6", 2) == 0)
        return read_ppm(screen, bytes, len, e);
    return error_set(e, CODE_UNSUPPORTED, "the screenshot is neither PNG nor PPM");
}

void screen_clear(struct screen *screen)
{
    free(screen->pixels);
    *screen = (struct screen){0};
}

/* A character's place: all of them are equally large. */
struct cell {
    size_t row, column;
};

static bool same(const struct screen *s, struct cell a, struct cell b)
{
    size_t width = s->width / SCREEN_COLUMNS, height = s->height / SCREEN_ROWS;

    for (size_t y = 0; y < height; y++) {
        size_t at_a = (a.row * height + y) * s->width + a.column * width;
        size_t at_b = (b.row * height + y) * s->width + b.column * width;

        if (memcmp(s->pixels + 3 * at_a, s->pixels + 3 * at_b, 3 * width) != 0)
            return false;
    }
    return true;
}

/* The letters in the row are alike where the line's are, and only there; what comes after
 * the last one is like the end of the row, and like none of them: blank. */
static bool consistent(const struct screen *s, size_t row, const char *line)
{
    size_t n = strlen(line);

    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j <= n; j++)
            if (same(s, (struct cell){row, i}, (struct cell){row, j}) !=
                (line[i] == line[j]))
                return false;
    for (size_t j = n; j < SCREEN_COLUMNS; j++)
        if (!same(s, (struct cell){row, j}, (struct cell){row, SCREEN_COLUMNS - 1}))
            return false;
    return true;
}

static bool shown_at(const struct screen *s, size_t row, size_t indent, const char *line)
{
    size_t n = strlen(line);

    for (size_t i = 0; i < n; i++)
        if (!same(s, (struct cell){row, i}, (struct cell){row + 1, indent + i}) ||
            !same(s, (struct cell){row, i}, (struct cell){row + 2, n - 1 - i}))
            return false;
    return consistent(s, row, line);
}

bool screen_shows(const struct screen *screen, const char *prompt, const char *line)
{
    size_t indent = strlen(prompt);

    if (screen->width < SCREEN_COLUMNS || screen->height < SCREEN_ROWS ||
        indent + strlen(line) >= SCREEN_COLUMNS)
        return false;
    for (size_t row = 0; row + 2 < SCREEN_ROWS; row++)
        if (shown_at(screen, row, indent, line))
            return true;
    return false;
}
