/* screen.c: text read on a picture, by what the guest itself shows of each letter. */
#include "unit.h"

#include "screen.h"

#include <string.h>

#define WIDTH 720
#define HEIGHT 400
#define HEADER "P6\n720 400\n255\n"

static char ppm[sizeof HEADER - 1 + 3 * WIDTH * HEIGHT];
static struct screen screen;
static struct error e;

static int setup(void **state _unused_)
{
    memset(ppm, 0, sizeof ppm);
    memcpy(ppm, HEADER, sizeof HEADER - 1);
    return 0;
}

static int teardown(void **state _unused_)
{
    screen_clear(&screen);
    error_clear(&e);
    return 0;
}

/* Letters of a font that nobody knows: the code's bits, a pixel each. */
static void write_at(size_t row, size_t column, const char *text)
{
    for (; *text; text++, column++)
        for (size_t bit = 0; bit < 8; bit++) {
            size_t at = (row * 16 + 3) * WIDTH + column * 9 + bit;

            memset(ppm + sizeof HEADER - 1 + 3 * at, *text & 1 << bit ? 0xaa : 0, 3);
        }
}

static bool shows(const char *line)
{
    screen_clear(&screen);
    assert_int_equal(screen_read(&screen, ppm, sizeof ppm, &e), 0);
    return screen_shows(&screen, "$ ", line);
}

static void write_all(const char *banner, const char *echo, const char *reply)
{
    write_at(0, 0, "SeaBIOS");
    write_at(3, 0, banner);
    write_at(4, 0, echo);
    write_at(5, 0, reply);
    write_at(6, 0, "$ ");
}

static void test_banner_is_found(void **state _unused_)
{
    write_all("Banner", "$ Banner", "rennaB");
    assert_true(shows("Banner"));
    assert_false(shows("Bannerr"));
    assert_false(shows("anner"));
}

static void test_nothing_is_found_on_a_blank_screen(void **state _unused_)
{
    assert_false(shows("Banner"));
    assert_false(shows("a"));
}

static void test_another_banner_is_none(void **state _unused_)
{
    write_all("Barner", "$ Banner", "rennaB");
    assert_false(shows("Banner"));
}

static void test_reply_must_be_reversed(void **state _unused_)
{
    write_all("Banner", "$ Banner", "Banner");
    assert_false(shows("Banner"));
}

static void test_longer_banner_is_another(void **state _unused_)
{
    write_all("Banners", "$ Banner", "rennaB");
    assert_false(shows("Banner"));
}

static void test_damage_is_told(void **state _unused_)
{
    assert_int_equal(screen_read(&screen, ppm, sizeof ppm - 1, &e), -1);
    assert_error(&e, CODE_EXERCISE);
    assert_int_equal(screen_read(&screen, "\x89PNG\r\n\x1a\n....", 12, &e), -1);
    assert_error(&e, CODE_EXERCISE);
    assert_int_equal(screen_read(&screen, "GIF89a", 6, &e), -1);
    assert_error(&e, CODE_UNSUPPORTED);
    assert_int_equal(screen_read(&screen, "", 0, &e), -1);
    assert_error(&e, CODE_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_banner_is_found, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_is_found_on_a_blank_screen, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_another_banner_is_none, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reply_must_be_reversed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_longer_banner_is_another, setup, teardown),
        cmocka_unit_test_setup_teardown(test_damage_is_told, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
