/* See kvm-access.h. */
#include "kvm-access.h"
#include "macro.h"

#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <sys/stat.h>

#define KVM_NODE "/dev/kvm"
#define GROUPS_MAX 64

static bool in_group(const char *name, gid_t primary, gid_t group)
{
    gid_t groups[GROUPS_MAX];
    int n = ARRAY_SIZE(groups);

    if (getgrouplist(name, primary, groups, &n) < 0)
        return false;
    for (int i = 0; i < n; i++)
        if (groups[i] == group)
            return true;
    return false;
}

enum kvm_access kvm_access(const char *user)
{
    struct passwd record, *found = NULL;
    char buffer[4096];
    struct stat st;
    mode_t wanted;

    if (stat(KVM_NODE, &st) < 0)
        return KVM_ACCESS_NONE;
    if (getpwnam_r(user, &record, buffer, sizeof buffer, &found) != 0 || !found)
        (void)getpwnam_r("qemu", &record, buffer, sizeof buffer, &found);
    if (!found)
        return KVM_ACCESS_NO;
    if (record.pw_uid == st.st_uid)
        wanted = S_IRUSR | S_IWUSR;
    else if (in_group(record.pw_name, record.pw_gid, st.st_gid))
        wanted = S_IRGRP | S_IWGRP;
    else
        wanted = S_IROTH | S_IWOTH;
    return (st.st_mode & wanted) == wanted ? KVM_ACCESS_YES : KVM_ACCESS_NO;
}
