/* Live on a terminal: one line fills in as phases pass and tells the time that went by.
 * When a run has ended, what is left of it stays above that line. */
#include "clock.h"
#include "report-human.h"
#include "report-text.h"

#include <pthread.h>
#include <string.h>
#include <sys/ioctl.h>

#define TICK_MS 100      /* how often the time is painted */
#define COLUMNS_SPARE 16 /* for the dots and the time */

/* The run that was heard of last is the one that is shown. */
struct live {
    pthread_mutex_t lock; /* of all below and of the stream */
    pthread_cond_t stop;
    pthread_t ticker;
    bool ticking, stopping;
    int64_t start;
    size_t ended, number, n;
    struct {
        const char *phase;
        enum verdict verdict;
    } phases[RUN_PHASES];
};

static size_t columns(FILE *out)
{
    struct winsize size;

    return ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

/* The first phase to show: earlier ones give way when a line is too short for all. */
static size_t first_shown(const struct live *live, size_t room)
{
    size_t i = live->n;

    for (size_t used = COLUMNS_SPARE; i > 0; i--) {
        used += strlen(live->phases[i - 1].phase) + 1;
        if (used > room)
            break;
    }
    return i;
}

static void clear(struct reporter *r)
{
    fputs("\r\033[K", r->out);
}

/* As far as it is known how many runs there are. */
static bool more_to_come(const struct reporter *r)
{
    const struct live *live = r->state;

    return r->planned == 0 || live->ended < r->planned;
}

static void paint(struct reporter *r)
{
    struct live *live = r->state;
    size_t room = columns(r->out);
    int used = 0;

    clear(r);
    if (r->planned > 1)
        used = fprintf(r->out, "[%zu/%zu] ", live->ended + 1, r->planned);
    else if (r->planned == 0)
        used = fprintf(r->out, "[%zu] ", live->ended + 1);
    room = room > (size_t)used ? room - (size_t)used : 0;
    for (size_t i = first_shown(live, room); i < live->n; i++) {
        human_word(r->out, live->phases[i].verdict, live->phases[i].phase, 0);
        fputc(' ', r->out);
    }
    fprintf(r->out, "… %.1f s", (double)(clock_now() - live->start) / NS_PER_S);
    fflush(r->out);
}

static void *tick(void *opaque)
{
    struct reporter *r = opaque;
    struct live *live = r->state;

    pthread_mutex_lock(&live->lock);
    while (!live->stopping) {
        struct timespec next = clock_timespec(clock_deadline(TICK_MS));

        pthread_cond_clockwait(&live->stop, &live->lock, CLOCK_MONOTONIC, &next);
        if (!live->stopping)
            paint(r);
    }
    pthread_mutex_unlock(&live->lock);
    return NULL;
}

static void begin(struct reporter *r)
{
    struct live *live = calloc(1, sizeof *live);

    if (!live) { /* still honest, though not live */
        r->format = &report_human;
        return;
    }
    r->state = live;
    live->start = clock_now();
    pthread_mutex_init(&live->lock, NULL);
    pthread_cond_init(&live->stop, NULL);
    paint(r);
    live->ticking = pthread_create(&live->ticker, NULL, tick, r) == 0;
}

static void phase(struct reporter *r, const struct run *run,
                  const struct phase_result *p _unused_)
{
    struct live *live = r->state;

    pthread_mutex_lock(&live->lock);
    live->number = run->number;
    live->n = run->n_phases;
    for (size_t i = 0; i < run->n_phases; i++) {
        live->phases[i].phase = run->phases[i].phase;
        live->phases[i].verdict = run->phases[i].verdict;
    }
    paint(r);
    pthread_mutex_unlock(&live->lock);
}

/* All phases with their times, when this was the only run. */
static void print_filled(struct reporter *r, const struct run *run)
{
    for (size_t i = 0; i < run->n_phases; i++) {
        human_word(r->out, run->phases[i].verdict, run->phases[i].phase, 0);
        fprintf(r->out, " %.0f%s", report_ms(run->phases[i].duration),
                i + 1 < run->n_phases ? "  " : " ms\n");
    }
}

static void end(struct reporter *r, const struct run *run)
{
    struct live *live = r->state;

    pthread_mutex_lock(&live->lock);
    clear(r);
    if (r->planned == 1)
        print_filled(r, run);
    for (size_t i = 0; i < run->n_phases; i++)
        if (run->phases[i].verdict != VERDICT_PASS)
            human_phase(r, run, &run->phases[i]);
    human_end(r, run, true);
    live->ended++;
    if (live->number == run->number)
        live->n = 0;
    if (more_to_come(r))
        paint(r);
    else
        live->stopping = true;
    pthread_mutex_unlock(&live->lock);
}

static void finish(struct reporter *r, const struct totals *totals)
{
    struct live *live = r->state;

    pthread_mutex_lock(&live->lock);
    if (more_to_come(r))
        clear(r);
    live->stopping = true;
    pthread_cond_signal(&live->stop);
    pthread_mutex_unlock(&live->lock);
    if (live->ticking)
        pthread_join(live->ticker, NULL);
    human_finish(r, totals);
    pthread_cond_destroy(&live->stop);
    pthread_mutex_destroy(&live->lock);
    free(live);
    r->state = NULL;
}

const struct report_format report_tty = {
    .name = "human", .begin = begin, .phase = phase, .end = end, .finish = finish};
