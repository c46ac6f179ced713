/* report-*.c: what each format makes of runs that pass, fail, are skipped, mix, and quote
 * hostile text.  Called with a directory, it writes its story in every format there, for
 * readers that others wrote (tests/report). */
#include "unit.h"

#include "clock.h"
#include "report.h"

#include <ctype.h>
#include <malloc.h>
#include <string.h>

#define HOSTILE "\033[31m#|\\ \"'<&>]]>\n\xff %s {}=\u202e\u00e9"

static const struct report_format *const formats[] = {
    &report_human, &report_tty,    &report_json,       &report_jsonl,  &report_junit,
    &report_tap,   &report_nagios, &report_prometheus, &report_journal};

static void label(struct run *run, const char *machine)
{
    run->uri = strdup("qemu:///system");
    run->machine = strdup(machine);
    run->virt_type = strdup("kvm");
    run->image = strdup("raw");
    run->bus = strdup("virtio");
    run->hypervisor = strdup("QEMU 7.2.0");
    run->memory = 16;
}

static void tell(struct reporter *r, struct run *run, const char *phase, enum code code,
                 const char *detail)
{
    struct phase_result p = {.phase = phase,
                             .verdict = code ? VERDICT_FAIL : VERDICT_PASS,
                             .code = code,
                             .duration = 1500 * (int64_t)(run->n_phases + 1) * 1000,
                             .detail = detail ? strdup(detail) : NULL};

    report_phase(r, run, run_add(run, p));
}

static void tell_skip(struct reporter *r, struct run *run, const char *phase,
                      const char *why)
{
    struct phase_result p = {
        .phase = phase, .verdict = VERDICT_SKIP, .detail = strdup(why)};

    report_phase(r, run, run_add(run, p));
}

static void end(struct reporter *r, struct run *run, struct totals *totals)
{
    run->duration = 25 * NS_PER_MS;
    totals_add(totals, run);
    report_end(r, run);
    run_clear(run);
}

/* One run that passes. */
static void tell_pass(struct reporter *r, struct totals *totals)
{
    struct run run = {.number = 1};

    report_begin(r, 1);
    label(&run, "pc");
    tell(r, &run, "connect", CODE_OK, "qemu:///system");
    tell(r, &run, "banner", CODE_OK, "\"ClientAPI\"");
    tell(r, &run, "clean", CODE_OK, NULL);
    end(r, &run, totals);
    totals->duration = 26 * NS_PER_MS;
    report_finish(r, totals);
}

/* Four runs whose phases mix: one passes, one fails with hostile text everywhere, one is
 * skipped, one cannot be checked; 1 and 4 have the same labels but for the address. */
static void tell_mixed(struct reporter *r, struct totals *totals)
{
    struct run a = {.number = 1}, b = {.number = 2}, c = {.number = 3}, d = {.number = 4};

    report_begin(r, 4);
    tell(r, &a, "connect", CODE_OK, "qemu:///system");
    tell(r, &b, "connect", CODE_OK, HOSTILE);
    label(&a, "pc");
    label(&b, HOSTILE);
    c.machine = strdup("isapc");
    tell_skip(r, &c, "prepare", "no such machine type " HOSTILE);
    tell(r, &b, "banner", CODE_WRONG_BANNER, "got '" HOSTILE "'");
    tell(r, &a, "banner", CODE_OK, "\"ClientAPI\"");
    end(r, &c, totals);
    tell(r, &d, "connect", CODE_CONNECT, NULL);
    end(r, &a, totals);
    tell(r, &b, "clean", CODE_LEFTOVERS, "/tmp/x");
    end(r, &d, totals);
    end(r, &b, totals);
    totals->duration = 100 * NS_PER_MS;
    report_finish(r, totals);
}

/* In place: every digit of a time of day becomes 0, so that a text can be compared. */
static void hide_times(char *text)
{
    static const char *const before[] = {"\"started\":\"", "timestamp=\""};

    for (size_t i = 0; i < ARRAY_SIZE(before); i++)
        for (char *at = text; (at = strstr(at, before[i]));) {
            at += strlen(before[i]);
            for (; *at && *at != '"'; at++)
                if (isdigit((unsigned char)*at))
                    *at = '0';
        }
}

/* What a format makes of a story: a new string. */
static char *render(const struct report_format *format,
                    void (*story)(struct reporter *, struct totals *), int *status)
{
    struct reporter r = {.format = format};
    struct totals totals = {0};
    char *text = NULL;
    size_t size;

    r.out = open_memstream(&text, &size);
    assert_non_null(r.out);
    story(&r, &totals);
    assert_int_equal(r.error, 0);
    fclose(r.out);
    if (status)
        *status = r.status;
    return text;
}

static void assert_renders(const struct report_format *format,
                           void (*story)(struct reporter *, struct totals *),
                           const char *wanted)
{
    _cleanup_free_ char *text = render(format, story, NULL);

    hide_times(text);
    assert_string_equal(text, wanted);
}

static void test_human(void **state _unused_)
{
    assert_renders(&report_human, tell_pass,
                   "ok   connect      1.5 ms  qemu:///system\n"
                   "ok   banner       3.0 ms  \"ClientAPI\"\n"
                   "ok   clean        4.5 ms\n"
                   "PASS in 25 ms at qemu:///system\n");
}

static void test_human_of_several(void **state _unused_)
{
    _cleanup_free_ char *text = render(&report_human, tell_mixed, NULL);

    assert_non_null(strstr(text, "[1] PASS in 25 ms at qemu:///system: QEMU 7.2.0, pc, "
                                 "kvm, raw on virtio\n"));
    assert_non_null(strstr(text,
                           "[2] FAIL banner       3.0 ms  TV-WRONG-BANNER: got "
                           "'\\x1b[31m#|\\ \"'<&>]]>\\x0a\\xff %s {}=\\xe2\\x80\\xae"
                           "é'\n"));
    assert_non_null(strstr(text, "[3] skip prepare      0.0 ms  no such machine type "));
    assert_non_null(strstr(text, "[4] FAIL connect      1.5 ms  TV-CONNECT: no more is "
                                 "known\n"));
    assert_non_null(strstr(text, "\n4 runs in 0.1 s: 1 passed, 2 failed, 1 skipped\n"));
}

static void test_tty_shows_the_run_heard_of_last(void **state _unused_)
{
    _cleanup_free_ char *text = render(&report_tty, tell_mixed, NULL);

    assert_non_null(strstr(text, "\r\033[K[1/4] connect … 0."));
    assert_non_null(strstr(text, "\r\033[K[1/4] connect banner … 0."));
    assert_non_null(strstr(text, "\r\033[K[3] skip prepare"));
    assert_non_null(strstr(text, "\r\033[K[1] PASS in 25 ms at qemu:///system"));
    assert_non_null(strstr(text, "\n4 runs in 0.1 s: "));
    assert_null(strstr(text, "\033[31m"));
    assert_null(strstr(text, "ok   "));
}

static void test_tty_of_one_run_keeps_the_filled_line(void **state _unused_)
{
    _cleanup_free_ char *text = render(&report_tty, tell_pass, NULL);

    assert_non_null(strstr(text, "\r\033[Kconnect 2  banner 3  clean 4 ms\n"
                                 "PASS in 25 ms at qemu:///system: QEMU 7.2.0, pc, kvm, "
                                 "raw on virtio\n"));
}

static void test_json(void **state _unused_)
{
    assert_renders(
        &report_json, tell_pass,
        "{\"tinyvm\":\"" TINYVM_VERSION "\",\"schema\":1,"
        "\"started\":\"0000-00-00T00:00:00.000Z\",\"planned\":1,\"runs\":[\n"
        "{\"number\":1,\"verdict\":\"pass\",\"exit_status\":0,\"duration_ms\":25.0,"
        "\"uri\":\"qemu:///system\",\"hypervisor\":\"QEMU 7.2.0\",\"machine\":\"pc\","
        "\"virt_type\":\"kvm\",\"image\":\"raw\",\"bus\":\"virtio\",\"memory_mib\":16,"
        "\"phases\":["
        "{\"phase\":\"connect\",\"verdict\":\"pass\",\"duration_ms\":1.5,\"code\":null,"
        "\"detail\":\"qemu:///system\",\"remedy\":null},"
        "{\"phase\":\"banner\",\"verdict\":\"pass\",\"duration_ms\":3.0,\"code\":null,"
        "\"detail\":\"\\\"ClientAPI\\\"\",\"remedy\":null},"
        "{\"phase\":\"clean\",\"verdict\":\"pass\",\"duration_ms\":4.5,\"code\":null,"
        "\"detail\":null,\"remedy\":null}]}\n"
        "],\"totals\":{\"passed\":1,\"failed\":0,\"skipped\":0,\"duration_ms\":26.0,"
        "\"exit_status\":0}}\n");
}

static void test_jsonl(void **state _unused_)
{
    _cleanup_free_ char *text = render(&report_jsonl, tell_mixed, NULL);

    assert_non_null(strstr(text, "{\"event\":\"begin\",\"time\":\"20"));
    assert_non_null(strstr(text,
                           "\"number\":4,\"phase\":\"connect\",\"verdict\":\"fail\","
                           "\"duration_ms\":1.5,\"code\":\"TV-CONNECT\","
                           "\"detail\":null,\"remedy\":\"start the daemon"));
    assert_non_null(strstr(text, "\"passed\":1,\"failed\":2,\"skipped\":1,"
                                 "\"duration_ms\":100.0,\"exit_status\":1}\n"));
}

static void test_junit(void **state _unused_)
{
    _cleanup_free_ char *text = render(&report_junit, tell_mixed, NULL);

    assert_non_null(strstr(text, "<testsuite name=\"run 2\" tests=\"3\" failures=\"2\" "
                                 "errors=\"0\" skipped=\"0\" time=\"0.025000\""));
    assert_non_null(strstr(text, "<testsuite name=\"run 4\" tests=\"1\" failures=\"0\" "
                                 "errors=\"1\" skipped=\"0\""));
    assert_non_null(strstr(text, "<failure message=\"got '\\x1b[31m#|\\ &quot;'&lt;&amp;"
                                 "&gt;]]&gt;\\x0a\\xff %s {}=\\xe2\\x80\\xaeé'\" "
                                 "type=\"TV-WRONG-BANNER\">see which"));
    assert_non_null(strstr(text, "<error message=\"\" type=\"TV-CONNECT\">start the"));
}

static void test_tap(void **state _unused_)
{
    assert_renders(&report_tap, tell_pass,
                   "TAP version 14\n"
                   "ok 1 - connect\n  ---\n  duration_ms: 1.500\n"
                   "  detail: \"qemu:///system\"\n  ...\n"
                   "ok 2 - banner\n  ---\n  duration_ms: 3.000\n"
                   "  detail: \"\\\"ClientAPI\\\"\"\n  ...\n"
                   "ok 3 - clean\n  ---\n  duration_ms: 4.500\n  ...\n"
                   "# run 1: pass in 25 ms at qemu:///system: QEMU 7.2.0, pc, kvm, raw "
                   "on virtio\n"
                   "1..3\n");
}

static void test_tap_of_several(void **state _unused_)
{
    _cleanup_free_ char *text = render(&report_tap, tell_mixed, NULL);

    assert_non_null(strstr(text, "\nok 3 - run 3 prepare # SKIP no such machine type "
                                 "\\\\x1b[31m\\#|\\\\ \"'<&>]]>\\\\x0a\\\\xff %s {}="
                                 "\\\\xe2\\\\x80\\\\xaeé\n"));
    assert_non_null(strstr(text, "\nnot ok 4 - run 2 banner\n  ---\n"
                                 "  duration_ms: 3.000\n  code: \"TV-WRONG-BANNER\"\n"));
    assert_non_null(strstr(text, "\n1..7\n"));
}

static void test_nagios(void **state _unused_)
{
    int status = -1;
    _cleanup_free_ char *text = render(&report_nagios, tell_pass, &status);

    assert_string_equal(text, "TINYVM OK - 1 passed, 0 failed, 0 skipped in 0.03 s | "
                              "time=0.026000s;;;0 passed=1;;;0 failed=0;;;0 "
                              "skipped=0;;;0 connect=0.001500s;;;0 banner=0.003000s;;;0 "
                              "clean=0.004500s;;;0\n");
    assert_int_equal(status, 0);
}

static void test_nagios_tells_the_worst_of_several(void **state _unused_)
{
    int status = -1;
    _cleanup_free_ char *text = render(&report_nagios, tell_mixed, &status);

    assert_non_null(
        strstr(text, "TINYVM CRITICAL - run 2, banner: got '\\x1b[31m#\\x7c"));
    assert_non_null(strstr(text, "[TV-WRONG-BANNER]; 1 passed, 2 failed, 1 skipped"));
    assert_non_null(strstr(text, " connect=0.001500s;;;0 banner=0.003000s;;;0 "));
    assert_int_equal(status, 2);
}

static int nagios_status_of(enum code code)
{
    struct reporter r = {.format = &report_nagios, .out = fopen("/dev/null", "w")};
    struct run run = {.number = 1};
    struct totals totals = {0};

    report_begin(&r, 1);
    if (code)
        tell(&r, &run, "clean", code, NULL);
    else
        tell_skip(&r, &run, "clean", "no reason");
    end(&r, &run, &totals);
    report_finish(&r, &totals);
    fclose(r.out);
    return r.status;
}

static void test_nagios_states(void **state _unused_)
{
    assert_int_equal(nagios_status_of(CODE_BUTTON_IGNORED), 2);
    assert_int_equal(nagios_status_of(CODE_LEFTOVERS), 1);
    assert_int_equal(nagios_status_of(CODE_NO_ACCESS), 3);
    assert_int_equal(nagios_status_of(CODE_CANCELLED), 3);
    assert_int_equal(nagios_status_of(CODE_OK), 3); /* nothing but a skip */
}

static void test_prometheus(void **state _unused_)
{
    _cleanup_free_ char *text = render(&report_prometheus, tell_mixed, NULL);

    assert_non_null(strstr(text, "tinyvm_check_success{uri=\"qemu:///system\",machine="
                                 "\"pc\",virt_type=\"kvm\",image=\"raw\",bus=\"virtio\","
                                 "memory_mib=\"16\"} 1\n"));
    assert_non_null(
        strstr(text, ",machine=\"\\\\x1b[31m#|\\\\ \\\"'<&>]]>\\\\x0a\\\\xff"));
    assert_non_null(strstr(text, ",phase=\"banner\",code=\"TV-WRONG-BANNER\"} 1\n"));
    assert_non_null(strstr(text, "{uri=\"\",machine=\"\",virt_type=\"\",image=\"\",bus="
                                 "\"\",phase=\"connect\"} 0.0015\n"));
    assert_non_null(strstr(text, "tinyvm_check_runs{verdict=\"fail\"} 2\n"));
    assert_non_null(strstr(text, "tinyvm_check_exit_status 1\n"));
}

/* Runs of the same labels: the last result alone is told. */
static void tell_repeated(struct reporter *r, struct totals *totals)
{
    report_begin(r, 2);
    for (size_t i = 1; i <= 2; i++) {
        struct run run = {.number = i};

        label(&run, "pc");
        tell(r, &run, "banner", i == 1 ? CODE_GUEST_SILENT : CODE_OK, NULL);
        end(r, &run, totals);
    }
    report_finish(r, totals);
}

static void test_prometheus_keeps_the_last_result(void **state _unused_)
{
    _cleanup_free_ char *text = render(&report_prometheus, tell_repeated, NULL);
    size_t series = 0;

    for (const char *at = text; (at = strstr(at, "\ntinyvm_check_success{")); at++)
        series++;
    assert_int_equal(series, 1);
    assert_non_null(strstr(text, "memory_mib=\"16\",phase=\"banner\"} 1\n"));
    assert_null(strstr(text, "TV-GUEST-SILENT"));
}

/* Bytes in use after `n` runs, in the middle of a report. */
static size_t in_use_after(struct reporter *r, struct totals *totals, size_t n)
{
    for (size_t i = 1; i <= n; i++) {
        struct run run = {.number = i};

        label(&run, "pc");
        tell(r, &run, "connect", CODE_OK, HOSTILE);
        tell(r, &run, "banner", i % 2 ? CODE_BAD_REPLY : CODE_OK, HOSTILE);
        end(r, &run, totals);
    }
    return mallinfo2().uordblks;
}

static void test_memory_is_flat_in_the_number_of_runs(void **state _unused_)
{
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
        struct reporter r = {.format = formats[i], .out = fopen("/dev/null", "w")};
        struct totals totals = {0};
        size_t few, many;

        report_begin(&r, 2020);
        few = in_use_after(&r, &totals, 20);
        many = in_use_after(&r, &totals, 2000);
        assert_in_range(many, 0, few + 1024);
        report_finish(&r, &totals);
        fclose(r.out);
    }
}

static void write_stories(const char *dir)
{
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
        _cleanup_free_ char *path = NULL, *text = NULL;
        FILE *out;

        if (formats[i] == &report_tty)
            continue;
        assert_true(asprintf(&path, "%s/%s", dir, formats[i]->name) > 0);
        out = fopen(path, "w");
        assert_non_null(out);
        text = render(formats[i], tell_mixed, NULL);
        fputs(text, out);
        fclose(out);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_human),
        cmocka_unit_test(test_human_of_several),
        cmocka_unit_test(test_tty_shows_the_run_heard_of_last),
        cmocka_unit_test(test_tty_of_one_run_keeps_the_filled_line),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_jsonl),
        cmocka_unit_test(test_junit),
        cmocka_unit_test(test_tap),
        cmocka_unit_test(test_tap_of_several),
        cmocka_unit_test(test_nagios),
        cmocka_unit_test(test_nagios_tells_the_worst_of_several),
        cmocka_unit_test(test_nagios_states),
        cmocka_unit_test(test_prometheus),
        cmocka_unit_test(test_prometheus_keeps_the_last_result),
        cmocka_unit_test(test_memory_is_flat_in_the_number_of_runs),
    };

    if (argc == 2) {
        write_stories(argv[1]);
        return 0;
    }
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
