/* Screenshots of any bytes: what is read has as many pixels as it says. */
#include "fuzz.h"

#include "screen.h"

#include <string.h>

#define SIDE_MAX 10000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct screen screen = {0};
    struct error e = {0};

    if (screen_read(&screen, (const char *)data, size, &e) == 0) {
        PROMISE(screen.width <= SIDE_MAX && screen.height <= SIDE_MAX);
        if (screen.width && screen.height)
            (void)*(volatile unsigned char *)(screen.pixels +
                                              3 * screen.width * screen.height - 1);
        (void)screen_shows(&screen, "$ ", "abcd");
        /* A prompt and a line that would leave the row are nowhere on a screen. */
        PROMISE(!screen_shows(&screen, "$ ",
                              "0123456789012345678901234567890123456789"
                              "01234567890123456789012345678901234567"));
    } else {
        PROMISE(e.code == CODE_UNSUPPORTED || e.code == CODE_EXERCISE ||
                e.code == CODE_MEMORY_OUT);
        for (const char *p = error_text(&e); *p; p++)
            PROMISE(*p >= ' ' && *p <= '~');
    }
    error_clear(&e);
    screen_clear(&screen);
    return 0;
}
