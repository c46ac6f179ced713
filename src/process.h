/* Processes of this machine, known by what /proc says of them (proc(5)). */
#pragma once

#include "error.h"

/* The number in a pid file; 0 if there is none. */
long process_read_pid(const char *path);

/* End the process if it is a QEMU that works in the directory `root`: SIGTERM, and after
 * `patience` ms SIGKILL.  Through a pidfd, so that a recycled pid is never hit.  0, also
 * if it is no such process or gone, or -1 with CODE_LEFTOVERS. */
_must_check_ int process_end_qemu(long pid, const char *root, int patience,
                                  struct error *e);
