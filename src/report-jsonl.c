/* JSON Lines (https://jsonlines.org): an object for each event, at the moment it comes.
 * "$defs"/"event" of data/tinyvm-check.schema.json tells what is in each. */
#include "report-text.h"
#include "report.h"
#include "result-json.h"

/* Write an event with what `object` holds, and give the object up. */
static void write_event(struct reporter *r, const char *event, json_t *object)
{
    char now[REPORT_TIME_SIZE];
    json_t *line;

    report_time(now);
    line = json_pack("{s:s, s:s}", "event", event, "time", now);
    if (line && (!object || json_object_update(line, object) < 0)) {
        json_decref(line);
        line = NULL;
    }
    json_decref(object);
    report_check(r, result_json_write(r->out, line));
    fputc('\n', r->out);
}

static void begin(struct reporter *r)
{
    write_event(r, "begin",
                json_pack("{s:s, s:i, s:I}", "tinyvm", TINYVM_VERSION, "schema",
                          RESULT_JSON_SCHEMA, "planned", (json_int_t)r->planned));
}

static void phase(struct reporter *r, const struct run *run, const struct phase_result *p)
{
    json_t *object = json_pack("{s:I}", "number", (json_int_t)run->number);
    json_t *what = result_json_phase(p);

    if (object)
        json_object_update(object, what);
    json_decref(what);
    write_event(r, "phase", object);
}

static void end(struct reporter *r, const struct run *run)
{
    write_event(r, "run", result_json_run(run));
}

static void finish(struct reporter *r, const struct totals *totals)
{
    write_event(r, "totals", result_json_totals(totals));
}

const struct report_format report_jsonl = {
    .name = "jsonl", .begin = begin, .phase = phase, .end = end, .finish = finish};
