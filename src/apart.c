/* See apart.h. */
#include "apart.h"
#include "exercise.h"
#include "throwaway.h"

static int place(struct check *own, const struct phase *wants, struct error *e)
{
    const struct spec *spec = &own->spec;
    const struct image *image = catalogue_find(
        &own->catalogue, wants->wants_image ? wants->wants_image : spec->image, e);

    own->place.writable = wants->wants_writable;
    if (!image ||
        place_choose_for_run(&own->place, own->guest.host, image, own->machine.machine,
                             spec->bus, own->guest.run, e) < 0)
        return -1;
    return place_make(&own->place, own->guest.host, &own->ledger, e);
}

enum phase_end apart_create(struct check **own, struct check *c,
                            const struct phase *wants, char **detail, struct error *e)
{
    struct check *o = *own = calloc(1, sizeof *o);

    if (!o)
        return exercise_out_of_memory(e);
    o->request = c->request;
    o->catalogue = c->catalogue;
    o->machine = c->machine;
    o->spec = c->spec;
    o->argument = c->argument;
    o->deadline = c->deadline;
    guest_init(&o->guest, &c->host);
    run_id_relative(o->guest.run, c->guest.run, RELATIVE_APART);
    o->guest.outlives = wants->refuses_autodestroy;
    o->dialogue.guest = &o->guest;
    if (place(o, wants, e) < 0)
        return exercise_refused(detail, e);
    o->plan = c->plan;
    o->plan.disk = o->place.disk;
    o->plan.video = wants->wants_video;
    o->plan.agent |= wants->wants_agent;
    if (guest_create(&o->guest, &o->plan, &o->ledger, e) < 0)
        return exercise_refused(detail, e);
    return PHASE_PASSED;
}

enum phase_end apart_start(struct check **own, struct check *c, const struct phase *wants,
                           char **detail, struct error *e)
{
    enum phase_end end = apart_create(own, c, wants, detail, e);

    if (end == PHASE_PASSED &&
        (guest_go(&(*own)->guest, e) < 0 ||
         dialogue_banner(&(*own)->dialogue, c->catalogue.banner, c->deadline, e) < 0))
        end = PHASE_FAILED;
    return end;
}

int apart_stop(struct check *own, unsigned flags, struct error *e)
{
    _cleanup_free_ char *events = NULL;

    guest_hang_up(&own->guest);
    if (guest_shut_down(&own->guest, flags, e) < 0 ||
        guest_await_end(&own->guest, own->deadline, e) < 0)
        return -1;
    return check_ending(&own->guest, &events, e);
}

enum phase_end apart_end(struct check *own, struct check *c, enum phase_end end,
                         struct error *e)
{
    _cleanup_error_ struct error left = {0};

    if (!own)
        return end;
    if (throwaway_remove(&own->guest, &own->place, &own->ledger, &left) < 0)
        end = exercise_left(end, &left, e);
    c->host.mailbox = &c->guest.mailbox;
    free(own);
    return end;
}
