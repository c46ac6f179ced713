/* See report.h. */
#include "report.h"

#include <errno.h>
#include <pthread.h>

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

/* The first error of a stream says why; what follows is a consequence. */
void report_check(struct reporter *r, int result)
{
    if (result < 0 && !r->error)
        r->error = errno ? errno : EIO;
}

/* Call `method` of every reporter that has it. */
#define TELL(list, method, ...)                                                          \
    do {                                                                                 \
        pthread_mutex_lock(&one_at_a_time);                                              \
        for (struct reporter *r = (list); r; r = r->next) {                              \
            errno = 0;                                                                   \
            if (r->format->method)                                                       \
                r->format->method(r, ##__VA_ARGS__);                                     \
            report_check(r, fflush(r->out) != 0 || ferror(r->out) ? -1 : 0);             \
        }                                                                                \
        pthread_mutex_unlock(&one_at_a_time);                                            \
    } while (0)

void report_begin(struct reporter *list, size_t planned)
{
    for (struct reporter *r = list; r; r = r->next)
        r->planned = planned;
    TELL(list, begin);
}

void report_phase(struct reporter *list, const struct run *run,
                  const struct phase_result *phase)
{
    TELL(list, phase, run, phase);
}

void report_end(struct reporter *list, const struct run *run)
{
    TELL(list, end, run);
}

void report_finish(struct reporter *list, const struct totals *totals)
{
    TELL(list, finish, totals);
}
