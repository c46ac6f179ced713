/* See throwaway.h. */
#include "throwaway.h"
#include "clock.h"

#include <stdint.h>

struct domain_plan throwaway_plan(const struct host_machine *machine, long memory,
                                  const struct place *place, const char *kind)
{
    return (struct domain_plan){
        .virt_type = machine->virt_type,
        .machine = machine->machine,
        .memory = memory,
        .disk = place->disk,
        .mark = {.version = (char *)(uintptr_t)TINYVM_VERSION,
                 .kind = (char *)(uintptr_t)kind},
    };
}

int throwaway_remove(struct guest *guest, struct place *place, struct undo *ledger,
                     struct error *e)
{
    bool started = guest->events != NULL;
    int result;

    guest_hang_up(guest);
    result = undo_run(ledger, e);
    if (result == 0 && started)
        result = guest_prove_gone(guest, e);
    guest_done(guest);
    place_clear(place);
    return result;
}

static int prepare(struct throwaway *t, const struct spec *spec, struct error *e)
{
    const struct image *image = catalogue_find(&t->catalogue, spec->image, e);

    if (!image || host_resolve(&t->host, spec, &t->machine, e) < 0 ||
        place_choose_for_run(&t->place, &t->host, image, t->machine.machine, spec->bus,
                             t->guest.run, e) < 0)
        return -1;
    return place_make(&t->place, &t->host, &t->ledger, e);
}

int throwaway_start(struct throwaway *t, const char *uri, const char *image_dir,
                    const struct spec *spec, const char *kind, struct error *e)
{
    *t = (struct throwaway){0};
    guest_init(&t->guest, &t->host);
    if (catalogue_read(&t->catalogue, image_dir, e) < 0 ||
        host_open_any(&t->host, uri, clock_deadline(HOST_OPEN_TIMEOUT * 1000), e) < 0 ||
        prepare(t, spec, e) < 0)
        return -1;
    t->plan = throwaway_plan(&t->machine, spec->memory, &t->place, kind);
    return guest_start(&t->guest, &t->plan, &t->ledger, e);
}

int throwaway_done(struct throwaway *t, struct error *e)
{
    int result = throwaway_remove(&t->guest, &t->place, &t->ledger, e);

    if (host_close(&t->host, e) < 0)
        result = -1;
    host_machine_clear(&t->machine);
    catalogue_clear(&t->catalogue);
    return result;
}
