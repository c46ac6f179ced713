/* file-tree.c: what is visited, in which order, and with nothing left open. */
#include "unit.h"

#include "file-tree.h"
#include "scratch.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static char seen[200];

static int note(const char *path, bool is_file, void *arg)
{
    size_t length = strlen(seen);

    snprintf(seen + length, sizeof seen - length, "%s%s ", path + strlen(scratch_dir()),
             is_file ? "" : "/");
    return strstr(path, arg ? arg : "\n") ? 7 : 0;
}

static void grow(void)
{
    *seen = '\0';
    assert_int_equal(mkdir(scratch_path("d"), 0700), 0);
    assert_int_equal(mkdir(scratch_path("d/e"), 0700), 0);
    scratch_write_text("d/e/f", "");
    assert_int_equal(symlink("/", scratch_path("d/link")), 0);
}

static void test_directories_come_after_what_is_in_them(void **state _unused_)
{
    grow();
    assert_int_equal(file_tree_walk(scratch_dir(), note, NULL), 0);
    assert_non_null(strstr(seen, "/d/e/f /d/e/ "));
    assert_non_null(strstr(seen, "/d/link/ "));
    assert_non_null(strstr(seen, "/d/ / "));
    assert_int_equal(strlen(seen), strlen("/d/e/f /d/e/ /d/link/ /d/ / "));
}

static void test_a_visitor_can_stop(void **state _unused_)
{
    static char stop[] = "/e/f";

    grow();
    assert_int_equal(file_tree_walk(scratch_dir(), note, stop), 7);
    assert_null(strstr(seen, "/d/e/ "));
}

static void test_nothing_there(void **state _unused_)
{
    errno = 0;
    assert_int_equal(file_tree_walk(scratch_path("none"), note, NULL), -1);
    assert_int_equal(errno, ENOENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_directories_come_after_what_is_in_them,
                                        scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_visitor_can_stop, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_nothing_there, scratch_setup,
                                        scratch_teardown),
    };

    return cmocka_run_group_tests_name("file-tree", tests, NULL, NULL);
}
