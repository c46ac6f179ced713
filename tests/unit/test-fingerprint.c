/* domain-xml.c: the fingerprint stays while the machine is the same, and only then. */
#include "unit.h"

#include "plan.h"

#include <string.h>

static char *fingerprint(struct domain_plan plan)
{
    char *hex = domain_fingerprint(&plan);

    assert_non_null(hex);
    return hex;
}

static bool same(struct domain_plan other)
{
    _cleanup_free_ char *mine = fingerprint(plan_example), *its = fingerprint(other);

    return strcmp(mine, its) == 0;
}

/* Domains that earlier releases defined are recognised by it: a change here makes every
 * one of them "different", so it wants a reason. */
static void test_it_is_sha256_and_stable(void **state _unused_)
{
    _cleanup_free_ char *hex = fingerprint(plan_example);

    assert_int_equal(strlen(hex), 64);
    assert_int_equal(strspn(hex, "0123456789abcdef"), 64);
    assert_string_equal(
        hex, "dfc6a0c4f472da49a820b9daf06e0672a769da1dc64c4ff6da3516dc9b24dcc9");
}

static void test_identity_does_not_count(void **state _unused_)
{
    static char run[] = "r", pid[] = "1";
    struct domain_plan plan = plan_example;

    plan.uuid = "00000000-1111-2222-3333-444444444444";
    plan.mark.run = run;
    plan.mark.pid = pid;
    plan.mark.version = NULL;
    assert_true(same(plan));
}

static void test_natural_bus_is_the_same_machine(void **state _unused_)
{
    struct domain_plan plan = plan_example;

    plan.disk.bus = "virtio";
    assert_true(same(plan));
}

#define ASSERT_COUNTS(field, value)                                                      \
    do {                                                                                 \
        struct domain_plan plan = plan_example;                                          \
                                                                                         \
        plan.field = value;                                                              \
        assert_false(same(plan));                                                        \
    } while (0)

static void test_everything_else_counts(void **state _unused_)
{
    ASSERT_COUNTS(name, "tinyvm2");
    ASSERT_COUNTS(virt_type, "kvm");
    ASSERT_COUNTS(machine, "q35");
    ASSERT_COUNTS(memory, 17);
    ASSERT_COUNTS(disk.path, "/var/lib/tinyvm/boot.imh");
    ASSERT_COUNTS(disk.driver, "qcow2");
    ASSERT_COUNTS(disk.device, "cdrom");
    ASSERT_COUNTS(disk.bus, "scsi");
    ASSERT_COUNTS(disk.readonly, false);
    ASSERT_COUNTS(disk.keep_owner, false);
    ASSERT_COUNTS(video, true);
    ASSERT_COUNTS(agent, true);
    ASSERT_COUNTS(features, "<features><acpi/><apic/></features>");
    ASSERT_COUNTS(copied, "<cpu mode='host-model'/>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_is_sha256_and_stable),
        cmocka_unit_test(test_identity_does_not_count),
        cmocka_unit_test(test_natural_bus_is_the_same_machine),
        cmocka_unit_test(test_everything_else_counts),
    };

    return cmocka_run_group_tests_name("fingerprint", tests, NULL, NULL);
}
