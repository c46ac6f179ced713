/* See terminal.h. */
#include "terminal.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <termios.h>

static struct termios before;
static int raw_fd = -1;

/* What kills a program without asking its event loop. */
static const int deadly[] = {SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGSYS};

/* tcsetattr() is safe in a signal handler (signal-safety(7)).  It does not wait for what
 * was written: a terminal that has stopped would hold the program for ever. */
void terminal_restore(void)
{
    int fd = raw_fd;

    raw_fd = -1;
    if (fd >= 0)
        (void)tcsetattr(fd, TCSANOW, &before);
}

/* The default action is back by now (SA_RESETHAND). */
static void on_deadly(int number)
{
    terminal_restore();
    (void)raise(number);
}

static void guard(void)
{
    struct sigaction act = {.sa_handler = on_deadly, .sa_flags = (int)SA_RESETHAND};
    struct sigaction was;

    for (size_t i = 0; i < ARRAY_SIZE(deadly); i++)
        if (sigaction(deadly[i], NULL, &was) == 0 && was.sa_handler == SIG_DFL)
            (void)sigaction(deadly[i], &act, NULL);
    (void)at_quick_exit(terminal_restore);
    signal(SIGTSTP, SIG_IGN);
}

int terminal_raw(int fd, struct error *e)
{
    struct termios raw;

    if (tcgetattr(fd, &before) < 0)
        return error_set(e, CODE_CONSOLE, "this terminal: %s", strerror(errno));
    raw = before;
    cfmakeraw(&raw);
    guard();
    raw_fd = fd;
    if (tcsetattr(fd, TCSANOW, &raw) < 0) {
        terminal_restore();
        return error_set(e, CODE_CONSOLE, "this terminal: %s", strerror(errno));
    }
    return 0;
}
