/* output.c and replace.c: what --output means, files that cannot be written, and a
 * verdict that is not lost with its report. */
#include "unit.h"

#include "output.h"
#include "replace.h"
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

static int parse(struct outputs *o, struct error *e, const char *first,
                 const char *second)
{
    /* What is parsed stays as it is, so that literals will do. */
    struct option_list list = {
        .items = {(char *)(uintptr_t)first, (char *)(uintptr_t)second},
        .n = (size_t) !!first + (size_t) !!second};

    *o = (struct outputs){0};
    return outputs_parse(o, &list, e);
}

static void close_none(struct outputs *o)
{
    _cleanup_error_ struct error e = {0};
    struct totals totals = {0};

    assert_int_equal(outputs_close(o, &totals, &e), 0);
}

static void test_human_unless_something_else_is_on_stdout(void **state _unused_)
{
    _cleanup_error_ struct error e = {0};
    struct outputs o;

    assert_int_equal(parse(&o, &e, NULL, NULL), 0);
    assert_int_equal(o.n, 1);
    assert_ptr_equal(o.items[0].reporter.format, &report_human);
    assert_int_equal(parse(&o, &e, "tap:/x", NULL), 0);
    assert_int_equal(o.n, 2);
    assert_string_equal(o.items[0].file, "/x");
    assert_ptr_equal(o.items[1].reporter.format, &report_human);
    assert_int_equal(parse(&o, &e, "json:-", "junit:a:b"), 0);
    assert_int_equal(o.n, 2);
    assert_null(o.items[0].file);
    assert_string_equal(o.items[1].file, "a:b");
}

static void test_bad_requests_are_usage(void **state _unused_)
{
    static const char *const bad[][2] = {{"xml", NULL},         {"", NULL},
                                         {"js", NULL},          {"jsonx", NULL},
                                         {"tap:", NULL},        {":f", NULL},
                                         {"json", "tap:-"},     {"json:f", "tap:f"},
                                         {"\033[2J", NULL},     {"journal:f", NULL},
                                         {"journal", "journal"}};

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        struct error e = {0};
        struct outputs o;

        assert_int_equal(parse(&o, &e, bad[i][0], bad[i][1]), -1);
        assert_error(&e, CODE_USAGE);
        close_none(&o);
    }
}

static void report_nothing(struct outputs *o)
{
    struct totals totals = {0};

    report_begin(outputs_list(o), 1);
    report_finish(outputs_list(o), &totals);
}

static void test_file_that_cannot_be_opened(void **state _unused_)
{
    static const char *const places[] = {"json:/dev/null/x", "prometheus:/dev/null/x",
                                         "tap:/", "prometheus:/", "json:/no/such/dir"};

    for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
        struct error e = {0};
        struct outputs o;

        assert_int_equal(parse(&o, &e, places[i], NULL), 0);
        assert_int_equal(outputs_open(&o, &e), -1);
        assert_non_null(strstr(e.text, strchr(places[i], ':') + 1));
        assert_error(&e, CODE_OUTPUT);
        close_none(&o);
    }
}

static void test_full_disk_tells_reason_and_verdict(void **state _unused_)
{
    static const char *const names[] = {"json",   "jsonl",      "junit", "tap",
                                        "nagios", "prometheus", "human"};

    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        struct totals totals = {.passed = 7, .failed = 5};
        struct error e = {0};
        struct outputs o;
        char text[32];

        snprintf(text, sizeof text, "%s:/dev/full", names[i]);
        assert_int_equal(parse(&o, &e, text, NULL), 0);
        o.n = 1; /* without the lines on standard output */
        assert_int_equal(outputs_open(&o, &e), 0);
        report_begin(outputs_list(&o), 2);
        report_finish(outputs_list(&o), &totals);
        assert_int_equal(o.items[0].reporter.error, ENOSPC);
        assert_int_equal(outputs_close(&o, &totals, &e), -1);
        assert_non_null(strstr(e.text, names[i]));
        assert_non_null(strstr(e.text, strerror(ENOSPC)));
        assert_non_null(strstr(e.text, "7 passed, 5 failed"));
        assert_error(&e, CODE_OUTPUT);
    }
}

static char *read_file(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    FILE *in = fopen(path, "r");

    if (!in)
        return NULL;
    if (getdelim(&text, &size, '\0', in) < 0)
        text[0] = '\0';
    fclose(in);
    return text;
}

static void test_prometheus_file_is_replaced_at_the_end(void **state _unused_)
{
    _cleanup_free_ char *path = strdup(scratch_path("t.prom")), *text = NULL,
                        *spec = NULL;
    struct totals totals = {0};
    struct error e = {0};
    struct outputs o;
    struct stat st;

    scratch_write_text("t.prom", "old");
    assert_true(asprintf(&spec, "prometheus:%s", path) > 0);
    assert_int_equal(parse(&o, &e, spec, NULL), 0);
    assert_int_equal(outputs_open(&o, &e), 0);
    report_nothing(&o);
    text = read_file(path);
    assert_string_equal(text, "old");
    free(text);
    assert_int_equal(outputs_close(&o, &totals, &e), 0);
    text = read_file(path);
    assert_non_null(strstr(text, "tinyvm_check_exit_status 0\n"));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0644);
}

static void test_prometheus_file_stays_when_nothing_was_run(void **state _unused_)
{
    _cleanup_free_ char *path = strdup(scratch_path("t.prom")), *text = NULL,
                        *spec = NULL;
    struct error e = {0};
    struct outputs o;

    scratch_write_text("t.prom", "old");
    assert_true(asprintf(&spec, "prometheus:%s", path) > 0);
    assert_int_equal(parse(&o, &e, spec, "json:/no/such/dir"), 0);
    assert_int_equal(outputs_open(&o, &e), -1);
    assert_error(&e, CODE_OUTPUT);
    close_none(&o);
    text = read_file(path);
    assert_string_equal(text, "old");
}

static void test_replace_follows_links_and_spares_devices(void **state _unused_)
{
    _cleanup_free_ char *file = strdup(scratch_path("file")), *target = NULL;
    _cleanup_free_ char *link = strdup(scratch_path("link")), *text = NULL;

    scratch_write_text("file", "old");
    assert_int_equal(symlink("file", link), 0);
    assert_int_equal(replace_target(link, &target), 0);
    assert_string_equal(strrchr(target, '/'), "/file");
    assert_int_equal(replace_file(target, "new", 3), 0);
    text = read_file(file);
    assert_string_equal(text, "new");
    free(target);
    assert_int_equal(replace_target("/dev/null", &target), 0);
    assert_null(target);
    assert_int_equal(replace_target(scratch_dir(), &target), -1);
    assert_int_equal(errno, EISDIR);
}

static void test_replace_that_fails_leaves_nothing(void **state _unused_)
{
    _cleanup_free_ char *path = strdup(scratch_path("d"));

    assert_int_equal(mkdir(path, 0755), 0);
    assert_int_equal(replace_file(path, "new", 3), -1); /* a directory is in its place */
    assert_int_equal(errno, EISDIR);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rmdir(scratch_dir()), 0); /* it is empty: no temporary file */
    assert_int_equal(mkdir(scratch_dir(), 0755), 0);
}

static void test_only_nagios_on_stdout_changes_the_exit_status(void **state _unused_)
{
    struct error e = {0};
    struct outputs o;

    assert_int_equal(parse(&o, &e, "nagios:/x", NULL), 0);
    assert_int_equal(outputs_exit_status(&o, 1, NULL), 1);
    assert_int_equal(parse(&o, &e, "nagios", NULL), 0);
    o.items[0].reporter.status = 2;
    assert_int_equal(outputs_exit_status(&o, 1, NULL), 2);
    assert_int_equal(outputs_exit_status(&o, 143, NULL), 143);
    o.items[0].reporter.status = 0;
    assert_int_equal(outputs_exit_status(&o, 0, NULL), 0);
    assert_int_equal(outputs_exit_status(&o, 3, NULL), 3); /* another report was lost */
}

#define scratch_test(f)                                                                  \
    cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_human_unless_something_else_is_on_stdout),
        cmocka_unit_test(test_bad_requests_are_usage),
        cmocka_unit_test(test_file_that_cannot_be_opened),
        cmocka_unit_test(test_full_disk_tells_reason_and_verdict),
        scratch_test(test_prometheus_file_is_replaced_at_the_end),
        scratch_test(test_prometheus_file_stays_when_nothing_was_run),
        scratch_test(test_replace_follows_links_and_spares_devices),
        scratch_test(test_replace_that_fails_leaves_nothing),
        cmocka_unit_test(test_only_nagios_on_stdout_changes_the_exit_status),
    };

    return cmocka_run_group_tests_name("output", tests, NULL, NULL);
}
