/* Reaping the QEMU processes of libvirt's in-process driver.
 *
 * They are daemons, so their orphans go to process 1, and in a container that one may
 * reap late or never; libvirt waits for a QEMU until it is no zombie any more (1.5 s,
 * measured, or for ever).  So we adopt them, and reap those alone: other children are
 * libvirt's. */
#pragma once

/* Adopt from now on.  SIGCHLD must be blocked (loop_init() does that).  Whatever fails
 * here is done without. */
void reaper_start(void);
void reaper_stop(void);
