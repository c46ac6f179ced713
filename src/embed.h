/* The private root directory of libvirt's in-process driver, qemu:///embed
 * (https://libvirt.org/drvqemu.html, "Embedded driver"). */
#pragma once

#include "error.h"

#define EMBED_PREFIX "tinyvm-" /* six random letters follow */
#define EMBED_OWNER "owner"    /* the file in it that holds its maker's run id */

/* Where such directories are made: what only we can write first. */
const char *embed_parent(void);

/* Make the directory with the driver's configuration in it.  A new string, or null with
 * CODE_CONNECT.  The path is short, as its sockets' paths may not exceed 107 bytes. */
char *embed_make_root(struct error *e);

/* Remove it with all that is in it.  0, or -1 with CODE_LEFTOVERS. */
int embed_remove_root(const char *root, struct error *e);
