/* domain-xml.c: XML that libvirt's own schema takes, whatever is asked for. */
#include "unit.h"

#include "plan.h"

#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <string.h>

#define SCHEMA "/usr/share/libvirt/schemas/domain.rng"

static xmlRelaxNGPtr schema;

static int load_schema(void **state _unused_)
{
    xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewParserCtxt(SCHEMA);

    schema = xmlRelaxNGParse(parser);
    xmlRelaxNGFreeParserCtxt(parser);
    return schema ? 0 : -1;
}

static int free_schema(void **state _unused_)
{
    xmlRelaxNGFree(schema);
    xmlCleanupParser();
    return 0;
}

static xmlDocPtr document(const struct domain_plan *plan)
{
    _cleanup_free_ char *xml = domain_xml(plan);
    xmlDocPtr doc = NULL;

    assert_non_null(xml);
    doc = xmlReadMemory(xml, (int)strlen(xml), "domain", NULL, XML_PARSE_NONET);
    if (!doc)
        fail_msg("not well-formed: %s", xml);
    return doc;
}

static void assert_valid(const struct domain_plan *plan)
{
    xmlRelaxNGValidCtxtPtr context = xmlRelaxNGNewValidCtxt(schema);
    xmlDocPtr doc = document(plan);
    int result = xmlRelaxNGValidateDoc(context, doc);

    xmlFreeDoc(doc);
    xmlRelaxNGFreeValidCtxt(context);
    if (result != 0)
        fail_msg("not valid: %s %s on %s", plan->machine, plan->disk.device,
                 plan->disk.bus ? plan->disk.bus : "its natural bus");
}

/* What an XPath expression says of the plan's XML.  A new string of libxml2's. */
static void assert_xpath(const struct domain_plan *plan, const char *path,
                         const char *wanted)
{
    xmlDocPtr doc = document(plan);
    xmlXPathContextPtr context = xmlXPathNewContext(doc);
    xmlXPathObjectPtr found = NULL;
    xmlChar *text = NULL;

    xmlXPathRegisterNs(context, (const xmlChar *)"tinyvm",
                       (const xmlChar *)MARK_NAMESPACE);
    found = xmlXPathEvalExpression((const xmlChar *)path, context);
    text = xmlXPathCastToString(found);
    assert_string_equal((const char *)text, wanted);
    xmlFree(text);
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    xmlFreeDoc(doc);
}

static void test_every_combination_is_valid(void **state _unused_)
{
    static const char *const machines[] = {"pc", "q35", "pc-i440fx-7.2", "isapc"};
    static const char *const devices[] = {"disk", "cdrom", "floppy"};
    static const char *const drivers[] = {"raw", "qcow2", "vmdk", "vdi", "vpc"};
    struct domain_plan plan = plan_example;
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_SIZE(machines) * ARRAY_SIZE(devices); i++)
        for (const char *const *bus = spec_buses;; bus++) {
            plan.machine = machines[i % ARRAY_SIZE(machines)];
            plan.disk.device = devices[i / ARRAY_SIZE(machines)];
            plan.disk.driver = drivers[n++ % ARRAY_SIZE(drivers)];
            plan.disk.bus = *bus;
            plan.disk.readonly = n % 2;
            plan.disk.keep_owner = n % 3;
            plan.virt_type = n % 2 ? "kvm" : "qemu";
            assert_valid(&plan);
            if (!*bus)
                break;
        }
    assert_int_equal(n, 4 * 3 * 7);
}

static void say_nothing(void *context _unused_, const char *format _unused_, ...)
{
}

static void test_the_schema_can_refuse(void **state _unused_)
{
    struct domain_plan plan = plan_example;
    xmlRelaxNGValidCtxtPtr context = xmlRelaxNGNewValidCtxt(schema);
    xmlDocPtr doc = NULL;

    plan.disk.bus = "carrier pigeon";
    doc = document(&plan);
    xmlRelaxNGSetValidErrors(context, say_nothing, say_nothing, NULL);
    assert_int_not_equal(xmlRelaxNGValidateDoc(context, doc), 0);
    xmlFreeDoc(doc);
    xmlRelaxNGFreeValidCtxt(context);
}

static void test_what_was_asked_for_is_there(void **state _unused_)
{
    struct domain_plan plan = plan_example;

    plan.uuid = "00000000-1111-2222-3333-444444444444";
    plan.memory = 1048576;
    assert_xpath(&plan, "string(/domain/@type)", "qemu");
    assert_xpath(&plan, "string(/domain/name)", "tinyvm");
    assert_xpath(&plan, "string(/domain/uuid)", plan.uuid);
    assert_xpath(&plan, "string(/domain/memory[@unit='MiB'])", "1048576");
    assert_xpath(&plan, "string(/domain/os/type/@machine)", "pc");
    assert_xpath(&plan, "string(//disk/source/@file)", plan.disk.path);
    assert_xpath(&plan, "string(//disk/driver/@type)", "raw");
    assert_xpath(&plan, "string(//tinyvm:domain/@kind)", "defined");
    assert_xpath(&plan, "count(//tinyvm:domain/@run)", "0");
    plan.uuid = NULL;
    assert_xpath(&plan, "count(/domain/uuid)", "0");
}

/* Without <acpi/> the power button does nothing; without destroy the guest comes back. */
static void test_the_button_works_and_is_final(void **state _unused_)
{
    assert_xpath(&plan_example, "count(/domain/features/acpi)", "1");
    assert_xpath(&plan_example, "string(/domain/on_poweroff)", "destroy");
    assert_xpath(&plan_example, "string(/domain/on_crash)", "destroy");
}

static void test_machine_is_minimal(void **state _unused_)
{
    assert_xpath(&plan_example, "count(//interface|//video|//graphics|//sound)", "0");
    assert_xpath(&plan_example, "string(//memballoon/@model)", "none");
    assert_xpath(&plan_example, "string(//controller[@type='usb']/@model)", "none");
    assert_xpath(&plan_example, "count(//serial[@type='pty'])", "1");
}

static void test_disk_protection(void **state _unused_)
{
    struct domain_plan plan = plan_example;

    assert_xpath(&plan, "count(//disk/readonly)", "1");
    assert_xpath(&plan, "string(//disk/source/seclabel[@model='dac']/@relabel)", "no");
    plan.disk.readonly = plan.disk.keep_owner = false;
    assert_xpath(&plan, "count(//readonly|//seclabel)", "0");
}

static void test_bus_brings_its_controller(void **state _unused_)
{
    struct domain_plan plan = plan_example;

    plan.disk.bus = "usb";
    assert_xpath(&plan, "string(//controller[@type='usb']/@model)", "qemu-xhci");
    plan.disk.bus = "scsi";
    assert_xpath(&plan, "string(//controller[@type='scsi']/@model)", "virtio-scsi");
    plan.disk.bus = "ide";
    assert_xpath(&plan, "string(//target/@dev)", "hda");
    plan.disk.bus = "fdc";
    assert_xpath(&plan, "string(//target/@dev)", "fda");
}

static void test_what_is_added_is_valid(void **state _unused_)
{
    struct domain_plan plan = plan_example;

    plan.video = plan.agent = true;
    plan.features = "<features><acpi/><apic/></features>";
    plan.copied = "<cpu mode='host-model'/>";
    assert_valid(&plan);
    assert_xpath(&plan, "count(//video/model[@type='vga'])", "1");
    assert_xpath(&plan, "count(//channel/target[@name='org.qemu.guest_agent.0'])", "1");
    assert_xpath(&plan, "count(/domain/features/apic)", "1");
    assert_xpath(&plan, "string(/domain/cpu/@mode)", "host-model");
}

static void test_natural_bus(void **state _unused_)
{
    assert_string_equal(domain_natural_bus("disk", "pc"), "virtio");
    assert_string_equal(domain_natural_bus("disk", "q35"), "virtio");
    assert_string_equal(domain_natural_bus("cdrom", "pc"), "ide");
    assert_string_equal(domain_natural_bus("cdrom", "pc-q35-7.2"), "sata");
    assert_string_equal(domain_natural_bus("floppy", "q35"), "fdc");
}

static void test_awkward_text_is_escaped(void **state _unused_)
{
    static const char path[] = "/a <b> & 'c' \"d\"/]]>/caf\xc3\xa9\n.img";
    struct domain_plan plan = plan_example;

    plan.disk.path = path;
    plan.machine = "<evil/>";
    assert_xpath(&plan, "string(//disk/source/@file)", path);
    assert_xpath(&plan, "string(/domain/os/type/@machine)", "<evil/>");
    assert_xpath(&plan, "count(//evil)", "0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_combination_is_valid),
        cmocka_unit_test(test_the_schema_can_refuse),
        cmocka_unit_test(test_what_was_asked_for_is_there),
        cmocka_unit_test(test_the_button_works_and_is_final),
        cmocka_unit_test(test_machine_is_minimal),
        cmocka_unit_test(test_disk_protection),
        cmocka_unit_test(test_bus_brings_its_controller),
        cmocka_unit_test(test_what_is_added_is_valid),
        cmocka_unit_test(test_natural_bus),
        cmocka_unit_test(test_awkward_text_is_escaped),
    };

    return cmocka_run_group_tests_name("domain-xml", tests, load_schema, free_schema);
}
