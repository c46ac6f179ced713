/* spec.c: what may be asked for. */
#include "unit.h"

#include "spec.h"

#include <string.h>

static void assert_name(const char *name, bool valid)
{
    _cleanup_error_ struct error e = {0};
    int result = spec_validate_name(name, &e);

    if (result != (valid ? 0 : -1))
        fail_msg("name '%s' should be %s", name, valid ? "valid" : "invalid");
    if (!valid)
        assert_error(&e, CODE_NAME_INVALID);
}

static void test_names_that_may_be(void **state _unused_)
{
    char longest[SPEC_NAME_MAX + 1];

    memset(longest, 'n', SPEC_NAME_MAX);
    longest[SPEC_NAME_MAX] = '\0';
    assert_name("tinyvm", true);
    assert_name("0", true);
    assert_name("A.b_c+d-9", true);
    assert_name(longest, true);
}

static void test_names_that_may_not_be(void **state _unused_)
{
    static const char *const bad[] = {
        "",     " ",       "-rf",       ".hidden", "../etc", "a/b",   "a b",
        "a\nb", "\033[2J", "a<b",       "a'b",     "a&b",    "a\"b",  "caf\xc3\xa9",
        "\xff", "a;b",     "$(reboot)", "_a",      "+a",     "a\177", "a%s%n"};
    char too_long[SPEC_NAME_MAX + 2], huge[4097];

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        assert_name(bad[i], false);
    memset(too_long, 'n', SPEC_NAME_MAX + 1);
    too_long[SPEC_NAME_MAX + 1] = '\0';
    assert_name(too_long, false);
    memset(huge, '\n', sizeof huge - 1);
    huge[sizeof huge - 1] = '\0';
    assert_name(huge, false);
}

static void assert_spec(struct spec spec, enum code code)
{
    _cleanup_error_ struct error e = {0};

    if (code == CODE_OK) {
        assert_int_equal(spec_validate(&spec, &e), 0);
        assert_no_error(&e);
    } else {
        assert_int_equal(spec_validate(&spec, &e), -1);
        assert_error(&e, code);
    }
}

static struct spec with_memory(long memory)
{
    struct spec spec = spec_default;

    spec.memory = memory;
    return spec;
}

static void test_default_is_valid(void **state _unused_)
{
    assert_spec(spec_default, CODE_OK);
}

static void test_memory_has_bounds(void **state _unused_)
{
    assert_spec(with_memory(0), CODE_MEMORY);
    assert_spec(with_memory(-1), CODE_MEMORY);
    assert_spec(with_memory(SPEC_MEMORY_MIN - 1), CODE_MEMORY);
    assert_spec(with_memory(SPEC_MEMORY_MIN), CODE_OK);
    assert_spec(with_memory(SPEC_MEMORY_MAX), CODE_OK);
    assert_spec(with_memory(SPEC_MEMORY_MAX + 1L), CODE_MEMORY);
}

static void test_every_bus_and_virt_type(void **state _unused_)
{
    struct spec spec = spec_default;

    for (const char *const *bus = spec_buses; *bus; bus++) {
        spec.bus = *bus;
        assert_spec(spec, CODE_OK);
    }
    for (const char *const *type = spec_virt_types; *type; type++) {
        spec.virt_type = *type;
        assert_spec(spec, CODE_OK);
    }
}

static void test_unknown_words(void **state _unused_)
{
    static const char *const bad[] = {"", "virtio ", "VIRTIO", "a\nb", "<", "tcg"};
    struct spec bus = spec_default, type = spec_default, machine = spec_default;

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        bus.bus = bad[i];
        assert_spec(bus, CODE_USAGE);
        type.virt_type = bad[i];
        assert_spec(type, CODE_USAGE);
    }
    machine.machine = "pc-i440fx-7.2";
    assert_spec(machine, CODE_OK);
    machine.machine = "";
    assert_spec(machine, CODE_USAGE);
    machine.machine = "pc,accel=tcg";
    assert_spec(machine, CODE_USAGE);
    machine.machine = "p\033[2J";
    assert_spec(machine, CODE_USAGE);
}

static void test_bad_name_in_spec(void **state _unused_)
{
    struct spec spec = spec_default;

    spec.name = "../x";
    assert_spec(spec, CODE_NAME_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_that_may_be),
        cmocka_unit_test(test_names_that_may_not_be),
        cmocka_unit_test(test_default_is_valid),
        cmocka_unit_test(test_memory_has_bounds),
        cmocka_unit_test(test_every_bus_and_virt_type),
        cmocka_unit_test(test_unknown_words),
        cmocka_unit_test(test_bad_name_in_spec),
    };

    return cmocka_run_group_tests_name("spec", tests, NULL, NULL);
}
