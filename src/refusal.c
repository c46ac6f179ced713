/* See refusal.h. */
#include "refusal.h"

#include <string.h>
#include <sys/stat.h>

#define BEFORE "Could not open '" /* QEMU's message, block/file-posix.c */
#define AFTER "': Permission denied"

/* Whether that was about a file of this machine whose mode lets everybody read it. */
static bool denied_what_all_may_read(const char *text)
{
    const char *path = strstr(text, BEFORE);
    const char *end = path ? strstr(path, AFTER) : NULL;
    _cleanup_free_ char *copy = NULL;
    struct stat st;

    if (!end)
        return false;
    path += strlen(BEFORE);
    copy = strndup(path, (size_t)(end - path));
    return copy && stat(copy, &st) == 0 && (st.st_mode & S_IROTH);
}

int refusal_explain(const struct host *host, struct error *e)
{
    virSecurityModel model;

    if (e->code != CODE_START || !host->local ||
        !denied_what_all_may_read(error_text(e)) ||
        virNodeGetSecurityModel(host->conn, &model) < 0)
        return -1;
    if (strcmp(model.model, "apparmor") == 0)
        e->code = CODE_APPARMOR;
    if (strcmp(model.model, "selinux") == 0)
        e->code = CODE_SELINUX;
    return -1;
}
