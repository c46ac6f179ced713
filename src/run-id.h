/* Run ids: which process, of which boot of which machine, made something that must not
 * outlive it.  They stand in domains' marks, names of volumes and pools, and private
 * directories, so that a later tinyvm can tell whether the maker still lives.
 *
 * HOST-BOOT-PIDNS-PID-START-NONCE, in lower-case hexadecimal but for the nonce: eight
 * digits of a hash of machine-id(5), eight of the kernel's boot_id, the inode of the pid
 * namespace and the process's start time in ticks (proc(5)), which a recycled pid does
 * not share.  The nonce's last letter tells relatives apart. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define RUN_ID_SIZE 96 /* bytes, with the null */

enum run_owner {
    RUN_OWNER_DEAD,    /* the process that made it is no more */
    RUN_OWNER_ALIVE,   /* it still runs */
    RUN_OWNER_UNKNOWN, /* on another machine or in another container: not ours to judge */
};

/* A new id of this process, different at every call.  Where /proc tells nothing it is the
 * nonce alone: still unique, but no run id that could be judged. */
void run_id_make(char id[RUN_ID_SIZE]);

/* An id for something else, the `n`-th (1 to 31), that the maker of `of` makes. */
void run_id_relative(char id[RUN_ID_SIZE], const char *of, unsigned n);

/* Whether both are the same id, or relatives of one. */
bool run_id_related(const char *a, const char *b);

/* How many bytes at the start of `text` are a run id; 0: none are. */
size_t run_id_length(const char *text);

/* What became of the maker.  Whatever is no run id is UNKNOWN. */
enum run_owner run_id_owner(const char *id);

/* The maker's process id; 0 if `id` is none. */
long run_id_pid(const char *id);
