/* The environment: each line is NAME=VALUE.  Whole commands of the program are run in it,
 * with no libvirt to be had: each ends as it may, says why in one line, and never tells a
 * password. */
#include "fuzz.h"

#include "text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define SECRET "hunter2" /* in seeds */

int tinyvm_main(int argc, char **argv); /* main() of src/main.c */

/* In place of libvirt's: there is none, whatever the address. */
void *__wrap_virConnectOpenAuth(const char *uri, void *auth, unsigned flags);
void *__wrap_virConnectOpenAuth(const char *uri, void *auth, unsigned flags)
{
    (void)uri;
    (void)auth;
    (void)flags;
    return NULL;
}

void *__wrap_dlopen(const char *path, int flags);
void *__wrap_dlopen(const char *path, int flags)
{
    (void)path;
    (void)flags;
    return NULL;
}

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

static void judge(int status, const char *out, const char *err)
{
    size_t len = strlen(err);

    PROMISE(status >= 0 && status <= 3);
    PROMISE(status == 0 ? len == 0 : strncmp(err, "tinyvm", 6) == 0);
    for (const char *p = err; *p; p++)
        PROMISE(((unsigned char)*p >= ' ' && *p != 0x7f) || (*p == '\n' && !p[1]));
    PROMISE(len == 0 || err[len - 1] == '\n');
    PROMISE(may_tell() || (!strstr(err, SECRET) && !strstr(out, SECRET)));
}

static void run(int argc, char **argv)
{
    FILE *own_out = stdout, *own_err = stderr;
    char *out = NULL, *err = NULL, *words[5] = {NULL};
    size_t n_out, n_err;
    int status;

    for (int i = 0; i < argc; i++)
        words[i] = strdup(argv[i]);
    stdout = open_memstream(&out, &n_out);
    stderr = open_memstream(&err, &n_err);
    PROMISE(stdout && stderr);
    status = tinyvm_main(argc, words);
    PROMISE(fclose(stdout) == 0 && fclose(stderr) == 0);
    stdout = own_out;
    stderr = own_err;
    judge(status, out, err);
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
    RUN("tinyvm", "check", "--help");
    return 0;
}
