/* See fleet.h. */
#include "fleet.h"
#include "clock.h"
#include "embed.h"
#include "errand.h"
#include "mailbox.h"
#include "survey.h"
#include "text.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* Seconds for a host to say what it has, and to part. */
#define SURVEY_TIMEOUT 60
#define CLOSE_TIMEOUT 10

/* What all threads share. */
struct fleet {
    const struct fleet_request *request;
    struct reporter *reporters;
    pthread_mutex_t lock; /* guards totals */
    struct totals totals;
    atomic_size_t runs; /* numbered as they start */
    atomic_bool stop;   /* --fail-fast has seen a failure */
};

/* One host's share: a thread that surveys it, and workers that take combinations. */
struct station {
    struct fleet *fleet;
    const char *uri;
    struct matrix matrix;
    size_t n_tasks;
    atomic_size_t next;
    pthread_t thread;
};

/* What is known beforehand, so that a run that fails early is told from its neighbours.
 */
static void label(struct run *run, const char *uri, const struct spec *spec)
{
    run->uri = uri ? text_redact_uri(uri) : NULL;
    run->memory = spec->memory;
    (void)run_label(&run->machine, spec->machine);
    (void)run_label(&run->image, spec->image);
    (void)run_label(&run->bus, spec->bus);
    if (strcmp(spec->virt_type, "auto") != 0)
        (void)run_label(&run->virt_type, spec->virt_type);
}

static void run_one(struct station *s, size_t task)
{
    const struct fleet_request *request = s->fleet->request;
    struct check_request check = request->check;
    struct run run = {.number = ++s->fleet->runs};

    check.uri = s->uri;
    check.uri_by_default = request->n_uris == 0;
    check.spec =
        matrix_spec(&s->matrix, &request->check.spec, task % matrix_count(&s->matrix));
    check.in_matrix = matrix_count(&s->matrix) > 1;
    label(&run, s->uri, &check.spec);
    check_run(&check, s->fleet->reporters, &run);
    pthread_mutex_lock(&s->fleet->lock);
    totals_add(&s->fleet->totals, &run);
    pthread_mutex_unlock(&s->fleet->lock);
    if (request->fail_fast && run_verdict(&run) == VERDICT_FAIL)
        s->fleet->stop = true;
    run_clear(&run);
}

static void *work(void *arg)
{
    struct station *s = arg;
    size_t task;

    while (!s->fleet->stop && !mailbox_cancelled() && (task = s->next++) < s->n_tasks)
        run_one(s, task);
    return NULL;
}

/* This thread is a worker too; those that cannot be started are done without. */
static void work_together(struct station *s)
{
    size_t jobs = (size_t)s->fleet->request->jobs, n = 0;
    pthread_t others[FLEET_JOBS_MAX];

    if (jobs > s->n_tasks)
        jobs = s->n_tasks;
    while (n + 1 < jobs && pthread_create(&others[n], NULL, work, s) == 0)
        n++;
    (void)work(s);
    while (n > 0)
        pthread_join(others[--n], NULL);
}

/* What is found out about a host beforehand, on a thread that may get stuck there. */
struct scout {
    const char *uri, *image_dir;
    struct matrix matrix;
    struct survey found;
    struct host host;
    int result;
};

/* What `all` means here. */
static int survey(struct scout *scout)
{
    _cleanup_catalogue_ struct catalogue catalogue = {0};
    _cleanup_error_ struct error e = {0};

    if (host_open_any(&scout->host, scout->uri, clock_deadline(HOST_OPEN_TIMEOUT * 1000),
                      &e) < 0 ||
        catalogue_read(&catalogue, scout->image_dir, &e) < 0)
        return -1;
    /* Now that the in-process driver is open, it would be libvirt's default as well. */
    if (scout->host.root)
        scout->uri = EMBED_URI;
    return survey_fill(&scout->found, &scout->matrix, &scout->host, &catalogue, &e);
}

static void scout_out(void *arg)
{
    struct scout *scout = arg;

    scout->result = survey(scout);
}

static void scout_home(void *arg)
{
    struct scout *scout = arg;
    _cleanup_error_ struct error e = {0};

    (void)host_close(&scout->host, &e);
    survey_clear(&scout->found);
    free(scout);
}

static void nothing(void *arg _unused_)
{
}

/* A host that cannot be asked runs what was named, once, so that its check says what is
 * wrong.  Null if nothing was found out. */
static struct scout *send_scout(struct station *s)
{
    struct scout *scout = calloc(1, sizeof *scout);
    struct errand *errand;

    if (!scout)
        return NULL;
    scout->uri = s->uri;
    scout->image_dir = s->fleet->request->check.image_dir;
    scout->matrix = s->matrix;
    errand = errand_start(scout_out, scout_home, scout);
    if (errand)
        (void)errand_wait(errand, clock_deadline(SURVEY_TIMEOUT * 1000), HEED_CANCEL);
    else
        scout_out(scout);
    if (errand && !errand_leave(errand))
        return NULL;
    s->uri = scout->uri;
    if (scout->result == 0)
        s->matrix = scout->matrix;
    return scout;
}

static void call_home(struct scout *scout)
{
    struct errand *errand = errand_start(scout_home, nothing, scout);

    if (!errand)
        return scout_home(scout);
    (void)errand_wait(errand, clock_deadline(CLOSE_TIMEOUT * 1000), HEED_NOTHING);
    (void)errand_leave(errand);
}

static bool wants_all(const struct matrix *m)
{
    return m->machine.all || m->virt_type.all || m->image.all || m->bus.all ||
           m->memory.all;
}

/* The host stays open while its checks run, as the in-process driver can only be opened
 * once in a process's life. */
static void *man(void *arg)
{
    struct station *s = arg;
    const struct fleet_request *request = s->fleet->request;
    struct scout *scout = NULL;
    bool several = matrix_count(&s->matrix) * (size_t)request->repeat > 1;
    bool known = !(several || wants_all(&s->matrix));

    if (!known) {
        scout = send_scout(s);
        known = scout && scout->result == 0;
    }
    s->n_tasks = known ? matrix_count(&s->matrix) * (size_t)request->repeat : 1;
    work_together(s);
    if (scout)
        call_home(scout);
    return NULL;
}

/* How many runs there will be; 0: that depends on what the hosts have. */
static size_t planned(const struct fleet_request *request, size_t n_hosts)
{
    if (wants_all(&request->matrix))
        return 0;
    return n_hosts * matrix_count(&request->matrix) * (size_t)request->repeat;
}

int fleet_run(const struct fleet_request *request, struct reporter *reporters,
              struct totals *totals, struct error *e)
{
    struct fleet fleet = {.request = request, .reporters = reporters};
    size_t n = request->n_uris ? request->n_uris : 1;
    struct station *stations = calloc(n, sizeof *stations);
    int64_t start = clock_now();

    if (!stations)
        return error_set(e, CODE_MEMORY_OUT, "no memory for the hosts");
    pthread_mutex_init(&fleet.lock, NULL);
    report_begin(reporters, planned(request, n));
    for (size_t i = 0; i < n; i++) {
        stations[i].fleet = &fleet;
        stations[i].uri = request->n_uris ? request->uris[i] : NULL;
        stations[i].matrix = request->matrix;
        if (i + 1 == n ||
            pthread_create(&stations[i].thread, NULL, man, &stations[i]) != 0)
            (void)man(&stations[i]);
    }
    for (size_t i = 0; i < n; i++)
        if (stations[i].thread)
            pthread_join(stations[i].thread, NULL);
    fleet.totals.duration = clock_now() - start;
    report_finish(reporters, &fleet.totals);
    free(stations);
    *totals = fleet.totals;
    return 0;
}
