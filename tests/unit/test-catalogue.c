/* image.c: the catalogue, whole and damaged in every way. */
#include "unit.h"

#include "image.h"
#include "scratch.h"

#include <string.h>
#include <sys/stat.h>

#define SUM "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define HEAD "{\"version\": \"1.2\", \"banner\": \"B\", \"images\": ["
#define RAW                                                                              \
    "{\"format\": \"raw\", \"name\": \"boot.img\", \"program\": \"boot\","               \
    " \"driver\": \"raw\", \"device\": \"disk\", \"parts\": [], \"virtual_size\": 512,"  \
    " \"size\": 3, \"sha256\": \"" SUM "\", \"summary\": \"for all\"}"
#define BOX                                                                              \
    "{\"format\": \"box\", \"name\": \"b.box\", \"program\": \"boot\","                  \
    " \"driver\": null, \"device\": null, \"parts\": [\"p1\", \"p2\"],"                  \
    " \"virtual_size\": null, \"size\": 4, \"sha256\": \"" SUM "\","                     \
    " \"summary\": \"Vagrant\"}"

static int read_text(struct catalogue *c, const char *json, struct error *e)
{
    scratch_write_text("images.json", json);
    return catalogue_read(c, scratch_dir(), e);
}

static void test_all_fields(void **state _unused_)
{
    _cleanup_catalogue_ struct catalogue c = {0};
    _cleanup_error_ struct error e = {0};
    const struct image *raw = NULL, *box = NULL;

    assert_int_equal(read_text(&c, HEAD RAW "," BOX "]}", &e), 0);
    assert_no_error(&e);
    assert_string_equal(c.dir, scratch_dir());
    assert_string_equal(c.version, "1.2");
    assert_string_equal(c.banner, "B");
    assert_int_equal(c.n_images, 2);
    raw = &c.images[0];
    box = &c.images[1];
    assert_string_equal(raw->format, "raw");
    assert_string_equal(raw->name, "boot.img");
    assert_string_equal(raw->path, scratch_path("boot.img"));
    assert_string_equal(raw->program, "boot");
    assert_string_equal(raw->driver, "raw");
    assert_string_equal(raw->device, "disk");
    assert_string_equal(raw->summary, "for all");
    assert_string_equal(raw->sha256, SUM);
    assert_int_equal(raw->size, 3);
    assert_int_equal(raw->virtual_size, 512);
    assert_null(raw->parts[0]);
    assert_null(box->driver);
    assert_null(box->device);
    assert_int_equal(box->virtual_size, 0);
    assert_string_equal(box->parts[0], "p1");
    assert_string_equal(box->parts[1], "p2");
    assert_null(box->parts[2]);
}

static void test_find(void **state _unused_)
{
    _cleanup_catalogue_ struct catalogue c = {0};
    struct error e = {0};

    assert_int_equal(read_text(&c, HEAD RAW "," BOX "]}", &e), 0);
    assert_ptr_equal(catalogue_find(&c, "box", &e), &c.images[1]);
    assert_no_error(&e);
    assert_null(catalogue_find(&c, "", &e));
    assert_error(&e, CODE_USAGE);
    assert_null(catalogue_find(&c, "r\n\033aw", &e));
    assert_error(&e, CODE_USAGE);
}

/* Replace the one `from` of the text by `to`; the result must be refused as damaged. */
static void assert_damaged_by(const char *from, const char *to)
{
    static const char good[] = HEAD RAW "," BOX "]}";
    _cleanup_catalogue_ struct catalogue c = {0};
    _cleanup_error_ struct error e = {0};
    const char *at = strstr(good, from);
    char json[2 * sizeof good];

    assert_non_null(at);
    snprintf(json, sizeof json, "%.*s%s%s", (int)(at - good), good, to,
             at + strlen(from));
    if (read_text(&c, json, &e) == 0)
        fail_msg("accepted with %s in place of %s", to, from);
    assert_error(&e, CODE_IMAGE_DAMAGED);
}

static void test_damaged_syntax(void **state _unused_)
{
    assert_damaged_by("]}", "]");
    assert_damaged_by("]}", "]}}");
    assert_damaged_by("{", "");
    assert_damaged_by("raw", "r\001w");
    assert_damaged_by("raw", "r\xffw");
    assert_damaged_by("raw", "r\\u0000w");
    assert_damaged_by("512", "99999999999999999999999");
    assert_damaged_by("\"size\": 3", "\"size\": 3, \"size\": 3");
    assert_damaged_by("\"banner\"", "\"banner\": \"A\", \"banner\"");
}

static void test_wrong_types(void **state _unused_)
{
    assert_damaged_by("\"1.2\"", "1.2");
    assert_damaged_by("\"B\"", "null");
    assert_damaged_by("\"B\"", "\"\"");
    assert_damaged_by("\"raw\"", "[]");
    assert_damaged_by("\"boot.img\"", "7");
    assert_damaged_by("\"for all\"", "true");
    assert_damaged_by("\"p1\"", "1");
    assert_damaged_by("\"" SUM "\"", "null");
    assert_damaged_by("ba78", "ba7");
    assert_damaged_by("ba78", "ba789");
    assert_damaged_by("\"driver\": \"raw\"", "\"driver\": 5");
    assert_damaged_by("\"device\": \"disk\"", "\"device\": {}");
    assert_damaged_by("\"size\": 3", "\"size\": -3");
    assert_damaged_by("\"size\": 3", "\"size\": \"3\"");
    assert_damaged_by("\"size\": 3", "\"size\": 3.5");
    assert_damaged_by("512", "\"512\"");
    assert_damaged_by("[\"p1\", \"p2\"]", "{\"p1\": \"p2\"}");
}

static void test_absent_members(void **state _unused_)
{
    assert_damaged_by("\"version\"", "\"other\"");
    assert_damaged_by("\"banner\"", "\"other\"");
    assert_damaged_by("\"images\"", "\"other\"");
    assert_damaged_by("\"format\"", "\"other\"");
    assert_damaged_by("\"name\"", "\"other\"");
    assert_damaged_by("\"program\"", "\"other\"");
    assert_damaged_by("\"sha256\"", "\"other\"");
    assert_damaged_by("\"summary\"", "\"other\"");
    assert_damaged_by("\"size\"", "\"other\"");
}

static void test_names_stay_below_the_directory(void **state _unused_)
{
    static const char *const bad[] = {"",    ".",  "..",      "../x",  "/etc/passwd",
                                      "a/b", "a/", ".hidden", "a\\nb", "\\u001b[2J"};

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        assert_damaged_by("boot.img", bad[i]);
        assert_damaged_by("p2", bad[i]);
    }
}

/* A catalogue is printed, so nothing in it may speak to a terminal. */
static void test_no_control_characters(void **state _unused_)
{
    assert_damaged_by("1.2", "\\u001b]0;x\\u0007");
    assert_damaged_by("\"B\"", "\"B\\n\"");
    assert_damaged_by("\"raw\"", "\"r\\u001bw\"");
    assert_damaged_by("for all", "for\\r\\nall");
}

static void test_whole_text_is_something_else(void **state _unused_)
{
    static const char *const other[] = {"",
                                        " ",
                                        "[]",
                                        "{}",
                                        "null",
                                        "\"x\"",
                                        "[" RAW "]",
                                        HEAD "]}",
                                        HEAD "null]}",
                                        HEAD "[]]}",
                                        HEAD "{}]}",
                                        "<?xml version='1.0'?>",
                                        "\xef\xbb\xbf" HEAD RAW "]}"};

    for (size_t i = 0; i < ARRAY_SIZE(other); i++) {
        _cleanup_catalogue_ struct catalogue c = {0};
        struct error e = {0};

        if (read_text(&c, other[i], &e) == 0)
            fail_msg("accepted: %s", other[i]);
        assert_error(&e, CODE_IMAGE_DAMAGED);
    }
}

static void test_deep_or_huge(void **state _unused_)
{
    size_t len = 1 << 20;
    _cleanup_free_ char *big = malloc(len + 1);

    assert_non_null(big);
    for (size_t n = 100000; n <= len; n += len - 100000) {
        _cleanup_catalogue_ struct catalogue c = {0};
        struct error e = {0};

        memset(big, '[', n);
        big[n] = '\0';
        assert_int_equal(read_text(&c, big, &e), -1);
        assert_error(&e, CODE_IMAGE_DAMAGED);
    }
}

static void test_missing(void **state _unused_)
{
    _cleanup_catalogue_ struct catalogue c = {0};
    struct error e = {0};

    assert_int_equal(catalogue_read(&c, scratch_dir(), &e), -1);
    assert_error(&e, CODE_IMAGE_MISSING);
    assert_int_equal(catalogue_read(&c, scratch_path("nowhere"), &e), -1);
    assert_error(&e, CODE_IMAGE_MISSING);
    assert_int_equal(catalogue_read(&c, "", &e), -1);
    assert_error(&e, CODE_IMAGE_MISSING);
}

/* None of these may be waited for. */
static void test_not_a_regular_file(void **state _unused_)
{
    _cleanup_catalogue_ struct catalogue c = {0};
    struct error e = {0};

    alarm(PATIENCE_MS / 1000);
    assert_int_equal(mkdir(scratch_path("images.json"), 0700), 0);
    assert_int_equal(catalogue_read(&c, scratch_dir(), &e), -1);
    assert_error(&e, CODE_IMAGE_DAMAGED);
    assert_int_equal(rmdir(scratch_path("images.json")), 0);
    assert_int_equal(mkfifo(scratch_path("images.json"), 0600), 0);
    assert_int_equal(catalogue_read(&c, scratch_dir(), &e), -1);
    assert_error(&e, CODE_IMAGE_DAMAGED);
    assert_int_equal(unlink(scratch_path("images.json")), 0);
    assert_int_equal(symlink("/dev/zero", scratch_path("images.json")), 0);
    assert_int_equal(catalogue_read(&c, scratch_dir(), &e), -1);
    assert_error(&e, CODE_IMAGE_DAMAGED);
    alarm(0);
}

/* A directory of a hostile name in a message on one line. */
static void test_hostile_directory(void **state _unused_)
{
    _cleanup_catalogue_ struct catalogue c = {0};
    struct error e = {0};

    assert_int_equal(catalogue_read(&c, "/nowhere\n\033[2J", &e), -1);
    assert_error(&e, CODE_IMAGE_MISSING);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_all_fields),
        TEST(test_find),
        TEST(test_damaged_syntax),
        TEST(test_wrong_types),
        TEST(test_absent_members),
        TEST(test_names_stay_below_the_directory),
        TEST(test_no_control_characters),
        TEST(test_whole_text_is_something_else),
        TEST(test_deep_or_huge),
        TEST(test_missing),
        TEST(test_not_a_regular_file),
        TEST(test_hostile_directory),
    };

    return cmocka_run_group_tests_name("catalogue", tests, NULL, NULL);
}
