/* image.c: a file is what the catalogue says, or it is refused. */
#include "unit.h"

#include "image.h"
#include "scratch.h"

#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* SHA-256 of "abc": FIPS 180-2, appendix B.1. */
#define SUM_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
/* SHA-256 of nothing. */
#define SUM_NONE "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* An image of this name in the scratch directory, as the catalogue would describe it. */
static int verify(const char *name, uint64_t size, const char *sum, struct error *e)
{
    struct image image = {.path = strdup(scratch_path(name)), .size = size};
    int result;

    assert_non_null(image.path);
    strcpy(image.sha256, sum);
    result = image_verify(&image, NULL, e);
    if (result < 0)
        assert_non_null(strstr(error_text(e), image.path));
    free(image.path);
    return result;
}

static void test_intact(void **state _unused_)
{
    _cleanup_error_ struct error e = {0};

    scratch_write_text("abc", "abc");
    assert_int_equal(verify("abc", 3, SUM_ABC, &e), 0);
    scratch_write_text("none", "");
    assert_int_equal(verify("none", 0, SUM_NONE, &e), 0);
    assert_no_error(&e);
}

/* What is judged is what is read, though the name may come to mean another file: so one
 * open file must do. */
static void test_opened_once(void **state _unused_)
{
    _cleanup_error_ struct error e = {0};
    struct rlimit usual, one_more;
    int next, result;

    scratch_write_text("abc", "abc");
    next = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_true(next >= 0 && close(next) == 0);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &usual), 0);
    one_more = (struct rlimit){(rlim_t)next + 1, usual.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &one_more), 0);
    result = verify("abc", 3, SUM_ABC, &e);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &usual), 0);
    assert_no_error(&e);
    assert_int_equal(result, 0);
}

static void test_at_another_place(void **state _unused_)
{
    struct image image = {.path = (char[]){"/nowhere"}, .size = 3, .sha256 = SUM_ABC};
    _cleanup_error_ struct error e = {0};

    scratch_write_text("copy", "abc");
    assert_int_equal(image_verify(&image, scratch_path("copy"), &e), 0);
    assert_no_error(&e);
}

static void test_truncated_or_longer(void **state _unused_)
{
    struct error e = {0};

    scratch_write_text("abc", "ab");
    assert_int_equal(verify("abc", 3, SUM_ABC, &e), -1);
    assert_non_null(strstr(error_text(&e), "2 bytes, not the catalogue's 3"));
    assert_error(&e, CODE_IMAGE_DAMAGED);
    scratch_write_text("abc", "abcd");
    assert_int_equal(verify("abc", 3, SUM_ABC, &e), -1);
    assert_error(&e, CODE_IMAGE_DAMAGED);
}

static void test_altered_in_one_bit(void **state _unused_)
{
    struct error e = {0};

    scratch_write_text("abc", "abb");
    assert_int_equal(verify("abc", 3, SUM_ABC, &e), -1);
    assert_error(&e, CODE_IMAGE_DAMAGED);
}

static void test_missing(void **state _unused_)
{
    struct error e = {0};

    assert_int_equal(verify("absent", 3, SUM_ABC, &e), -1);
    assert_error(&e, CODE_IMAGE_MISSING);
    assert_int_equal(symlink("absent", scratch_path("dangling")), 0);
    assert_int_equal(verify("dangling", 3, SUM_ABC, &e), -1);
    assert_error(&e, CODE_IMAGE_MISSING);
}

/* None of these may be waited for. */
static void test_not_a_regular_file(void **state _unused_)
{
    struct error e = {0};

    assert_int_equal(mkdir(scratch_path("dir"), 0700), 0);
    assert_int_equal(mkfifo(scratch_path("fifo"), 0600), 0);
    assert_int_equal(symlink("/dev/zero", scratch_path("zero")), 0);
    assert_int_equal(verify("dir", 3, SUM_ABC, &e), -1);
    assert_error(&e, CODE_IMAGE_DAMAGED);
    assert_int_equal(verify("fifo", 3, SUM_ABC, &e), -1);
    assert_error(&e, CODE_IMAGE_DAMAGED);
    assert_int_equal(verify("zero", 3, SUM_ABC, &e), -1);
    assert_error(&e, CODE_IMAGE_DAMAGED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_intact),
        TEST(test_opened_once),
        TEST(test_at_another_place),
        TEST(test_truncated_or_longer),
        TEST(test_altered_in_one_bit),
        TEST(test_missing),
        TEST(test_not_a_regular_file),
    };

    return cmocka_run_group_tests_name("image", tests, NULL, NULL);
}
