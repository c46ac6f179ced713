/* report-text.c: any bytes become one line of UTF-8 that every format can hold. */
#include "unit.h"

#include "report-text.h"

#include <regex.h>
#include <string.h>

static void assert_put(const char *text, const char *forbidden, const char *escaped,
                       const char *wanted)
{
    char *got = NULL;
    size_t size;
    FILE *out = open_memstream(&got, &size);

    assert_non_null(out);
    report_put(out, text, forbidden, escaped);
    fclose(out);
    assert_string_equal(got, wanted);
    free(got);
}

static void test_plain_text_and_utf8_pass(void **state _unused_)
{
    assert_put("domain 'x' -> \\x1b [ok]", NULL, NULL, "domain 'x' -> \\x1b [ok]");
    assert_put("é — 猫 🐈", NULL, NULL, "é — 猫 🐈");
    assert_put("", NULL, NULL, "");
    assert_put(NULL, NULL, NULL, "");
}

static void test_control_characters_show_as_hex(void **state _unused_)
{
    assert_put("a\nb\r\tc\033[2Jd\x7f", NULL, NULL, "a\\x0ab\\x0d\\x09c\\x1b[2Jd\\x7f");
    assert_put("\xc2\x85\xc2\x9b", NULL, NULL, "\\xc2\\x85\\xc2\\x9b");
}

static void test_line_separators_and_reversals_show_as_hex(void **state _unused_)
{
    assert_put("a\u2028b\u202ec\u2066d", NULL, NULL,
               "a\\xe2\\x80\\xa8b\\xe2\\x80\\xaec\\xe2\\x81\\xa6d");
    assert_put("\uffff\ufffe", NULL, NULL, "\\xef\\xbf\\xbf\\xef\\xbf\\xbe");
}

static void test_bytes_that_are_not_utf8_show_as_hex(void **state _unused_)
{
    assert_put("a\xff\xfe", NULL, NULL, "a\\xff\\xfe");
    assert_put("\xc0\x80", NULL, NULL, "\\xc0\\x80");                   /* overlong */
    assert_put("\xed\xa0\x80", NULL, NULL, "\\xed\\xa0\\x80");          /* a surrogate */
    assert_put("\xf4\x90\x80\x80", NULL, NULL, "\\xf4\\x90\\x80\\x80"); /* > 10FFFFh */
    assert_put("end \xe2\x82", NULL, NULL, "end \\xe2\\x82");           /* cut short */
    assert_put("\xe2(\x82", NULL, NULL, "\\xe2(\\x82");
}

static void test_forbidden_and_escaped_characters(void **state _unused_)
{
    assert_put("a|b", "|", NULL, "a\\x7cb");
    assert_put("a\"b\\c\n", NULL, "\\\"", "a\\\"b\\\\c\\\\x0a");
    assert_put("#1", NULL, "#\\", "\\#1");
}

static void test_text_is_a_copy(void **state _unused_)
{
    _cleanup_free_ char *text = report_text("a\001");

    assert_string_equal(text, "a\\x01");
    assert_null(report_text(NULL));
}

static void test_labels_leave_out_what_is_unknown(void **state _unused_)
{
    char name[] = "pc", bus[] = "virtio", image[] = "raw";
    struct run run = {.machine = name, .image = image};
    char *got = NULL;
    size_t size;
    FILE *out = open_memstream(&got, &size);

    report_labels(out, &run);
    fputc(';', out);
    run.bus = bus;
    report_labels(out, &run);
    fclose(out);
    assert_string_equal(got, "pc, raw;pc, raw on virtio");
    free(got);
}

static void test_time_is_rfc3339_in_utc(void **state _unused_)
{
    char now[REPORT_TIME_SIZE];
    regex_t form;

    assert_int_equal(regcomp(&form,
                             "^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5]"
                             "[0-9]:[0-6][0-9]\\.[0-9]{3}Z$",
                             REG_EXTENDED | REG_NOSUB),
                     0);
    report_time(now);
    assert_int_equal(regexec(&form, now, 0, NULL, 0), 0);
    regfree(&form);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_text_and_utf8_pass),
        cmocka_unit_test(test_control_characters_show_as_hex),
        cmocka_unit_test(test_line_separators_and_reversals_show_as_hex),
        cmocka_unit_test(test_bytes_that_are_not_utf8_show_as_hex),
        cmocka_unit_test(test_forbidden_and_escaped_characters),
        cmocka_unit_test(test_text_is_a_copy),
        cmocka_unit_test(test_labels_leave_out_what_is_unknown),
        cmocka_unit_test(test_time_is_rfc3339_in_utc),
    };

    return cmocka_run_group_tests_name("report-text", tests, NULL, NULL);
}
