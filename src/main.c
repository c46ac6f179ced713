/* tinyvm: defines and checks the smallest real guests through libvirt. */
#include "complete.h"
#include "embed.h"
#include "errand.h"
#include "guess.h"
#include "job.h"
#include "streams.h"
#include "text.h"

#include <string.h>

const struct verb *const verbs[] = {
    &verb_run,   &verb_define, &verb_undefine, &verb_start, &verb_stop,    &verb_shutdown,
    &verb_check, &verb_sweep,  &verb_images,   &verb_help,  &verb_version, NULL,
};

const struct verb *cmd_find_verb(const char *word)
{
    for (const struct verb *const *verb = verbs; *verb; verb++) {
        const char letter[] = {'-', (*verb)->letter, '\0'};

        if (strcmp(word, (*verb)->name) == 0)
            return *verb;
        if ((*verb)->letter &&
            (strcmp(word, letter) == 0 ||
             (strncmp(word, "--", 2) == 0 && strcmp(word + 2, (*verb)->name) == 0)))
            return *verb;
    }
    return NULL;
}

int cmd_unknown_verb(const char *word, struct error *e)
{
    _cleanup_free_ char *shown = text_clean(word, strlen(word), 80);
    const char *name = word + strspn(word, "-");
    struct guess guess = {.word = name, .len = strlen(name)};
    char hint[GUESS_HINT];

    for (const struct verb *const *verb = verbs; *verb; verb++)
        guess_consider(&guess, (*verb)->name);
    if (word[0] == '-' && !guess.best)
        return error_set(e, CODE_USAGE, "unknown option '%s': the verb comes first",
                         shown ? shown : "");
    return error_set(e, CODE_USAGE, "unknown %s '%s'%s",
                     word[0] == '-' ? "option" : "verb", shown ? shown : "",
                     guess_hint(&guess, hint));
}

static int dispatch(int argc, char **argv)
{
    _cleanup_error_ struct error e = {0};
    const struct verb *verb = cmd_find_verb(argv[0]);

    if (verb)
        return verb->run ? verb->run(verb, argc, argv) : job_run(verb, argc, argv);
    if (strcmp(argv[0], COMPLETE_VERB) == 0)
        return complete_run(argc, argv);
    cmd_unknown_verb(argv[0], &e);
    return cmd_fail(NULL, &e);
}

static bool finished;

/* The way out of a second signal (loop.h). */
static void on_quick_exit(void)
{
    if (!finished)
        fprintf(stderr,
                "tinyvm: ended at once; 'tinyvm sweep' removes what process %d may have "
                "left\n",
                getpid());
}

/* A thread that is stuck in libvirt must not see its libraries go. */
static int leave(int status)
{
    _cleanup_error_ struct error e = {0};
    bool strays = errand_strays() > 0;

    if (strays && embed_abandon(&e) < 0) {
        int failed = cmd_fail(NULL, &e);

        status = status ? status : failed;
    }
    finished = true;
    if (strays)
        quick_exit(status);
    return status;
}

int main(int argc, char **argv)
{
    static char define_name[] = "define";
    const char *self = argc ? text_basename(argv[0]) : "";

    if (streams_occupy() < 0)
        return CLASS_UNCHECKED;
    (void)at_quick_exit(on_quick_exit);
    if (strcmp(self, "tinyvm-define") == 0) {
        argv[0] = define_name;
        return leave(dispatch(argc, argv));
    }
    if (argc < 2) {
        cmd_help(NULL, stderr);
        return CLASS_USAGE;
    }
    return leave(dispatch(argc - 1, argv + 1));
}
