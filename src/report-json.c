/* One JSON document, written as runs end: in that order; "number" has the other.
 * Its schema is data/tinyvm-check.schema.json. */
#include "report-text.h"
#include "report.h"
#include "result-json.h"

/* What a run starts with: a comma once there was one before. */
static char first[] = "", later[] = ",";

static void begin(struct reporter *r)
{
    char now[REPORT_TIME_SIZE];

    report_time(now);
    r->state = first;
    fprintf(r->out,
            "{\"tinyvm\":\"" TINYVM_VERSION "\",\"schema\":%d,\"started\":\"%s\","
            "\"planned\":%zu,\"runs\":[",
            RESULT_JSON_SCHEMA, now, r->planned);
}

static void end(struct reporter *r, const struct run *run)
{
    json_t *object = result_json_run(run);

    if (object)
        result_json_add_phases(object, run);
    fprintf(r->out, "%s\n", (const char *)r->state);
    r->state = later;
    report_check(r, result_json_write(r->out, object));
}

static void finish(struct reporter *r, const struct totals *totals)
{
    fputs("\n],\"totals\":", r->out);
    report_check(r, result_json_write(r->out, result_json_totals(totals)));
    fputs("}\n", r->out);
}

const struct report_format report_json = {
    .name = "json", .begin = begin, .end = end, .finish = finish};
