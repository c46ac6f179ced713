/* A connection to a hypervisor's host, and what that host can run. */
#pragma once

#include "mailbox.h"
#include "spec.h"
#include "vir-auto.h"

#include <stdatomic.h>

struct host {
    virConnectPtr conn;
    char *uri;        /* without secrets, for people */
    const char *root; /* the embedded driver's private directory, else null; borrowed */
    bool local;       /* its files are ours: same machine, no transport */
    bool system; /* privileged: guests run as another user, behind security drivers */
    atomic_bool gone;        /* the daemon went away */
    struct mailbox *mailbox; /* told WOKE_GONE when the daemon goes away; may be null */
};

/* The struct must stay where it is from here on: a callback borrows it. */

/* Open `uri`, or libvirt's own default if it is null, before the deadline (clock_now()
 * based), or within HOST_OPEN_TIMEOUT seconds.  0, or -1 with CODE_BAD_URI,
 * CODE_NO_ACCESS, CODE_RUNTIME_DIR, CODE_CONNECT or CODE_CANCELLED.  The event loop must
 * be running (loop.h). */
#define HOST_OPEN_TIMEOUT 30
_must_check_ int host_open(struct host *host, const char *uri, struct error *e);
_must_check_ int host_open_until(struct host *host, const char *uri, int64_t deadline,
                                 struct error *e);

/* The same also when tinyvm was cancelled: to remove what must not stay. */
_must_check_ int host_open_to_clean(struct host *host, const char *uri, int64_t deadline,
                                    struct error *e);

/* Open libvirt's in-process driver with a private root directory.  libvirt can open that
 * driver once in a process's life: it and the directory are shared by all who open it and
 * stay until the last has closed. */
_must_check_ int host_open_embedded(struct host *host, struct error *e);

/* The one or the other: where nobody named a host (null) and no daemon can be reached,
 * libvirt's driver in our process does. */
_must_check_ int host_open_any(struct host *host, const char *uri, int64_t deadline,
                               struct error *e);

/* Close, and remove a private root.  0, or -1 with CODE_LEFTOVERS if something still
 * held the connection. */
int host_close(struct host *host, struct error *e);

/* What the host would run a guest with; strings owned. */
struct host_machine {
    char *emulator;
    char *virt_type; /* kvm or qemu */
    char *machine;   /* the asked-for name or the chosen one, not the canonical one */
};

/* Ask the host what `spec` resolves to.  0, or -1 with CODE_NOT_QEMU, CODE_NO_EMULATOR,
 * CODE_NO_KVM, CODE_KVM_ACCESS, CODE_NO_MACHINE or CODE_CONNECT. */
_must_check_ int host_resolve(const struct host *host, const struct spec *spec,
                              struct host_machine *out, struct error *e);
/* Whether this machine has /dev/kvm and the user that runs its guests cannot open it. */
bool host_denies_kvm(const struct host *host);

void host_machine_clear(struct host_machine *machine);
#define _cleanup_host_machine_ _cleanup_(host_machine_clear)

/* "QEMU 7.2.22, libvirt 9.0.0": the hypervisor's and the daemon's versions.  A new
 * string, or null when out of memory; what cannot be read is left out. */
char *host_describe(const struct host *host);
