/* A throw-away guest with all that it needs: made in one call, gone after another. */
#pragma once

#include "guest.h"
#include "place.h"

/* The plan of such a guest; `kind` is of its mark. */
struct domain_plan throwaway_plan(const struct host_machine *machine, long memory,
                                  const struct place *place, const char *kind);

/* Take it away, by whatever its ledger says, and prove it gone.  0, or -1 with
 * CODE_LEFTOVERS. */
int throwaway_remove(struct guest *guest, struct place *place, struct undo *ledger,
                     struct error *e);

struct throwaway {
    struct host host;
    struct catalogue catalogue;
    struct host_machine machine;
    struct place place;
    struct domain_plan plan;
    struct guest guest;
    struct undo ledger;
};

/* Connect (`uri` as host_open_any() takes it) and start the guest that `spec` describes,
 * marked as of `kind`.  0, or -1 with what host.h, image.h, place.h and guest.h name;
 * throwaway_done() in every case.  The struct must stay where it is. */
_must_check_ int throwaway_start(struct throwaway *t, const char *uri,
                                 const char *image_dir, const struct spec *spec,
                                 const char *kind, struct error *e);

/* Remove everything, and prove the domain gone.  0, or -1 with CODE_LEFTOVERS. */
int throwaway_done(struct throwaway *t, struct error *e);
