/* One guest's life from connection to proof of absence, phase by phase. */
#pragma once

#include "dialogue.h"
#include "image.h"
#include "like.h"
#include "place.h"
#include "report.h"

enum phase_id {
    PHASE_CONNECT,
    PHASE_PREPARE,
    PHASE_START,
    PHASE_BANNER,
    PHASE_REPL, /* the exercises come after it */
    PHASE_SHUTDOWN,
    PHASE_EXIT,
    PHASE_CLEAN,
    PHASE_COUNT,
};

/* How a phase ended. */
enum phase_end { PHASE_FAILED = -1, PHASE_PASSED = 0, PHASE_SKIPPED = 1 };

struct check;

/* A phase, or an exercise, which is a phase that was asked for.  Passed: maybe a detail;
 * skipped: the reason as detail; failed: an error.  The detail is the caller's to free.
 */
struct phase {
    const char *name;
    enum phase_end (*work)(struct check *c, char **detail, struct error *e);
    long timeout; /* seconds */
    /* For exercises: what they are, and what a guest of their own has (apart.h) that the
     * check's has not. */
    const char *summary;
    const char *argument;     /* what follows "NAME="; null: nothing may */
    const char *wants_image;  /* another image, by its format */
    bool wants_writable;      /* a writable disk */
    bool wants_video;         /* a screen */
    bool wants_agent;         /* a guest agent's channel */
    bool refuses_autodestroy; /* libvirt forbids it together with AUTODESTROY */
};
extern const struct phase phases[PHASE_COUNT];
extern const struct phase *const exercises[]; /* null-terminated; exercise.c */

#define CHECK_EXERCISES 16
#define CHECK_TIMEOUTS 32

/* What is to be checked.  Strings borrowed. */
struct check_request {
    const char
        *uri; /* null: libvirt's default, and the embedded driver without a daemon */
    bool uri_by_default; /* nobody asked for this one */
    const char *image_dir;
    const char *like; /* the name of a domain that the guest shall be like, or null */
    struct spec spec;
    bool in_matrix; /* one of many: what cannot be combined is skipped */
    const struct phase *exercises[CHECK_EXERCISES];
    const char *arguments[CHECK_EXERCISES]; /* of those; null: none was given */
    size_t n_exercises;
    struct {
        const char *phase; /* null: every phase */
        long seconds;
    } timeouts[CHECK_TIMEOUTS];
    size_t n_timeouts;
};

/* What a phase works with; made and kept by check_run().  It stands for itself, as a
 * phase that is stuck in a call may come back to it when its run is long over. */
struct check {
    const struct check_request *request; /* a copy */
    struct check_request copy;
    char *strings[5]; /* what the copy borrows and may go before it */
    struct host host;
    struct like like;
    struct spec spec; /* the request's, completed by `like` */
    struct catalogue catalogue;
    struct host_machine machine;
    struct place place;
    struct domain_plan plan;
    struct guest guest;
    struct dialogue dialogue;
    struct undo ledger;
    const char *argument; /* of the exercise at hand; null: none was given */
    struct run labels;    /* filled in as they become known; nothing else of it is used */
    int64_t deadline;     /* of the phase at hand, clock_now() based */
    bool cleaned;         /* the last phase has run */
    bool broken;          /* and found the connection gone */
};

/* Clean up what the last phase has not, and free it. */
void check_free(struct check *c);

/* 0 if the guest ended by its own hand; else -1 and what happened instead.  `events` (a
 * new string) tells what was seen. */
_must_check_ int check_ending(const struct guest *guest, char **events, struct error *e);

/* Run the phases in order; after a failure only the last, which cleans up.  Each is told
 * to the reporters as it ends.  What was found is in *run, which run_clear() frees. */
void check_run(const struct check_request *request, struct reporter *reporters,
               struct run *run);

/* Take "PHASE=SECONDS" or "SECONDS" (every phase; borrowed and cut in place), or
 * "NAME,NAME=ARGUMENT…" or "all" of the exercises, into the request.  0, or -1 with
 * CODE_USAGE. */
_must_check_ int check_add_timeout(struct check_request *request, char *text,
                                   struct error *e);
_must_check_ int check_add_exercises(struct check_request *request, char *list,
                                     struct error *e);
