/* See report.h. */
#include "report.h"

#include <pthread.h>

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

/* Call `method` of every reporter that has it. */
#define TELL(list, method, ...)                                                          \
    do {                                                                                 \
        pthread_mutex_lock(&one_at_a_time);                                              \
        for (struct reporter *r = (list); r; r = r->next)                                \
            if (r->format->method)                                                       \
                r->format->method(r, ##__VA_ARGS__);                                     \
        pthread_mutex_unlock(&one_at_a_time);                                            \
    } while (0)

void report_begin(struct reporter *list)
{
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
    for (struct reporter *r = list; r; r = r->next)
        fflush(r->out);
}
