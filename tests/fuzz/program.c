/* See program.h. */
#include "program.h"
#include "fuzz.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

int tinyvm_main(int argc, char **argv); /* main() of src/main.c */

/* There is no libvirt, so that no address leads anywhere. */
void *__wrap_dlopen(const char *path, int flags);
void *__real_dlopen(const char *path, int flags);

void *__wrap_dlopen(const char *path, int flags)
{
    PROMISE(strstr(path, "libvirt"));
    return __real_dlopen("/nowhere/libvirt.so.0", flags);
}

/* SIGALRM is libFuzzer's: it watches the time of a run.  A completion that took it would
 * end the fuzzer a second later, with success. */
unsigned __wrap_alarm(unsigned seconds);
__sighandler_t __wrap_signal(int number, __sighandler_t handler);
__sighandler_t __real_signal(int number, __sighandler_t handler);

unsigned __wrap_alarm(unsigned seconds)
{
    (void)seconds;
    return 0;
}

__sighandler_t __wrap_signal(int number, __sighandler_t handler)
{
    return number == SIGALRM ? SIG_DFL : __real_signal(number, handler);
}

static void is_text(const char *text)
{
    for (; *text; text++)
        PROMISE(((unsigned char)*text >= ' ' && *text != 0x7f) || *text == '\n');
}

static void judge(int status, const char *err)
{
    size_t len = strlen(err);

    PROMISE((status >= 0 && status <= 3) || status == 77);
    is_text(err);
    PROMISE(len == 0 || err[len - 1] == '\n');
}

int program_run(int argc, char **argv, char **out, char **err)
{
    FILE *own_out = stdout, *own_err = stderr;
    size_t n_out, n_err;
    int status;

    stdout = open_memstream(out, &n_out);
    stderr = open_memstream(err, &n_err);
    PROMISE(stdout && stderr);
    status = tinyvm_main(argc, argv);
    PROMISE(fclose(stdout) == 0 && fclose(stderr) == 0);
    stdout = own_out;
    stderr = own_err;
    judge(status, *err);
    return status;
}
