/* life.c: what ended a guest, from every sequence of events that there is. */
#include "unit.h"

#include "life.h"

#include <string.h>

#define SHUTDOWN(d)                                                                      \
    {                                                                                    \
        VIR_DOMAIN_EVENT_SHUTDOWN, VIR_DOMAIN_EVENT_SHUTDOWN_##d                         \
    }
#define STOPPED(d)                                                                       \
    {                                                                                    \
        VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_##d                           \
    }
#define SUSPENDED(d)                                                                     \
    {                                                                                    \
        VIR_DOMAIN_EVENT_SUSPENDED, VIR_DOMAIN_EVENT_SUSPENDED_##d                       \
    }
#define RESUMED                                                                          \
    {                                                                                    \
        VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED                      \
    }
#define STARTED                                                                          \
    {                                                                                    \
        VIR_DOMAIN_EVENT_STARTED, VIR_DOMAIN_EVENT_STARTED_BOOTED                        \
    }
#define CRASHED                                                                          \
    {                                                                                    \
        VIR_DOMAIN_EVENT_CRASHED, VIR_DOMAIN_EVENT_CRASHED_PANICKED                      \
    }

#define SEQUENCE_MAX 4

/* As measured on libvirt 9.0 and QEMU 7.2, and what else libvirt may say. */
static const struct {
    struct mail_event events[SEQUENCE_MAX];
    size_t n;
    enum code code;
    const char *text;
} lives[] = {
    {{{0}}, 0, CODE_BUTTON_IGNORED, "no event"},
    {{SHUTDOWN(GUEST), STOPPED(SHUTDOWN)},
     2,
     CODE_OK,
     "SHUTDOWN (guest), STOPPED (shutdown)"},
    {{SHUTDOWN(FINISHED), STOPPED(SHUTDOWN)},
     2,
     CODE_OK,
     "SHUTDOWN (finished), STOPPED (shutdown)"},
    {{STARTED, RESUMED, SHUTDOWN(GUEST), STOPPED(SHUTDOWN)},
     4,
     CODE_OK,
     "SHUTDOWN (guest), STOPPED (shutdown)"},
    {{SHUTDOWN(HOST), STOPPED(SHUTDOWN)},
     2,
     CODE_NOT_CLEAN,
     "SHUTDOWN (host), STOPPED (shutdown)"},
    {{SHUTDOWN(HOST), STOPPED(DESTROYED)},
     2,
     CODE_DESTROYED,
     "SHUTDOWN (host), STOPPED (destroyed)"},
    {{SHUTDOWN(GUEST), STOPPED(DESTROYED)},
     2,
     CODE_DESTROYED,
     "SHUTDOWN (guest), STOPPED (destroyed)"},
    {{STOPPED(DESTROYED)}, 1, CODE_DESTROYED, "STOPPED (destroyed)"},
    {{STOPPED(FAILED)}, 1, CODE_CRASHED, "STOPPED (failed)"},
    {{STOPPED(CRASHED)}, 1, CODE_CRASHED, "STOPPED (crashed)"},
    {{SHUTDOWN(GUEST), STOPPED(FAILED)},
     2,
     CODE_CRASHED,
     "SHUTDOWN (guest), STOPPED (failed)"},
    {{CRASHED}, 1, CODE_CRASHED, "no event"},
    {{CRASHED, SHUTDOWN(GUEST), STOPPED(SHUTDOWN)},
     3,
     CODE_CRASHED,
     "SHUTDOWN (guest), STOPPED (shutdown)"},
    {{STOPPED(SHUTDOWN)}, 1, CODE_NOT_CLEAN, "STOPPED (shutdown)"},
    {{STOPPED(MIGRATED)}, 1, CODE_NOT_CLEAN, "STOPPED (migrated)"},
    {{STOPPED(SAVED)}, 1, CODE_NOT_CLEAN, "STOPPED (saved)"},
    {{STOPPED(FROM_SNAPSHOT)}, 1, CODE_NOT_CLEAN, "STOPPED (from snapshot)"},
    {{SHUTDOWN(GUEST)}, 1, CODE_NOT_CLEAN, "SHUTDOWN (guest)"},
    {{SUSPENDED(IOERROR)}, 1, CODE_PAUSED, "no event"},
    {{SUSPENDED(WATCHDOG)}, 1, CODE_PAUSED, "no event"},
    {{SUSPENDED(IOERROR), RESUMED}, 2, CODE_BUTTON_IGNORED, "no event"},
    {{SUSPENDED(IOERROR), RESUMED, SHUTDOWN(GUEST), STOPPED(SHUTDOWN)},
     4,
     CODE_OK,
     "SHUTDOWN (guest), STOPPED (shutdown)"},
    {{SUSPENDED(IOERROR), STOPPED(DESTROYED)}, 2, CODE_DESTROYED, "STOPPED (destroyed)"},
};

static void test_known_lives(void **state _unused_)
{
    for (size_t i = 0; i < ARRAY_SIZE(lives); i++) {
        struct life life = {0};
        _cleanup_free_ char *text = NULL;

        for (size_t k = 0; k < lives[i].n; k++)
            life_take(&life, lives[i].events[k]);
        text = life_describe(&life);
        assert_string_equal(text, lives[i].text);
        if (life_ending(&life) != lives[i].code)
            fail_msg("%s (row %zu) is %s", text, i, code_name(life_ending(&life)));
    }
}

/* All that matters, told otherwise than life.c does. */
static const struct mail_event every[] = {
    SHUTDOWN(FINISHED),
    SHUTDOWN(GUEST),
    SHUTDOWN(HOST),
    STOPPED(SHUTDOWN),
    STOPPED(DESTROYED),
    STOPPED(CRASHED),
    STOPPED(FAILED),
    STOPPED(SAVED),
    CRASHED,
    SUSPENDED(IOERROR),
    SUSPENDED(PAUSED),
    RESUMED,
    STARTED,
    {99, 99},
};

/* The last event of this type; null if there is none. */
static const struct mail_event *last(const struct mail_event *const *seq, size_t n,
                                     int type)
{
    while (n--)
        if (seq[n]->type == type)
            return seq[n];
    return NULL;
}

/* Clean is the pair of a SHUTDOWN that was not the host's and STOPPED (shutdown). */
static bool is_clean(const struct mail_event *const *seq, size_t n)
{
    const struct mail_event *shutdown = last(seq, n, VIR_DOMAIN_EVENT_SHUTDOWN);
    const struct mail_event *stopped = last(seq, n, VIR_DOMAIN_EVENT_STOPPED);

    return shutdown && stopped && !last(seq, n, VIR_DOMAIN_EVENT_CRASHED) &&
           shutdown->detail != VIR_DOMAIN_EVENT_SHUTDOWN_HOST &&
           stopped->detail == VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN;
}

static size_t n_clean;

static void check_all(const struct mail_event **seq, size_t n)
{
    struct life life = {0};

    for (size_t i = 0; i < n; i++)
        life_take(&life, *seq[i]);
    if ((life_ending(&life) == CODE_OK) != is_clean(seq, n))
        fail_msg("a sequence of %zu events is %s", n, code_name(life_ending(&life)));
    n_clean += is_clean(seq, n);
    for (size_t i = 0; n < SEQUENCE_MAX && i < ARRAY_SIZE(every); i++) {
        seq[n] = &every[i];
        check_all(seq, n + 1);
    }
}

static void test_every_sequence_of_up_to_four(void **state _unused_)
{
    const struct mail_event *seq[SEQUENCE_MAX];

    check_all(seq, 0);
    assert_true(n_clean > 0);
}

/* What phases ask of a life besides its end. */
static void test_pauses_and_reboots(void **state _unused_)
{
    struct life life = {0};

    life_take(&life, (struct mail_event)SUSPENDED(PAUSED));
    assert_true(life.suspended);
    assert_false(life.paused);
    life_take(&life, (struct mail_event)SUSPENDED(WATCHDOG));
    assert_true(life.paused);
    life_take(&life, (struct mail_event)RESUMED);
    assert_false(life.suspended);
    assert_false(life.paused);
    assert_false(life.rebooted);
    life_take(&life, (struct mail_event){EVENTS_REBOOT, 0});
    assert_true(life.rebooted);
    assert_int_equal(life_ending(&life), CODE_BUTTON_IGNORED);
}

static void test_unknown_events_are_described(void **state _unused_)
{
    assert_string_equal(events_describe((struct mail_event){-99, 5}), "UNKNOWN (5)");
    assert_string_equal(events_describe((struct mail_event){99, -1}), "UNKNOWN (-1)");
    assert_string_equal(
        events_describe((struct mail_event){VIR_DOMAIN_EVENT_STOPPED, 99}),
        "STOPPED (99)");
    assert_string_equal(
        events_describe((struct mail_event){VIR_DOMAIN_EVENT_SHUTDOWN, -1}),
        "SHUTDOWN (-1)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_lives),
        cmocka_unit_test(test_every_sequence_of_up_to_four),
        cmocka_unit_test(test_pauses_and_reboots),
        cmocka_unit_test(test_unknown_events_are_described),
    };

    return cmocka_run_group_tests_name("life", tests, NULL, NULL);
}
