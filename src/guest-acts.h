/* What libvirt does to a guest between its start and its button.
 *
 * All return 0, or -1: with CODE_UNSUPPORTED if this host cannot do such a thing at all,
 * else with CODE_EXERCISE, or with what is named there. */
#pragma once

#include "guest.h"

/* The error of a call that has just failed: "doing: libvirt's reason".  Returns -1. */
int guest_refused(struct error *e, const char *doing);

_must_check_ int guest_pause(struct guest *guest, struct error *e);
_must_check_ int guest_resume(struct guest *guest, struct error *e);
_must_check_ int guest_reset(struct guest *guest, struct error *e);
_must_check_ int guest_reboot(struct guest *guest, struct error *e);

/* libvirt's number of the QEMU that it runs in. */
unsigned guest_qemu(const struct guest *guest);

/* Define the running guest from its plan, so that its name and UUID stay its own while it
 * does not run; that it is undefined again, with what libvirt has saved of it, goes into
 * the ledger.  It runs on, transient again, after that. */
_must_check_ int guest_persist(struct guest *guest, const struct domain_plan *plan,
                               struct undo *ledger, struct error *e);

/* Save its state to a file at the host, or within libvirt if `path` is null; QEMU ends.
 * Then, when it has ended, go on from there with a new console. */
_must_check_ int guest_save(struct guest *guest, const char *path, struct error *e);
_must_check_ int guest_restore(struct guest *guest, const char *path, struct error *e);

/* Take a snapshot (its removal goes into the ledger), go back to it, remove it. */
_must_check_ int guest_snapshot(struct guest *guest, struct undo *ledger,
                                struct error *e);
_must_check_ int guest_revert(struct guest *guest, struct error *e);
_must_check_ int guest_drop_snapshot(struct guest *guest, struct error *e);

/* What its screen shows: *bytes of a picture, owned by the caller. */
_must_check_ int guest_screenshot(const struct guest *guest, char **bytes, size_t *len,
                                  struct error *e);

/* Move it, live, to where `there` expects it (guest_expect()), its disk lying at `path`
 * there; `there` has its console then. */
_must_check_ int guest_migrate(struct guest *guest, struct guest *there, const char *path,
                               struct error *e);
