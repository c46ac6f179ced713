/* text.c: whatever comes in, what goes out is harmless. */
#include "unit.h"

#include "text.h"

#include <limits.h>
#include <string.h>

static void assert_clean(const char *bytes, size_t len, size_t max, const char *wanted)
{
    _cleanup_free_ char *text = text_clean(bytes, len, max);

    assert_non_null(text);
    assert_string_equal(text, wanted);
}

static void test_clean_names_what_it_hides(void **state _unused_)
{
    assert_clean("", 0, 10, "");
    assert_clean("ab\r\n\tc\\", 7, 99, "ab\\r\\n\\tc\\\\");
    assert_clean("\033[2J\a", 5, 99, "\\x1b[2J\\x07");
    assert_clean("a\0b", 3, 99, "a\\x00b");
    assert_clean("\xc3\xa9\xff\x7f", 4, 99, "\\xc3\\xa9\\xff\\x7f");
}

static void test_clean_leaves_printable_ascii(void **state _unused_)
{
    for (int byte = 0; byte < 256; byte++) {
        char in = (char)byte;
        _cleanup_free_ char *out = text_clean(&in, 1, 1);

        assert_non_null(out);
        if (byte >= 0x20 && byte < 0x7f && byte != '\\')
            assert_int_equal(strlen(out), 1);
        for (const char *p = out; *p; p++)
            assert_in_range(*p, 0x20, 0x7e);
    }
}

static void test_clean_takes_the_end(void **state _unused_)
{
    assert_clean("abcdef", 6, 6, "abcdef");
    assert_clean("abcdef", 6, 2, "...ef");
    assert_clean("abcdef", 6, 0, "...");
}

/* The longest form of every byte, so that a buffer too small by one is seen. */
static void test_clean_bounds_its_output(void **state _unused_)
{
    size_t len = 1 << 20, max = 4096;
    _cleanup_free_ char *big = malloc(len), *out = NULL;

    assert_non_null(big);
    memset(big, 0xff, len);
    out = text_clean(big, len, max);
    assert_non_null(out);
    assert_int_equal(strlen(out), strlen("...") + 4 * max);
}

static void test_basename(void **state _unused_)
{
    assert_string_equal(text_basename("a/b/c"), "c");
    assert_string_equal(text_basename("c"), "c");
    assert_string_equal(text_basename("a/"), "");
    assert_string_equal(text_basename(""), "");
}

static void assert_redacted(const char *uri, const char *wanted)
{
    _cleanup_free_ char *out = text_redact_uri(uri);

    assert_non_null(out);
    assert_string_equal(out, wanted);
}

static void test_redact_hides_passwords(void **state _unused_)
{
    assert_redacted("qemu+tcp://u:secret@host:16509/system",
                    "qemu+tcp://u@host:16509/system");
    assert_redacted("esx://u:a@b:c@host/?x=1", "esx://u@host/?x=1");
    assert_redacted("esx://:secret@host", "esx://@host");
    assert_redacted("esx://u:@host", "esx://u@host");
    assert_redacted("u:p@host", "u@host");
}

static void test_redact_hides_them_where_they_are_quoted(void **state _unused_)
{
    char text[] = "cannot parse esx://u:a@b@h/x, esx://u:a@b@h/x", plain[] = "no u:p";

    text_redact(text, "esx://u:a@b@h/x");
    assert_string_equal(text, "cannot parse esx://u@h/x, esx://u@h/x");
    text_redact(plain, "esx://u@h/x");
    assert_string_equal(plain, "no u:p");
}

/* "/", "?" and "#" end the authority (RFC 3986, 3.2), unless somebody forgot to escape
 * them: better a path is hidden than a password shown. */
static void test_redact_hides_passwords_of_bad_uris(void **state _unused_)
{
    assert_redacted("qemu+tcp://u:pa/ss@host/", "qemu+tcp://u@host/");
    assert_redacted("qemu+tcp://u:12/34@host/", "qemu+tcp://u@host/");
    assert_redacted("esx://u:a?b@host/", "esx://u@host/");
    assert_redacted("esx://u:a#b@c/d@host", "esx://u@host");
    assert_redacted("esx://[::1]:pw/x@host", "esx://[::1]@host");
    assert_redacted("esx://[u:pw@host]:1/", "esx://[u@host]:1/");
}

static void test_redact_leaves_the_rest(void **state _unused_)
{
    static const char *const plain[] = {"qemu:///system",
                                        "test:///default",
                                        "qemu+ssh://u@host:22/system",
                                        "",
                                        "://",
                                        "qemu:///embed?root=/a:b@c",
                                        "qemu+ssh://[::1]:22/system",
                                        "qemu+ssh://[fe80::1]/a@b",
                                        "qemu+tls://h:16514/system?pkipath=/a@b",
                                        "qemu+ssh://host/a:b@c#d:e@f"};

    for (size_t i = 0; i < ARRAY_SIZE(plain); i++)
        assert_redacted(plain[i], plain[i]);
}

static void assert_one_line(const char *in, const char *wanted)
{
    char text[64];

    snprintf(text, sizeof text, "%s", in);
    text_one_line(text);
    assert_string_equal(text, wanted);
}

static void test_one_line(void **state _unused_)
{
    assert_one_line("", "");
    assert_one_line("\r\n", "");
    assert_one_line("one\r\n\ttwo\n", "one two");
    assert_one_line("\n one \033[1m", " one [1m");
    assert_one_line("a\177b", "a b");
    assert_one_line("caf\xc3\xa9", "caf\xc3\xa9");
}

/* U+009B is the terminal's CSI (ECMA-48, 5.3), in UTF-8 or as a byte; what is no UTF-8
 * (RFC 3629) may be read as it. */
static void test_one_line_has_no_c1_controls(void **state _unused_)
{
    assert_one_line("a\xc2\x9b"
                    "1mb",
                    "a 1mb");
    assert_one_line("a\xc2\x80\xc2\x9f"
                    "b",
                    "a b");
    assert_one_line("a\x9b"
                    "1mb",
                    "a 1mb");
    assert_one_line("\xc2\xa0\xe2\x82\xac\xf0\x9f\x98\x80",
                    "\xc2\xa0\xe2\x82\xac\xf0\x9f\x98\x80");
    assert_one_line("a\xe0\x82\x9b"
                    "b",
                    "a b"); /* U+009B in a byte too many */
    assert_one_line("a\xed\xa0\x80"
                    "b",
                    "a b"); /* a surrogate */
    assert_one_line("a\xff\xc3", "a");
    assert_one_line("\xc3\n", "");
}

static void test_reverse(void **state _unused_)
{
    char even[] = "abcd", odd[] = "abc", none[] = "", with_null[] = "a\0b";

    text_reverse(even, 4);
    text_reverse(odd, 3);
    text_reverse(none, 0);
    text_reverse(with_null, 3);
    assert_string_equal(even, "dcba");
    assert_string_equal(odd, "cba");
    assert_memory_equal(with_null, "b\0a", 3);
}

static void test_number_wants_digits_alone(void **state _unused_)
{
    static const char *const bad[] = {"",   " 1",       "1 ",  "+1",
                                      "-1", "0x10",     "1k",  "1.0",
                                      "--", "\xd9\xa1", "1\n", "99999999999999999999"};
    long out = 42;

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        assert_false(text_to_number(bad[i], 0, LONG_MAX, &out));
    assert_int_equal(out, 42);
}

static void test_number_keeps_its_bounds(void **state _unused_)
{
    long out = 0;

    assert_true(text_to_number("2", 2, 4, &out));
    assert_int_equal(out, 2);
    assert_true(text_to_number("004", 2, 4, &out));
    assert_int_equal(out, 4);
    assert_false(text_to_number("1", 2, 4, &out));
    assert_false(text_to_number("5", 2, 4, &out));
    assert_true(text_to_number("9223372036854775807", 0, LONG_MAX, &out));
    assert_false(text_to_number("9223372036854775808", 0, LONG_MAX, &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean_names_what_it_hides),
        cmocka_unit_test(test_clean_leaves_printable_ascii),
        cmocka_unit_test(test_clean_takes_the_end),
        cmocka_unit_test(test_clean_bounds_its_output),
        cmocka_unit_test(test_basename),
        cmocka_unit_test(test_redact_hides_passwords),
        cmocka_unit_test(test_redact_hides_them_where_they_are_quoted),
        cmocka_unit_test(test_redact_hides_passwords_of_bad_uris),
        cmocka_unit_test(test_redact_leaves_the_rest),
        cmocka_unit_test(test_one_line),
        cmocka_unit_test(test_one_line_has_no_c1_controls),
        cmocka_unit_test(test_reverse),
        cmocka_unit_test(test_number_wants_digits_alone),
        cmocka_unit_test(test_number_keeps_its_bounds),
    };

    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
