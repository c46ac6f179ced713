/* --output FORMAT[:FILE]: which reporters there are and where they write. */
#pragma once

#include "options.h"
#include "report.h"

/* All FORMATs; null-terminated. */
extern const struct report_format *const output_formats[];

/* One output.  FORMAT's words are report_format's names; a FILE of "-", or none, is
 * standard output; but the journal's entries go to the journal. */
struct output {
    struct reporter reporter;
    const char *file;     /* borrowed from the command line; null: standard output */
    char *target, *bytes; /* of a file that is to be replaced as a whole, or null */
    size_t n_bytes;
};

/* Zero-initialised means none; outputs_close() frees. */
struct outputs {
    struct output items[OPTION_LIST_MAX + 1];
    size_t n;
};

/* Read the arguments of all --output options; adds `human` on standard output if none of
 * them goes there.  0, or -1 with CODE_USAGE: nothing has been opened. */
_must_check_ int outputs_parse(struct outputs *o, const struct option_list *list,
                               struct error *e);

/* Open them all, before anything is done that is worth a report.  0, or -1 with
 * CODE_OUTPUT. */
_must_check_ int outputs_open(struct outputs *o, struct error *e);

/* The list for report_*(). */
struct reporter *outputs_list(struct outputs *o);

/* Close them all and free what they hold, opened or not.  0, or -1 with CODE_OUTPUT when
 * a report, or a part of one, is not where it should be: then the error tells the verdict
 * as well, from `totals`. */
_must_check_ int outputs_close(struct outputs *o, const struct totals *totals,
                               struct error *e);

/* The exit status of a verb that ended with `status`, and with `why` if it failed before
 * it could report.  Only a plugin's line on standard output (nagios) changes it: to the
 * plugin's, and that line is written if it was not. */
int outputs_exit_status(const struct outputs *o, int status, const struct error *why);
