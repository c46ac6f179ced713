/* Reporters: each turns results into one format on one stream, and sees results alone.
 * None keeps what grows with the number of runs. */
#pragma once

#include "result.h"

struct reporter;

/* What a format does, in the order of the calls; any may be null.  Calls come one at a
 * time, but those of several runs may mix: `run` tells which is meant.  A phase's and a
 * run's data live until end() returns; what is wanted later must be copied. */
struct report_format {
    const char *name;
    void (*begin)(struct reporter *r);
    void (*phase)(struct reporter *r, const struct run *run,
                  const struct phase_result *phase);
    void (*end)(struct reporter *r, const struct run *run);
    void (*finish)(struct reporter *r, const struct totals *totals);
};

/* Zero-initialised but for `format` and `out`. */
struct reporter {
    const struct report_format *format;
    FILE *out;   /* borrowed */
    void *state; /* the format's own, made by begin() and freed by finish() */
    size_t
        planned; /* how many runs there will be, as report_begin() was told; 0: unknown */
    int error;   /* errno of the first call after which `out` was found broken, or 0 */
    int status;  /* the exit status that the format's readers expect; by finish() */
    struct reporter *next;
};

/* report_tty is what report_human becomes when its stream is a terminal. */
extern const struct report_format report_human, report_tty, report_json, report_jsonl,
    report_junit, report_tap, report_nagios, report_prometheus, report_journal;

/* For formats: a result below 0 means that errno tells why a part is not in the stream.
 */
void report_check(struct reporter *r, int result);

/* Tell every reporter in the list; from any thread.  After each call the streams are
 * flushed, so that a reader is never behind. */
void report_begin(struct reporter *list, size_t planned);
void report_phase(struct reporter *list, const struct run *run,
                  const struct phase_result *phase);
void report_end(struct reporter *list, const struct run *run);
void report_finish(struct reporter *list, const struct totals *totals);
