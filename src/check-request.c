/* What the command line says of phases and exercises, taken into a request.  See check.h.
 */
#include "check.h"
#include "text.h"

#include <string.h>

static const struct phase *find_exercise(const char *name)
{
    for (const struct phase *const *exercise = exercises; *exercise; exercise++)
        if (strcmp((*exercise)->name, name) == 0)
            return *exercise;
    return NULL;
}

static bool is_phase(const char *name)
{
    for (size_t i = 0; i < PHASE_COUNT; i++)
        if (strcmp(phases[i].name, name) == 0)
            return true;
    return find_exercise(name) != NULL;
}

int check_add_timeout(struct check_request *request, char *text, struct error *e)
{
    char *equals = strchr(text, '=');
    _cleanup_free_ char *shown = text_clean(text, strlen(text), 60);
    long seconds;

    if (!text_to_number(equals ? equals + 1 : text, 1, 86400, &seconds))
        return error_set(e, CODE_USAGE,
                         "--timeout '%s' is not SECONDS or PHASE=SECONDS, 1 to 86400",
                         shown ? shown : "");
    if (equals)
        *equals = '\0';
    if (equals && !is_phase(text))
        return error_set(e, CODE_USAGE, "--timeout '%s' names no phase and no exercise",
                         shown ? shown : "");
    if (request->n_timeouts == CHECK_TIMEOUTS)
        return error_set(e, CODE_USAGE, "--timeout is given more than %d times",
                         CHECK_TIMEOUTS);
    request->timeouts[request->n_timeouts].phase = equals ? text : NULL;
    request->timeouts[request->n_timeouts++].seconds = seconds;
    return 0;
}

static int add_exercise(struct check_request *request, const struct phase *exercise,
                        struct error *e)
{
    if (request->n_exercises == CHECK_EXERCISES)
        return error_set(e, CODE_USAGE, "more than %d exercises", CHECK_EXERCISES);
    request->exercises[request->n_exercises++] = exercise;
    return 0;
}

int check_add_exercises(struct check_request *request, char *list, struct error *e)
{
    char *rest = NULL;

    for (char *name = strtok_r(list, ",", &rest); name;
         name = strtok_r(NULL, ",", &rest)) {
        const struct phase *found = find_exercise(name);
        _cleanup_free_ char *shown = text_clean(name, strlen(name), 60);

        if (strcmp(name, "all") == 0) {
            for (const struct phase *const *one = exercises; *one; one++)
                if (add_exercise(request, *one, e) < 0)
                    return -1;
        } else if (!found) {
            return error_set(e, CODE_USAGE, "exercise '%s' is unknown",
                             shown ? shown : "");
        } else if (add_exercise(request, found, e) < 0) {
            return -1;
        }
    }
    return 0;
}
