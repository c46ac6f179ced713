/* What a guest can be put through between its first words and its clean exit.
 *
 * An exercise that keeps a guest's state proves it: half of a random line is typed
 * before, the rest after, and the whole line must come back reversed. */
#pragma once

#include "check.h"

extern const struct phase exercise_suspend, exercise_save, exercise_managedsave,
    exercise_snapshot, exercise_reboot, exercise_reset, exercise_screenshot,
    exercise_migrate, exercise_migrate_self, exercise_press_early, exercise_agent,
    exercise_deaf;

/* The run ids of the other guests of a check, beside its own. */
enum { RELATIVE_APART = 1, RELATIVE_PEER };

/* PHASE_SKIPPED, with the error's text moved into *detail, if it says that this host
 * cannot do such a thing at all; else PHASE_FAILED. */
enum phase_end exercise_refused(char **detail, struct error *e);

/* PHASE_FAILED, with the error set. */
enum phase_end exercise_out_of_memory(struct error *e);

/* PHASE_PASSED with the detail made, or PHASE_FAILED. */
enum phase_end exercise_passed(char **detail, struct error *e, const char *format, ...)
    _printf_(3, 4);

/* Something is left behind: PHASE_FAILED, with that told besides what had failed. */
enum phase_end exercise_left(enum phase_end end, const struct error *left,
                             struct error *e);

/* Wait for the banner of a guest that begins anew, and type a line, which must come back
 * reversed with nothing of what was typed before. */
_must_check_ int exercise_hear_anew(struct check *c, char line[DIALOGUE_NONCE],
                                    struct error *e);
