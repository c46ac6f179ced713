/* The exercises of a check, in the order in which `all` runs them; and what they share.
 */
#include "exercise.h"

const struct phase *const exercises[] = {
    &exercise_suspend,
    &exercise_save,
    &exercise_managedsave,
    &exercise_reset,
    &exercise_reboot,
    &exercise_snapshot,
    &exercise_screenshot,
    &exercise_migrate,
    &exercise_migrate_self,
    &exercise_press_early,
    &exercise_agent,
    &exercise_deaf,
    NULL,
};

enum phase_end exercise_refused(char **detail, struct error *e)
{
    if (e->code != CODE_UNSUPPORTED && e->code != CODE_USAGE && e->code != CODE_NO_POOL)
        return PHASE_FAILED;
    free(*detail);
    *detail = e->text;
    e->text = NULL;
    return PHASE_SKIPPED;
}

enum phase_end exercise_out_of_memory(struct error *e)
{
    error_set(e, CODE_MEMORY_OUT, "no memory");
    return PHASE_FAILED;
}

enum phase_end exercise_passed(char **detail, struct error *e, const char *format, ...)
{
    va_list args;
    int made;

    free(*detail);
    va_start(args, format);
    made = vasprintf(detail, format, args);
    va_end(args);
    if (made >= 0)
        return PHASE_PASSED;
    *detail = NULL;
    return exercise_out_of_memory(e);
}

enum phase_end exercise_left(enum phase_end end, const struct error *left,
                             struct error *e)
{
    if (end == PHASE_FAILED)
        error_wrap(e, "%s", error_text(left));
    else
        error_set(e, left->code, "%s", error_text(left));
    return PHASE_FAILED;
}

int exercise_hear_anew(struct check *c, char line[DIALOGUE_NONCE], struct error *e)
{
    if (dialogue_banner(&c->dialogue, c->catalogue.banner, c->deadline, e) < 0)
        return -1;
    return dialogue_line(&c->dialogue, line, c->deadline, e);
}
