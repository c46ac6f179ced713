/* The environment: each line is NAME=VALUE.  Commands are run in it: each says what is
 * wrong in one line, and never tells a password. */
#include "fuzz.h"

#include "program.h"
#include "text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define SECRET "hunter2" /* in seeds */

/* Only what tinyvm reads (tinyvm(1), ENVIRONMENT): others are libraries' own. */
static const char *const names[] = {"TINYVM_IMAGE_DIR", "LIBVIRT_DEFAULT_URI",
                                    "XDG_RUNTIME_DIR", "TERM", "NO_COLOR"};

static void set(char *text)
{
    char *line, *value;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unsetenv(names[i]);
    while ((line = strsep(&text, "\n")))
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if ((value = strchr(line, '=')) &&
                strlen(names[i]) == (size_t)(value - line) &&
                strncmp(line, names[i], strlen(names[i])) == 0)
                PROMISE(setenv(names[i], value + 1, 1) == 0);
}

/* What may be told of the address that is set. */
static bool may_tell(void)
{
    const char *uri = getenv("LIBVIRT_DEFAULT_URI"), *dir = getenv("TINYVM_IMAGE_DIR");
    char *redacted = text_redact_uri(uri ? uri : "");
    bool may = strstr(redacted, SECRET) || (dir && strstr(dir, SECRET));

    free(redacted);
    return may;
}

static void run(int argc, char **argv)
{
    char *out = NULL, *err = NULL, *words[5] = {NULL};
    int status;

    for (int i = 0; i < argc; i++)
        words[i] = strdup(argv[i]);
    status = program_run(argc, words, &out, &err);
    PROMISE(status == 0 ? *err == '\0' : strncmp(err, "tinyvm", 6) == 0 || !*err);
    PROMISE(!*err || strchr(err, '\n')[1] == '\0');
    PROMISE(may_tell() || (!strstr(err, SECRET) && !strstr(out, SECRET)));
    for (int i = 0; i < argc; i++)
        free(words[i]);
    free(out);
    free(err);
}

#define RUN(...)                                                                         \
    run((int)(sizeof(char *[]){__VA_ARGS__} / sizeof(char *)), (char *[]){__VA_ARGS__})

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);

    PROMISE(text);
    memcpy(text, data, size);
    text[size] = '\0';
    set(text);
    free(text);
    RUN("tinyvm", "images");
    RUN("tinyvm", "images", "--path", "raw");
    RUN("tinyvm", "images", "--json");
    RUN("tinyvm", "define", "--print-xml");
    RUN("tinyvm", "check");
    RUN("tinyvm", "check", "--output", "nagios");
    RUN("tinyvm", "check", "--help");
    return 0;
}
