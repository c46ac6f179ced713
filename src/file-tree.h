/* Walking over a directory and all that is in it. */
#pragma once

#include <stdbool.h>

/* Call `visit` for each file, and for each directory after what is in it, `root` last,
 * until it returns other than 0.  Links are not followed, other file systems not entered,
 * and what is opened meanwhile is closed on exec.  Returns what `visit` returned last, or
 * -1 and errno if something cannot be read. */
int file_tree_walk(const char *root,
                   int (*visit)(const char *path, bool is_file, void *arg), void *arg);
