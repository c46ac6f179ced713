/* What a run found, as data: reporters and exit statuses are made from this alone. */
#pragma once

#include "error.h"

#include <stdbool.h>
#include <stdint.h>

enum verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_SKIP };

/* One phase of one guest's life.  `phase` is static; `detail` is owned by the run: what
 * was seen, or for a failure what went wrong, or for a skip the reason. */
struct phase_result {
    const char *phase;
    enum verdict verdict;
    int64_t duration; /* nanoseconds */
    enum code code;   /* CODE_OK unless it failed */
    char *detail;
};

#define RUN_PHASES 32

/* One guest's run.  Labels are owned and may be null until they are known. */
struct run {
    size_t number; /* from 1, in the order in which runs were asked for */
    char *uri, *machine, *virt_type, *image, *bus, *hypervisor;
    long memory;  /* MiB */
    bool skipped; /* the guest was never tried; the last phase says why */
    struct phase_result phases[RUN_PHASES];
    size_t n_phases;
    int64_t duration; /* nanoseconds, all phases and what lies between */
};

/* What became of all the runs. */
struct totals {
    size_t passed, failed, skipped; /* runs */
    int64_t duration;               /* nanoseconds from first to last */
    int exit_status;                /* as tinyvm(1) promises */
};

/* Give a label a copy of `value`, if that is not null.  0, or -1 when out of memory. */
int run_label(char **label, const char *value);

/* Move to `run` the labels that `from` has. */
void run_take_labels(struct run *run, struct run *from);

/* Append a phase; takes ownership of `detail`.  Returns the stored one. */
const struct phase_result *run_add(struct run *run, struct phase_result phase);

/* FAIL if a phase failed; else SKIP if it was never tried or nothing passed; else PASS.
 */
enum verdict run_verdict(const struct run *run);

/* The exit status that the first failure's class asks for. */
int run_exit_status(const struct run *run);

/* The first phase that failed, or null. */
const struct phase_result *run_failure(const struct run *run);

/* Count a finished run in.  The worst exit status of all stays: a failed check before one
 * that could not be made, before a pass; all skipped is CLASS_SKIPPED. */
void totals_add(struct totals *totals, const struct run *run);

void run_clear(struct run *run);
