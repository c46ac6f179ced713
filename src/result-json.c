/* See result-json.h. */
#include "result-json.h"
#include "report-text.h"

#include <errno.h>
#include <stdbool.h>

json_t *result_json_text(const char *text)
{
    _cleanup_free_ char *safe = report_text(text);

    return safe ? json_string(safe) : json_null();
}

json_t *result_json_phase(const struct phase_result *p)
{
    bool failed = p->verdict == VERDICT_FAIL;

    return json_pack("{s:s, s:s, s:f, s:s?, s:o, s:s?}", "phase", p->phase, "verdict",
                     report_verdict(p->verdict), "duration_ms", report_ms(p->duration),
                     "code", failed ? code_name(p->code) : NULL, "detail",
                     result_json_text(p->detail), "remedy",
                     failed ? code_remedy(p->code) : NULL);
}

json_t *result_json_run(const struct run *run)
{
    return json_pack("{s:I, s:s, s:i, s:f, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "number",
                     (json_int_t)run->number, "verdict", report_verdict(run_verdict(run)),
                     "exit_status", run_exit_status(run), "duration_ms",
                     report_ms(run->duration), "uri", result_json_text(run->uri),
                     "hypervisor", result_json_text(run->hypervisor), "machine",
                     result_json_text(run->machine), "virt_type",
                     result_json_text(run->virt_type), "image",
                     result_json_text(run->image), "bus", result_json_text(run->bus),
                     "memory_mib", run->memory ? json_integer(run->memory) : json_null());
}

void result_json_add_phases(json_t *object, const struct run *run)
{
    json_t *phases = json_array();

    for (size_t i = 0; i < run->n_phases; i++)
        json_array_append_new(phases, result_json_phase(&run->phases[i]));
    json_object_set_new(object, "phases", phases);
}

json_t *result_json_totals(const struct totals *t)
{
    return json_pack("{s:I, s:I, s:I, s:f, s:i}", "passed", (json_int_t)t->passed,
                     "failed", (json_int_t)t->failed, "skipped", (json_int_t)t->skipped,
                     "duration_ms", report_ms(t->duration), "exit_status",
                     t->exit_status);
}

int result_json_write(FILE *out, json_t *object)
{
    int result = object ? json_dumpf(object, out, RESULT_JSON_FLAGS) : -1;

    if (!object)
        errno = ENOMEM;
    json_decref(object);
    return result;
}
