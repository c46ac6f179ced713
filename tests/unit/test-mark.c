/* mark.c: the mark is read back as domain-xml.c wrote it, and nothing else is taken. */
#include "unit.h"

#include "plan.h"

#include <string.h>

#define NS " xmlns:tinyvm='urn:tinyvm:domain:1'"

static int parse(struct mark *mark, const char *xml, struct error *e)
{
    *mark = (struct mark){0};
    return mark_parse(mark, xml, e);
}

/* As libvirt hands it over: https://libvirt.org/formatdomain.html#general-metadata. */
static void test_as_libvirt_returns_it(void **state _unused_)
{
    _cleanup_mark_ struct mark mark = {0};
    _cleanup_error_ struct error e = {0};

    assert_int_equal(
        parse(&mark, "<domain version='1' kind='check' run='r' pid='7'/>", &e), 0);
    assert_no_error(&e);
    assert_string_equal(mark.version, "1");
    assert_string_equal(mark.kind, "check");
    assert_string_equal(mark.run, "r");
    assert_string_equal(mark.pid, "7");
    assert_null(mark.fingerprint);
    assert_null(mark.pool);
}

static void test_with_its_prefix(void **state _unused_)
{
    _cleanup_mark_ struct mark mark = {0};
    _cleanup_error_ struct error e = {0};

    assert_int_equal(
        parse(&mark, "<tinyvm:domain" NS " version='1' kind='defined'/>", &e), 0);
    assert_string_equal(mark.kind, "defined");
}

static void test_others_are_not_ours(void **state _unused_)
{
    static const char *const others[] = {
        "",
        "x",
        "<",
        "<domain/>",
        "<domain version='1'/>",
        "<domain kind='check'/>",
        "<other version='1' kind='check'/>",
        "<domain version='1' kind='check'>",
        "<domain version='1' kind='check' kind='check'/>",
        "<domain version='1' kind='&undefined;'/>",
        "<a><domain version='1' kind='check'/></a>",
        "<domain x:version='1' x:kind='check' xmlns:x='urn:x'/>",
        "<domain version='\xff' kind='check'/>",
    };

    for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
        _cleanup_mark_ struct mark mark = {0};
        struct error e = {0};

        if (parse(&mark, others[i], &e) == 0)
            fail_msg("taken as ours: %s", others[i]);
        assert_error(&e, CODE_NOT_OURS);
    }
}

/* A file must not be read into an attribute, nor entities fill the memory. */
static void test_entities_do_no_harm(void **state _unused_)
{
    static const char external[] =
        "<!DOCTYPE d [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
        "<domain version='1' kind='check'>&f;</domain>";
    char bomb[4096] = "<!DOCTYPE d [<!ENTITY a0 'ha'>";
    struct mark mark = {0};
    struct error e = {0};

    if (parse(&mark, external, &e) == 0)
        assert_string_equal(mark.kind, "check");
    mark_clear(&mark);
    error_clear(&e);
    for (int i = 1; i < 30; i++)
        snprintf(bomb + strlen(bomb), sizeof bomb - strlen(bomb),
                 "<!ENTITY a%d '&a%d;&a%d;&a%d;'>", i, i - 1, i - 1, i - 1);
    strcat(bomb, "]><domain version='1' kind='&a29;'/>");
    if (parse(&mark, bomb, &e) == 0)
        assert_true(strlen(mark.kind) < 1 << 24);
    mark_clear(&mark);
    error_clear(&e);
}

/* The element <tinyvm:domain …/> of a domain's XML. */
static char *element_of(const char *xml)
{
    const char *start = strstr(xml, "<tinyvm:domain"), *end = NULL;

    assert_non_null(start);
    end = strstr(start, "/>");
    assert_non_null(end);
    return strndup(start, (size_t)(end + 2 - start));
}

static void test_round_trip_of_awkward_text(void **state _unused_)
{
    static char run[] = "<&>\"'", uuid[] = "-", pid[] = "a\nb\tc",
                print[] = "caf\xc3\xa9 ]]>", pool[] = "", volume[] = " v ",
                made[] = "yes";
    struct domain_plan plan = plan_example;
    _cleanup_free_ char *xml = NULL, *element = NULL;
    _cleanup_mark_ struct mark mark = {0};
    _cleanup_error_ struct error e = {0};

    plan.mark = (struct mark){
        plan.mark.version, plan.mark.kind, run, uuid, pid, print, pool, volume, made};
    xml = domain_xml(&plan);
    assert_non_null(xml);
    element = element_of(xml);
    assert_int_equal(mark_parse(&mark, element, &e), 0);
    for (const struct mark_attribute *a = mark_attributes; a->name; a++) {
        const char *was = *(char **)((char *)&plan.mark + a->offset);
        const char *is = *(char **)((char *)&mark + a->offset);

        assert_non_null(is);
        assert_string_equal(is, was);
    }
}

static void test_every_field_is_in_the_table(void **state _unused_)
{
    size_t n = 0;

    while (mark_attributes[n].name)
        n++;
    assert_int_equal(n, sizeof(struct mark) / sizeof(char *));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_libvirt_returns_it),
        cmocka_unit_test(test_with_its_prefix),
        cmocka_unit_test(test_others_are_not_ours),
        cmocka_unit_test(test_entities_do_no_harm),
        cmocka_unit_test(test_round_trip_of_awkward_text),
        cmocka_unit_test(test_every_field_is_in_the_table),
    };

    return cmocka_run_group_tests_name("mark", tests, NULL, NULL);
}
