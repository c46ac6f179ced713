/* The private root directory of libvirt's in-process driver, qemu:///embed
 * (https://libvirt.org/drvqemu.html, "Embedded driver"). */
#pragma once

#include "vir-auto.h"

#define EMBED_URI "qemu:///embed" /* ours, with a root of its own */
#define EMBED_PREFIX "tinyvm-"    /* six random letters follow */
#define EMBED_OWNER "owner"       /* the file in it that holds its maker's run id */

/* Where such directories are made: what only we can write first. */
const char *embed_parent(void);

/* Open the driver, in a root directory that is made for the first who opens it.  Returns
 * a connection and in *root the directory (borrowed), or null with CODE_CONNECT. */
virConnectPtr embed_open(const char **root, struct error *e);

/* After the connection is closed: the last one removes the directory.  0, or -1 with
 * CODE_LEFTOVERS. */
int embed_close(struct error *e);

/* At the program's end, when a thread that was given up may still use the driver: its
 * last chance to come back and close it, else the directory goes from under it.  0, or -1
 * with CODE_LEFTOVERS. */
int embed_abandon(struct error *e);

/* Remove such a directory, of whatever process, with all that is in it.  0, or -1 with
 * CODE_LEFTOVERS. */
int embed_remove_root(const char *root, struct error *e);
