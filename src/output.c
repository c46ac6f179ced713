/* See output.h. */
#include "output.h"
#include "journal.h"
#include "replace.h"
#include "report-nagios.h"
#include "streams.h"
#include "text.h"

#include <errno.h>
#include <string.h>

const struct report_format *const output_formats[] = {
    &report_human,  &report_json,       &report_jsonl,   &report_junit, &report_tap,
    &report_nagios, &report_prometheus, &report_journal, NULL};

static const struct report_format *find_format(const char *name, size_t len)
{
    for (const struct report_format *const *one = output_formats; *one; one++)
        if (strlen((*one)->name) == len && memcmp((*one)->name, name, len) == 0)
            return *one;
    return NULL;
}

static int unknown_format(const char *name, size_t len, struct error *e)
{
    _cleanup_free_ char *shown = text_clean(name, len, 40);

    return error_set(e, CODE_USAGE,
                     "--output knows no format '%s'; the formats are human, json, "
                     "jsonl, junit, tap, nagios, prometheus and journal",
                     shown ? shown : "");
}

/* Two formats in one place would be neither. */
static int refuse_same_place(const struct outputs *o, const char *file, struct error *e)
{
    for (size_t i = 0; i < o->n; i++) {
        const char *other = o->items[i].file;

        if (!file && !other)
            return error_set(e, CODE_USAGE,
                             "--output gives two formats to standard output; name a file "
                             "for one of them (FORMAT:FILE)");
        if (file && other && strcmp(file, other) == 0)
            return error_set(e, CODE_USAGE, "--output names the file '%s' twice", file);
    }
    return 0;
}

static void add(struct outputs *o, const struct report_format *format, const char *file)
{
    o->items[o->n++] = (struct output){.reporter.format = format, .file = file};
}

static int parse_one(struct outputs *o, const char *text, struct error *e)
{
    size_t len = strcspn(text, ":");
    const struct report_format *format = find_format(text, len);
    const char *file = text[len] ? text + len + 1 : NULL;

    if (!format)
        return unknown_format(text, len, e);
    if (file && !*file)
        return error_set(e, CODE_USAGE, "--output %s names no file", text);
    if (file && format == &report_journal)
        return error_set(e, CODE_USAGE,
                         "--output journal goes to the journal, to no "
                         "file of another name");
    if (file && strcmp(file, "-") == 0)
        file = NULL;
    if (format == &report_journal)
        file = JOURNAL_SOCKET;
    if (refuse_same_place(o, file, e) < 0)
        return -1;
    add(o, format, file);
    return 0;
}

int outputs_parse(struct outputs *o, const struct option_list *list, struct error *e)
{
    bool on_stdout = false;

    for (size_t i = 0; i < list->n; i++) {
        if (parse_one(o, list->items[i], e) < 0)
            return -1;
        on_stdout |= !o->items[o->n - 1].file;
    }
    if (!on_stdout)
        add(o, &report_human, NULL);
    return 0;
}

/* "json '/tmp/x'" or "human on standard output", for messages: a new string, or null. */
static char *describe(const struct output *output)
{
    const char *file = output->file;
    _cleanup_free_ char *shown = file ? text_clean(file, strlen(file), 200) : NULL;
    char *text = NULL;
    int n = file
                ? asprintf(&text, "%s to '%s'", output->reporter.format->name,
                           shown ? shown : "")
                : asprintf(&text, "%s to standard output", output->reporter.format->name);

    return n < 0 ? NULL : text;
}

static bool is_terminal(FILE *out)
{
    const char *term = getenv("TERM");

    return isatty(fileno(out)) && term && *term && strcmp(term, "dumb") != 0;
}

/* 0, or -1 and errno. */
static int open_one(struct output *output)
{
    struct reporter *r = &output->reporter;

    if (!output->file) {
        r->out = stdout;
    } else if (r->format == &report_journal) {
        r->out = journal_open();
    } else {
        if (r->format == &report_prometheus &&
            replace_target(output->file, &output->target) < 0)
            return -1;
        r->out = output->target ? open_memstream(&output->bytes, &output->n_bytes)
                                : fopen(output->file, "we");
    }
    if (r->out && r->format == &report_human && is_terminal(r->out))
        r->format = &report_tty;
    return r->out ? 0 : -1;
}

static int cannot_write(const struct output *output, int why, struct error *e)
{
    _cleanup_free_ char *what = describe(output);

    return error_set(e, CODE_OUTPUT, "cannot write %s: %s; nothing was checked",
                     what ? what : "", strerror(why));
}

int outputs_open(struct outputs *o, struct error *e)
{
    for (size_t i = 0; i < o->n; i++)
        if (!o->items[i].file && !streams_can_print())
            return cannot_write(&o->items[i], EBADF, e);
    for (size_t i = 0; i < o->n; i++)
        if (open_one(&o->items[i]) < 0)
            return cannot_write(&o->items[i], errno, e);
    return 0;
}

struct reporter *outputs_list(struct outputs *o)
{
    for (size_t i = 0; i + 1 < o->n; i++)
        o->items[i].reporter.next = &o->items[i + 1].reporter;
    return &o->items[0].reporter;
}

/* 0, or errno. */
static int close_one(struct output *output)
{
    struct reporter *r = &output->reporter;
    int error = r->error;

    errno = 0;
    if (r->out && (r->out == stdout ? fflush(r->out) : fclose(r->out)) != 0 && !error)
        error = errno ? errno : EIO;
    r->out = NULL;
    if (output->target && output->n_bytes && !error &&
        replace_file(output->target, output->bytes, output->n_bytes) < 0)
        error = errno;
    free(output->target);
    free(output->bytes);
    output->target = output->bytes = NULL;
    return error;
}

/* All that was lost in one line, and what it would have said. */
int outputs_close(struct outputs *o, const struct totals *totals, struct error *e)
{
    _cleanup_free_ char *lost = NULL;
    size_t size;
    FILE *out = NULL;

    for (size_t i = 0; i < o->n; i++) {
        int error = close_one(&o->items[i]);
        _cleanup_free_ char *what = error ? describe(&o->items[i]) : NULL;

        if (!error)
            continue;
        if (!out)
            out = open_memstream(&lost, &size);
        if (out)
            fprintf(out, "%s%s: %s", ftell(out) > 0 ? ", " : "", what ? what : "",
                    strerror(error));
        e->code = CODE_OUTPUT;
    }
    if (out && fclose(out) != 0)
        return error_set(e, CODE_OUTPUT, "a report is lost");
    if (e->code != CODE_OUTPUT)
        return 0;
    return error_set(e, CODE_OUTPUT,
                     "lost %s; of the runs, %zu passed, %zu failed, %zu "
                     "were skipped",
                     lost ? lost : "a report", totals->passed, totals->failed,
                     totals->skipped);
}

int outputs_exit_status(const struct outputs *o, int status, const struct error *why)
{
    for (size_t i = 0; i < o->n; i++) {
        const struct output *output = &o->items[i];

        if (output->file || output->reporter.format != &report_nagios)
            continue;
        if (why) {
            nagios_unknown(stdout, error_text(why));
            return NAGIOS_UNKNOWN;
        }
        if (status > 128)
            return status;
        return status && output->reporter.status == NAGIOS_OK ? NAGIOS_UNKNOWN
                                                              : output->reporter.status;
    }
    return status;
}
