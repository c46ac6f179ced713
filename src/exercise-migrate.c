/* Live migration to another daemon: the guest goes on there, is talked to and shut down
 * there, and nothing of it stays here. */
#include "apart.h"
#include "exercise.h"
#include "guest-acts.h"

/* What there is of the guest at the other host. */
struct peer {
    struct host host;
    struct place place;
    struct guest guest;
    struct undo ledger;
};

/* Connect, and bring the guest's disk there, since the hosts may share no storage. */
static int prepare(struct peer *peer, const struct check *own, struct error *e)
{
    char owner[sizeof POOL_OWN_PREFIX + RUN_ID_SIZE];

    if (host_open_until(&peer->host, own->argument, own->deadline, e) < 0)
        return -1;
    guest_init(&peer->guest, &peer->host);
    run_id_relative(peer->guest.run, own->guest.run, RELATIVE_PEER);
    snprintf(owner, sizeof owner, "%s%s", POOL_OWN_PREFIX, peer->guest.run);
    if (place_choose(&peer->place, &peer->host, own->place.image, own->machine.machine,
                     own->place.disk.bus, owner, false, e) < 0 ||
        place_make(&peer->place, &peer->host, &peer->ledger, e) < 0)
        return -1;
    return guest_expect(&peer->guest, &own->guest, &peer->ledger, e);
}

static enum phase_end migrate(struct peer *peer, struct check *own, char **detail,
                              struct error *e)
{
    if (guest_migrate(&own->guest, &peer->guest, peer->place.path, e) < 0)
        return exercise_refused(detail, e);
    if (guest_await_leave(&own->guest, VIR_DOMAIN_EVENT_STOPPED_MIGRATED, own->deadline,
                          e) < 0 ||
        guest_prove_gone(&own->guest, e) < 0)
        return PHASE_FAILED;
    return PHASE_PASSED;
}

static enum phase_end go_and_stop(struct peer *peer, struct check *own, char **detail,
                                  struct error *e)
{
    _cleanup_free_ char *events = NULL;
    char line[DIALOGUE_NONCE];
    enum phase_end end;

    if (dialogue_half(&own->dialogue, line, own->deadline, e) < 0)
        return PHASE_FAILED;
    end = migrate(peer, own, detail, e);
    if (end != PHASE_PASSED)
        return end;
    own->dialogue.guest = &peer->guest;
    if (dialogue_rest(&own->dialogue, line, own->deadline, e) < 0)
        return PHASE_FAILED;
    guest_hang_up(&peer->guest);
    if (guest_press(&peer->guest, e) < 0 ||
        guest_await_end(&peer->guest, own->deadline, e) < 0 ||
        check_ending(&peer->guest, &events, e) < 0)
        return PHASE_FAILED;
    return exercise_passed(detail, e, "half a line kept: %s; shut down at %s", line,
                           peer->host.uri);
}

static int finish(struct peer *peer, struct error *left)
{
    int result;

    guest_hang_up(&peer->guest);
    result = undo_run(&peer->ledger, left);
    if (result == 0 && peer->guest.events)
        result = guest_prove_gone(&peer->guest, left);
    if (peer->guest.host)
        guest_done(&peer->guest);
    place_clear(&peer->place);
    if (host_close(&peer->host, left) < 0)
        result = -1;
    return result;
}

static enum phase_end with_peer(struct check *own, char **detail, struct error *e)
{
    _cleanup_error_ struct error left = {0};
    struct peer *peer = calloc(1, sizeof *peer);
    enum phase_end end = PHASE_FAILED;

    if (!peer)
        return exercise_out_of_memory(e);
    if (prepare(peer, own, e) < 0)
        error_wrap(e, "the other host");
    else
        end = go_and_stop(peer, own, detail, e);
    if (finish(peer, &left) < 0)
        end = exercise_left(end, &left, e);
    free(peer);
    return end;
}

static enum phase_end work(struct check *c, char **detail, struct error *e)
{
    struct check *own = NULL;
    enum phase_end end;

    if (!c->argument) {
        error_set(e, CODE_UNSUPPORTED, "no other host was named (migrate=URI)");
        return exercise_refused(detail, e);
    }
    end = apart_start(&own, c, &exercise_migrate, detail, e);
    if (end == PHASE_PASSED)
        end = with_peer(own, detail, e);
    return apart_end(own, c, end, e);
}

const struct phase exercise_migrate = {
    .name = "migrate",
    .work = work,
    .timeout = 120,
    .summary = "live, to the host at URI",
    .argument = "URI",
    .refuses_autodestroy = true,
};
