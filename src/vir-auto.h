/* libvirt's destructors, taught to the compiler once; and its errors as ours. */
#pragma once

#include "vir.h"

#include <stdbool.h>

DEFINE_CLEANUP(virDomainPtr, virDomainFree)
DEFINE_CLEANUP(virStoragePoolPtr, virStoragePoolFree)
DEFINE_CLEANUP(virStorageVolPtr, virStorageVolFree)
DEFINE_CLEANUP(virStreamPtr, virStreamFree)

#define _cleanup_domain_ _cleanup_(virDomainFree_p)
#define _cleanup_pool_ _cleanup_(virStoragePoolFree_p)
#define _cleanup_volume_ _cleanup_(virStorageVolFree_p)
#define _cleanup_stream_ _cleanup_(virStreamFree_p)

/* Set *e from libvirt's last error of this thread, with what `format` says before its
 * text.  The code is what the error plainly means (no access, daemon gone), else
 * `fallback`.  Returns -1.  No argument may be a call into libvirt: most forget the last
 * error before they do anything. */
int vir_error(struct error *e, enum code fallback, const char *format, ...)
    _printf_(3, 4);

/* The same from an error that was saved: it may be null, and stays the caller's. */
int vir_error_of(struct error *e, enum code fallback, const virError *error,
                 const char *format, ...) _printf_(4, 5);

/* The number of libvirt's last error of this thread, 0 if there is none. */
int vir_last_code(void);

/* Whether an error of this number may say no more than that the domain has ended, or QEMU
 * went away while it was asked something.  A guest that obeys the button within a
 * millisecond does that to whoever presses it; the events tell whether it was so.  By
 * number, as a daemon tells its reasons in the language of its host. */
bool vir_may_mean_end(int code);
