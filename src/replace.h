/* A file that others read at any moment: they see what was there, or all of the new. */
#pragma once

#include "macro.h"

/* The regular file that `path` names, whether it exists yet or not, as a new string in
 * *target with links followed; *target stays null where there is something that cannot be
 * replaced (a device, a pipe) and must be written to.  0, or -1 and errno. */
_must_check_ int replace_target(const char *path, char **target);

/* Put `len` bytes in the place of the file at `target`, readable by everybody (mode
 * 0644). 0, or -1 and errno; then the old file is as it was and no other is left. */
_must_check_ int replace_file(const char *target, const void *bytes, size_t len);
