/* See throwaway.h. */
#include "throwaway.h"
#include "clock.h"

#include <stdint.h>

static int prepare(struct throwaway *t, const struct spec *spec, struct error *e)
{
    char owner[sizeof POOL_OWN_PREFIX + RUN_ID_SIZE];
    const struct image *image;

    snprintf(owner, sizeof owner, "%s%s", POOL_OWN_PREFIX, t->guest.run);
    image = catalogue_find(&t->catalogue, spec->image, e);
    if (!image || host_resolve(&t->host, spec, &t->machine, e) < 0 ||
        place_choose(&t->place, &t->host, image, t->machine.machine, spec->bus, owner,
                     false, e) < 0)
        return -1;
    return place_make(&t->place, &t->host, &t->ledger, e);
}

int throwaway_start(struct throwaway *t, const char *uri, const char *image_dir,
                    const struct spec *spec, const char *kind, struct error *e)
{
    char pid[16];

    *t = (struct throwaway){0};
    guest_init(&t->guest, &t->host);
    if (catalogue_read(&t->catalogue, image_dir, e) < 0 ||
        host_open_any(&t->host, uri, clock_deadline(HOST_OPEN_TIMEOUT * 1000), e) < 0 ||
        prepare(t, spec, e) < 0)
        return -1;
    snprintf(pid, sizeof pid, "%ld", (long)getpid());
    t->plan = (struct domain_plan){
        .virt_type = t->machine.virt_type,
        .machine = t->machine.machine,
        .memory = spec->memory,
        .disk = t->place.disk,
        .mark = {.version = (char *)(uintptr_t)TINYVM_VERSION,
                 .kind = (char *)(uintptr_t)kind,
                 .pid = pid},
    };
    return guest_start(&t->guest, &t->plan, &t->ledger, e);
}

int throwaway_done(struct throwaway *t, struct error *e)
{
    bool started = t->guest.events != NULL;
    int result;

    guest_hang_up(&t->guest);
    result = undo_run(&t->ledger, e);
    if (result == 0 && started)
        result = guest_prove_gone(&t->guest, e);
    guest_done(&t->guest);
    place_clear(&t->place);
    if (host_close(&t->host, e) < 0)
        result = -1;
    host_machine_clear(&t->machine);
    catalogue_clear(&t->catalogue);
    return result;
}
