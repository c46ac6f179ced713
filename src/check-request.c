/* What the command line says of phases and exercises, taken into a request.  See check.h.
 */
#include "check-like.h"
#include "check.h"
#include "guess.h"
#include "text.h"

#include <string.h>

static const struct phase *find_exercise(const char *name)
{
    for (const struct phase *const *exercise = exercises; *exercise; exercise++)
        if (strcmp((*exercise)->name, name) == 0)
            return *exercise;
    return NULL;
}

/* What may be meant by one that is unknown, among the exercises or the phases too. */
static const char *hint_at(const char *word, bool phase, char hint[GUESS_HINT])
{
    struct guess guess = {.word = word, .len = strlen(word)};

    for (size_t i = 0; phase && i < PHASE_COUNT; i++)
        guess_consider(&guess, phases[i].name);
    for (const struct phase *const *exercise = exercises; *exercise; exercise++)
        guess_consider(&guess, (*exercise)->name);
    return guess_hint(&guess, hint);
}

static bool is_phase(const char *name)
{
    for (size_t i = 0; i < PHASE_COUNT; i++)
        if (strcmp(phases[i].name, name) == 0)
            return true;
    return strcmp(name, phase_like.name) == 0 || find_exercise(name) != NULL;
}

int check_add_timeout(struct check_request *request, char *text, struct error *e)
{
    char *equals = strchr(text, '=');
    _cleanup_free_ char *shown = text_clean(text, strlen(text), 60);
    char hint[GUESS_HINT];
    long seconds;

    if (!text_to_number(equals ? equals + 1 : text, 1, 86400, &seconds))
        return error_set(e, CODE_USAGE,
                         "--timeout '%s' is not SECONDS or PHASE=SECONDS, 1 to 86400",
                         shown ? shown : "");
    if (equals)
        *equals = '\0';
    if (equals && !is_phase(text))
        return error_set(e, CODE_USAGE, "--timeout '%s' names no phase and no exercise%s",
                         shown ? shown : "", hint_at(text, true, hint));
    if (request->n_timeouts == CHECK_TIMEOUTS)
        return error_set(e, CODE_USAGE, "--timeout is given more than %d times",
                         CHECK_TIMEOUTS);
    request->timeouts[request->n_timeouts].phase = equals ? text : NULL;
    request->timeouts[request->n_timeouts++].seconds = seconds;
    return 0;
}

static int add_exercise(struct check_request *request, const struct phase *exercise,
                        const char *argument, struct error *e)
{
    if (request->n_exercises == CHECK_EXERCISES)
        return error_set(e, CODE_USAGE, "more than %d exercises", CHECK_EXERCISES);
    request->arguments[request->n_exercises] = argument;
    request->exercises[request->n_exercises++] = exercise;
    return 0;
}

static int add_all(struct check_request *request, struct error *e)
{
    for (const struct phase *const *one = exercises; *one; one++)
        if (add_exercise(request, *one, NULL, e) < 0)
            return -1;
    return 0;
}

/* In "all,NAME=ARGUMENT" the second tells what the first could not. */
static bool complete(struct check_request *request, const struct phase *exercise,
                     const char *argument)
{
    for (size_t i = 0; argument && i < request->n_exercises; i++)
        if (request->exercises[i] == exercise && !request->arguments[i]) {
            request->arguments[i] = argument;
            return true;
        }
    return false;
}

/* NAME or NAME=ARGUMENT, cut in place. */
static int add_word(struct check_request *request, char *word, struct error *e)
{
    _cleanup_free_ char *shown = text_clean(word, strlen(word), 60);
    char *argument = strchr(word, '=');
    const struct phase *exercise;
    char hint[GUESS_HINT];

    if (argument)
        *argument++ = '\0';
    exercise = find_exercise(word);
    if (!exercise)
        return error_set(e, CODE_USAGE, "exercise '%s' is unknown%s", shown ? shown : "",
                         hint_at(word, false, hint));
    if (exercise->argument && !(argument && *argument))
        return error_set(e, CODE_USAGE, "exercise '%s' wants an argument: %s=%s", word,
                         word, exercise->argument);
    if (argument && !exercise->argument)
        return error_set(e, CODE_USAGE, "exercise '%s' takes no argument", word);
    return complete(request, exercise, argument)
               ? 0
               : add_exercise(request, exercise, argument, e);
}

int check_add_exercises(struct check_request *request, char *list, struct error *e)
{
    size_t before = request->n_exercises;
    char *rest = NULL;

    for (char *word = strtok_r(list, ",", &rest); word;
         word = strtok_r(NULL, ",", &rest)) {
        int result =
            strcmp(word, "all") == 0 ? add_all(request, e) : add_word(request, word, e);

        if (result < 0)
            return -1;
    }
    return request->n_exercises > before
               ? 0
               : error_set(e, CODE_USAGE, "--exercise names no exercise");
}
