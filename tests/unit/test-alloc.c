/* The pure layers when memory runs out, at every allocation in turn: nothing crashes,
 * nothing leaks, and what comes out is right or an error that says so. */
#include "unit.h"

#include "domain.h"
#include "image.h"
#include "options.h"
#include "plan.h"
#include "scratch.h"
#include "starve.h"
#include "text.h"
#include "undo.h"

#include <string.h>

#define SUM "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static enum outcome out_of_memory_or_wrong(const struct error *e)
{
    return e->code == CODE_MEMORY_OUT ? CLEAN : WRONG;
}

/* A string that may be null when memory ran out. */
static enum outcome judge(const char *text, const char *wanted)
{
    if (!text)
        return CLEAN;
    return strcmp(text, wanted) == 0 ? RIGHT : WRONG;
}

static enum outcome work_error(void)
{
    _cleanup_error_ struct error e = {0};

    error_set(&e, CODE_FILE, "%s", "reason");
    error_wrap(&e, "%s", "context");
    if (e.code != CODE_FILE || !*error_text(&e))
        return WRONG;
    return strcmp(error_text(&e), "context: reason") == 0 ? RIGHT : CLEAN;
}

static void test_error(void **state _unused_)
{
    starve(work_error);
}

static enum outcome work_text(void)
{
    _cleanup_free_ char *clean = text_clean("a\n", 2, 10);
    _cleanup_free_ char *redacted = text_redact_uri("esx://u:p@h");
    _cleanup_free_ char *plain = text_redact_uri("qemu:///system");
    enum outcome worst = judge(clean, "a\\n");

    if (judge(redacted, "esx://u@h") > worst)
        worst = judge(redacted, "esx://u@h");
    return judge(plain, "qemu:///system") > worst ? judge(plain, "qemu:///system")
                                                  : worst;
}

static void test_text(void **state _unused_)
{
    starve(work_text);
}

/* What is wrong with a request stays wrong when there is no memory to show it. */
static enum outcome work_refusals(void)
{
    static char verb[] = "verb", nonsense[] = "--nonsense";
    static const struct option_row none[] = {{0}};
    char *argv[] = {verb, nonsense, NULL};
    struct operands operands;
    struct error name = {0}, bus = {0}, option = {0};
    struct spec spec = spec_default;
    bool right;

    spec.bus = "pigeon";
    right = spec_validate_name("a b", &name) < 0 && name.code == CODE_NAME_INVALID &&
            spec_validate(&spec, &bus) < 0 && bus.code == CODE_USAGE &&
            options_parse(none, 2, argv, NULL, &operands, &option) < 0 &&
            option.code == CODE_USAGE;
    error_clear(&name);
    error_clear(&bus);
    error_clear(&option);
    return right ? RIGHT : WRONG;
}

static void test_refusals(void **state _unused_)
{
    starve(work_refusals);
}

static enum outcome work_catalogue(void)
{
    _cleanup_catalogue_ struct catalogue c = {0};
    _cleanup_error_ struct error e = {0}, unknown = {0};
    const struct image *image;

    /* Jansson 2.14 drops the byte of a word that it has no room for and reads on. */
    if (catalogue_read(&c, scratch_dir(), &e) < 0)
        return e.code == CODE_IMAGE_DAMAGED ? CLEAN : out_of_memory_or_wrong(&e);
    image = catalogue_find(&c, "vmdk", &e);
    if (!image || strcmp(c.banner, "B") != 0 || strcmp(image->driver, "vmdk") != 0 ||
        strcmp(image->device, "disk") != 0 || strcmp(image->parts[0], "flat") != 0 ||
        !strstr(image->path, "/d.vmdk"))
        return WRONG;
    return catalogue_find(&c, "x", &unknown) || unknown.code != CODE_USAGE ? WRONG
                                                                           : RIGHT;
}

static void test_catalogue(void **state _unused_)
{
    scratch_make();
    scratch_write_text(
        "images.json",
        "{\"version\": \"1\", \"banner\": \"B\", \"images\": [{"
        "\"format\": \"vmdk\", \"name\": \"d.vmdk\", \"program\": \"boot\","
        "\"driver\": \"vmdk\", \"device\": \"disk\", \"parts\": [\"flat\"],"
        "\"size\": 3, \"sha256\": \"" SUM "\", \"summary\": \"s\"}]}");
    starve(work_catalogue);
    scratch_remove();
}

static enum outcome work_mark(void)
{
    _cleanup_mark_ struct mark mark = {0};
    _cleanup_error_ struct error e = {0};

    if (mark_parse(&mark, "<domain version='1' kind='defined' pool='p' volume='v'/>", &e))
        return out_of_memory_or_wrong(&e);
    return judge(mark.version, "1") || judge(mark.kind, "defined") ||
                   judge(mark.pool, "p") || judge(mark.volume, "v")
               ? WRONG
               : RIGHT;
}

static void test_mark(void **state _unused_)
{
    starve(work_mark);
}

static char *whole_xml, *whole_print;

static enum outcome work_xml(void)
{
    _cleanup_free_ char *xml = domain_xml(&plan_example);

    return judge(xml, whole_xml);
}

static enum outcome work_fingerprint(void)
{
    _cleanup_free_ char *print = domain_fingerprint(&plan_example);

    return judge(print, whole_print);
}

static void test_domain_xml(void **state _unused_)
{
    whole_xml = domain_xml(&plan_example);
    whole_print = domain_fingerprint(&plan_example);
    starve(work_xml);
    starve(work_fingerprint);
    free(whole_xml);
    free(whole_print);
}

static int things;

static int remove_thing(void *arg _unused_, struct error *e _unused_)
{
    things--;
    return 0;
}

static int refuse(void *arg _unused_, struct error *e)
{
    things--;
    return error_set(e, CODE_FILE, "busy");
}

/* In place of libvirt's: what it keeps for a domain of ours. */
static char *metadata(virDomainPtr domain _unused_, int type _unused_,
                      const char *uri _unused_, unsigned flags _unused_)
{
    return strdup("<domain xmlns='" MARK_NAMESPACE "' version='1' kind='defined'/>");
}

static const char *name(virDomainPtr domain _unused_)
{
    return "a";
}

static int state(virDomainPtr domain _unused_, int *at _unused_, int *why _unused_,
                 unsigned flags _unused_)
{
    return 0;
}

static virErrorPtr no_error(void)
{
    return NULL;
}

/* Without memory to see it, a domain of ours is not taken for a stranger's. */
static enum outcome work_domain_mark(void)
{
    _cleanup_error_ struct error e = {0};
    _cleanup_mark_ struct mark mark = {0};

    virDomainGetMetadata = metadata;
    virDomainGetName = name;
    virDomainGetState = state;
    virGetLastError = no_error;
    if (domain_mark(NULL, &mark, &e) == 0)
        return RIGHT;
    return e.code == CODE_NOT_OURS ? WRONG : CLEAN;
}

static void test_domain_mark(void **state _unused_)
{
    starve(work_domain_mark);
}

static enum outcome work_undo(void)
{
    _cleanup_error_ struct error e = {0}, left = {0};
    struct undo u = {0};
    int first, second;

    things = 2;
    first = undo_push(&u, remove_thing, NULL, &e, "%s", "a");
    second = undo_push(&u, refuse, NULL, &e, "%s", "b");
    if (undo_run(&u, &left) != (second < 0 ? 0 : -1) || things != 0)
        return WRONG;
    if (second < 0) /* what cannot be undone, and cannot be remembered, is told */
        return e.code == CODE_LEFTOVERS ? CLEAN : WRONG;
    if (first < 0)
        return out_of_memory_or_wrong(&e);
    return left.code == CODE_LEFTOVERS ? RIGHT : WRONG;
}

static void test_undo(void **state _unused_)
{
    starve(work_undo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_error),    cmocka_unit_test(test_text),
        cmocka_unit_test(test_refusals), cmocka_unit_test(test_catalogue),
        cmocka_unit_test(test_mark),     cmocka_unit_test(test_domain_xml),
        cmocka_unit_test(test_undo),     cmocka_unit_test(test_domain_mark),
    };

    return cmocka_run_group_tests_name("alloc", tests, NULL, NULL);
}
