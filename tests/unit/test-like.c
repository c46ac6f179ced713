/* like.c: what of a domain's XML is copied, and what is remarked. */
#include "unit.h"

#include "like.h"

#include <string.h>

#define DOMAIN(os, more)                                                                 \
    "<domain type='qemu'><os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type>" os     \
    "</os>" more "</domain>"
#define ACPI "<features><acpi/></features>"

static struct like like;
static struct error e;

static int teardown(void **state _unused_)
{
    like_clear(&like);
    error_clear(&e);
    return 0;
}

static void read_xml(const char *xml, const char *live)
{
    assert_int_equal(like_read(&like, xml, live, &e), 0);
}

static bool remarked(const char *text)
{
    return like.remarks && strstr(like.remarks, text);
}

static void test_plain_domain_has_no_remark(void **state _unused_)
{
    read_xml(DOMAIN("", ACPI), NULL);
    assert_string_equal(like.machine, "pc-q35-7.2");
    assert_string_equal(like.virt_type, "qemu");
    assert_string_equal(like.features, "<features><acpi/></features>");
    assert_string_equal(like.copied, "");
    assert_null(like.bus);
    assert_null(like.remarks);
    assert_false(like.agent);
}

static void test_elements_are_copied(void **state _unused_)
{
    read_xml(DOMAIN("", ACPI "<cpu><model>m</model><topology cores='2'/><numa/></cpu>"
                             "<clock offset='utc'/><seclabel model='a'/>"
                             "<seclabel model='b'/>"),
             NULL);
    assert_string_equal(like.copied, "<cpu><model>m</model></cpu><clock offset=\"utc\"/>"
                                     "<seclabel model=\"a\"/><seclabel model=\"b\"/>");
}

static void test_copies_declare_their_namespaces(void **state _unused_)
{
    read_xml("<domain type='qemu' xmlns:q='urn:q'><os><type arch='i686' machine='pc'/>"
             "</os><features><q:x/></features></domain>",
             NULL);
    assert_string_equal(like.features, "<features xmlns:q=\"urn:q\"><q:x/></features>");
}

static void test_pages_are_in_mib(void **state _unused_)
{
    read_xml(DOMAIN("", ACPI "<memoryBacking><hugepages><page size='1048576' unit='KiB'/>"
                             "</hugepages></memoryBacking>"),
             NULL);
    assert_int_equal(like.page, 1024);
    like_clear(&like);
    read_xml(DOMAIN("", "<memoryBacking><hugepages><page size='-9'/></hugepages>"
                        "</memoryBacking>"),
             NULL);
    assert_int_equal(like.page, 0);
}

static void test_what_is_wrong_is_remarked(void **state _unused_)
{
    read_xml(DOMAIN("<loader type='pflash'>x</loader>",
                    "<on_poweroff>preserve</on_poweroff><devices><disk device='disk'>"
                    "<target bus='xen'/></disk></devices>"),
             NULL);
    assert_string_equal(like.features, "");
    assert_true(remarked("no <acpi/>"));
    assert_true(remarked("'preserve'"));
    assert_true(remarked("UEFI"));
    assert_true(remarked("xen"));
    assert_null(like.bus);
}

#define CHANNEL(state)                                                                   \
    "<devices><channel><target name='x'/></channel><channel><target "                    \
    "name='org.qemu.guest_agent.0'" state "/></channel></devices>"

static void test_agent_is_looked_for_in_the_live_xml(void **state _unused_)
{
    read_xml(DOMAIN("", ACPI CHANNEL("")), NULL);
    assert_true(like.agent && remarked("asks the agent first"));
    like_clear(&like);
    read_xml(DOMAIN("", ACPI CHANNEL("")),
             DOMAIN("", ACPI CHANNEL(" state='disconnected'")));
    assert_true(like.agent && remarked("no agent"));
    like_clear(&like);
    read_xml(DOMAIN("", ACPI CHANNEL("")),
             DOMAIN("", ACPI CHANNEL(" state='connected'")));
    assert_true(like.agent && !like.remarks);
}

static void test_refusals(void **state _unused_)
{
    assert_int_equal(
        like_read(&like, "<domain><os><type arch='aarch64'/></os></domain>", NULL, &e),
        -1);
    assert_error(&e, CODE_UNSUPPORTED);
    assert_int_equal(like_read(&like, "<network/>", NULL, &e), -1);
    assert_error(&e, CODE_INTERNAL);
    assert_int_equal(like_read(&like, "no XML", NULL, &e), -1);
    assert_error(&e, CODE_INTERNAL);
    assert_int_equal(
        like_read(&like, "<domain><os><type arch='i686' machine='pc'/></os></domain>",
                  NULL, &e),
        -1);
    assert_error(&e, CODE_NOT_QEMU);
    /* Copied elsewhere, the entity would mean nothing. */
    assert_int_equal(like_read(&like,
                               "<!DOCTYPE domain [<!ENTITY a 'b'>]>" DOMAIN(
                                   "", "<features>&a;</features>"),
                               NULL, &e),
                     -1);
    assert_error(&e, CODE_INTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_plain_domain_has_no_remark, teardown),
        cmocka_unit_test_teardown(test_elements_are_copied, teardown),
        cmocka_unit_test_teardown(test_copies_declare_their_namespaces, teardown),
        cmocka_unit_test_teardown(test_pages_are_in_mib, teardown),
        cmocka_unit_test_teardown(test_what_is_wrong_is_remarked, teardown),
        cmocka_unit_test_teardown(test_agent_is_looked_for_in_the_live_xml, teardown),
        cmocka_unit_test_teardown(test_refusals, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
