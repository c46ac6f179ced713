/* One guest's life from connection to proof of absence, phase by phase. */
#pragma once

#include "dialogue.h"
#include "image.h"
#include "place.h"
#include "report.h"

enum phase_id {
    PHASE_CONNECT,
    PHASE_PREPARE,
    PHASE_START,
    PHASE_BANNER,
    PHASE_REPL,
    PHASE_SHUTDOWN,
    PHASE_EXIT,
    PHASE_CLEAN,
    PHASE_COUNT,
};

/* What is to be checked.  Strings borrowed. */
struct check_request {
    const char *uri; /* null: libvirt's default, and the embedded driver if that fails */
    const char *image_dir;
    struct spec spec;
    long timeout[PHASE_COUNT]; /* seconds; 0: the phase's own */
};

/* What a phase works with; made and kept by check_run(). */
struct check {
    const struct check_request *request;
    struct host host;
    struct catalogue catalogue;
    struct host_machine machine;
    struct place place;
    struct domain_plan plan;
    struct guest guest;
    struct dialogue dialogue;
    struct undo ledger;
    struct run *run;  /* its labels are filled in as they become known */
    int64_t deadline; /* of the phase at hand, clock_now() based */
};

/* A phase: 0 and maybe a detail (owned by the caller), or -1 and an error. */
struct phase {
    const char *name;
    int (*work)(struct check *c, char **detail, struct error *e);
    long timeout; /* seconds */
};
extern const struct phase phases[PHASE_COUNT];

/* Run the phases in order; after a failure only the last, which cleans up.  Each is told
 * to the reporters as it ends.  What was found is in *run, which run_clear() frees. */
void check_run(const struct check_request *request, struct reporter *reporters,
               struct run *run);

/* "banner=20" or "20" (all phases) into request->timeout.  0, or -1 with CODE_USAGE. */
_must_check_ int check_parse_timeout(struct check_request *request, const char *text,
                                     struct error *e);
