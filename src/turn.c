/* See turn.h.  The lock is on the program's own file (flock(2)): whoever can run it can
 * take it, and nothing is left behind. */
#include "turn.h"
#include "clock.h"
#include "errand.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

static void wait_for_it(void *arg)
{
    const int *fd = arg;

    while (flock(*fd, LOCK_EX) < 0 && errno == EINTR)
        ;
}

static void drop(void *arg)
{
    int *fd = arg;

    close(*fd);
    free(fd);
}

/* Takes the descriptor over. */
static enum errand_end queue(int *fd)
{
    int *waiting = malloc(sizeof *waiting);
    struct errand *errand;
    enum errand_end end;

    if (!waiting)
        return ERRAND_LATE;
    *waiting = *fd;
    errand = errand_start(wait_for_it, drop, waiting);
    if (!errand) {
        free(waiting);
        return ERRAND_LATE;
    }
    end = errand_wait(errand, clock_deadline(TURN_PATIENCE * 1000), HEED_CANCEL);
    if (errand_leave(errand))
        free(waiting);
    else
        *fd = -1;
    return end;
}

int turn_take(int *fd, struct error *e)
{
    *fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (*fd < 0 || flock(*fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return 0;
    if (queue(fd) != ERRAND_CANCELLED)
        return 0;
    return error_set(e, CODE_CANCELLED, "interrupted");
}
