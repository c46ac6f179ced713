/* kvm-access.c: judged from the node's mode and the user's groups, both played here, as
 * a test can neither make /dev/kvm nor a user. */
#include "unit.h"

#include "kvm-access.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#define QEMU_UID 64055
#define KVM_GID 105
#define OWN_GID 64055

static struct stat node;
static bool node_exists;
static const char *known_user;
static bool user_in_kvm, too_many_groups;

int __wrap_stat(const char *path, struct stat *st);
int __wrap_stat(const char *path, struct stat *st)
{
    assert_string_equal(path, "/dev/kvm");
    *st = node;
    errno = ENOENT;
    return node_exists ? 0 : -1;
}

int __wrap_getpwnam_r(const char *name, struct passwd *record, char *buffer, size_t size,
                      struct passwd **found);
int __wrap_getpwnam_r(const char *name, struct passwd *record, char *buffer, size_t size,
                      struct passwd **found)
{
    *found = NULL;
    if (strcmp(name, known_user) != 0)
        return 0;
    snprintf(buffer, size, "%s", name);
    *record = (struct passwd){.pw_name = buffer, .pw_uid = QEMU_UID, .pw_gid = OWN_GID};
    *found = record;
    return 0;
}

int __wrap_getgrouplist(const char *user, gid_t group, gid_t *groups, int *n);
int __wrap_getgrouplist(const char *user, gid_t group, gid_t *groups, int *n)
{
    assert_string_equal(user, known_user);
    if (too_many_groups)
        return -1;
    groups[0] = group;
    groups[1] = user_in_kvm ? KVM_GID : 4711;
    *n = 2;
    return *n;
}

static int setup(void **state _unused_)
{
    node = (struct stat){.st_mode = S_IFCHR | 0660, .st_uid = 0, .st_gid = KVM_GID};
    node_exists = true;
    known_user = KVM_QEMU_USER;
    user_in_kvm = true;
    too_many_groups = false;
    return 0;
}

static void assert_access(enum kvm_access wanted)
{
    assert_int_equal(kvm_access(KVM_QEMU_USER), wanted);
}

static void test_as_udev_leaves_it(void **state _unused_)
{
    assert_access(KVM_ACCESS_YES);
    user_in_kvm = false;
    assert_access(KVM_ACCESS_NO);
}

static void test_no_node(void **state _unused_)
{
    node_exists = false;
    assert_access(KVM_ACCESS_NONE);
}

static void test_root_only(void **state _unused_)
{
    node.st_mode = S_IFCHR | 0600;
    assert_access(KVM_ACCESS_NO);
}

static void test_for_everybody(void **state _unused_)
{
    node.st_mode = S_IFCHR | 0666;
    user_in_kvm = false;
    assert_access(KVM_ACCESS_YES);
}

/* The kernel asks the first class that fits and no other. */
static void test_only_one_class_counts(void **state _unused_)
{
    node.st_mode = S_IFCHR | 0606;
    assert_access(KVM_ACCESS_NO);
    node.st_uid = QEMU_UID;
    node.st_mode = S_IFCHR | 0066;
    assert_access(KVM_ACCESS_NO);
    node.st_mode = S_IFCHR | 0600;
    assert_access(KVM_ACCESS_YES);
}

static void test_reading_alone_is_not_enough(void **state _unused_)
{
    node.st_mode = S_IFCHR | 0640;
    assert_access(KVM_ACCESS_NO);
}

static void test_other_distributions_user(void **state _unused_)
{
    known_user = "qemu";
    assert_access(KVM_ACCESS_YES);
    known_user = "nobody";
    assert_access(KVM_ACCESS_NO);
}

static void test_groups_that_cannot_be_read(void **state _unused_)
{
    too_many_groups = true;
    assert_access(KVM_ACCESS_NO);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_as_udev_leaves_it),
        TEST(test_no_node),
        TEST(test_root_only),
        TEST(test_for_everybody),
        TEST(test_only_one_class_counts),
        TEST(test_reading_alone_is_not_enough),
        TEST(test_other_distributions_user),
        TEST(test_groups_that_cannot_be_read),
    };

    return cmocka_run_group_tests_name("kvm-access", tests, NULL, NULL);
}
