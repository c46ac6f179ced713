/* The runner of the phases.  See check.h. */
#include "check.h"
#include "clock.h"
#include "mailbox.h"
#include "text.h"

#include <string.h>

static struct phase_result run_phase(struct check *c, enum phase_id id)
{
    const struct phase *phase = &phases[id];
    long timeout = c->request->timeout[id] ? c->request->timeout[id] : phase->timeout;
    struct phase_result result = {.phase = phase->name, .verdict = VERDICT_PASS};
    _cleanup_error_ struct error e = {0};
    int64_t start = clock_now();

    c->deadline = start + timeout * NS_PER_S;
    if (phase->work(c, &result.detail, &e) < 0) {
        free(result.detail);
        result.verdict = VERDICT_FAIL;
        result.code = e.code;
        result.detail = e.text;
        e.text = NULL;
    }
    result.duration = clock_now() - start;
    return result;
}

static int tell(struct reporter *reporters, struct run *run, struct phase_result result)
{
    report_phase(reporters, run, run_add(run, result));
    return result.verdict == VERDICT_FAIL ? -1 : 0;
}

void check_run(const struct check_request *request, struct reporter *reporters,
               struct run *run)
{
    struct check *c = calloc(1, sizeof *c);
    int64_t start = clock_now();

    if (!c) {
        (void)tell(reporters, run,
                   (struct phase_result){.phase = "connect",
                                         .verdict = VERDICT_FAIL,
                                         .code = CODE_MEMORY_OUT});
        return;
    }
    c->request = request;
    c->run = run;
    guest_init(&c->guest, &c->host);
    for (enum phase_id id = 0; id < PHASE_CLEAN; id++) {
        struct phase_result cancelled = {
            .phase = phases[id].name, .verdict = VERDICT_FAIL, .code = CODE_CANCELLED};

        if (tell(reporters, run, mailbox_cancelled() ? cancelled : run_phase(c, id)) < 0)
            break;
    }
    (void)tell(reporters, run, run_phase(c, PHASE_CLEAN));
    run->duration = clock_now() - start;
    host_machine_clear(&c->machine);
    catalogue_clear(&c->catalogue);
    free(c);
    report_end(reporters, run);
}

int check_parse_timeout(struct check_request *request, const char *text, struct error *e)
{
    const char *equals = strchr(text, '=');
    size_t len = equals ? (size_t)(equals - text) : 0;
    bool known = !equals;
    long seconds;

    if (!text_to_number(equals ? equals + 1 : text, 1, 86400, &seconds))
        return error_set(e, CODE_USAGE,
                         "--timeout wants SECONDS or PHASE=SECONDS, 1 to 86400");
    for (size_t i = 0; i < PHASE_COUNT; i++) {
        if (equals &&
            (strlen(phases[i].name) != len || memcmp(phases[i].name, text, len) != 0))
            continue;
        request->timeout[i] = seconds;
        known = true;
    }
    if (!known)
        return error_set(
            e, CODE_USAGE,
            "--timeout names a phase that check does not have; "
            "they are connect, prepare, start, banner, repl, shutdown, exit, clean");
    return 0;
}
