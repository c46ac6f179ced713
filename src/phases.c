/* The phases of a check.  See check.h. */
#include "check-like.h"
#include "check.h"
#include "mailbox.h"
#include "text.h"
#include "throwaway.h"

#include <string.h>

static enum phase_end out_of_memory(struct error *e)
{
    error_set(e, CODE_MEMORY_OUT, "no memory");
    return PHASE_FAILED;
}

static enum phase_end phase_connect(struct check *c, char **detail, struct error *e)
{
    if (host_open_any(&c->host, c->request->uri, c->deadline, e) < 0)
        return PHASE_FAILED;
    if (run_label(&c->labels.uri, c->host.uri) < 0 ||
        asprintf(detail, "%s%s", c->host.uri,
                 c->host.root && (!c->request->uri || c->request->uri_by_default)
                     ? " (no daemon to be reached: libvirt's in-process driver)"
                     : "") < 0)
        return out_of_memory(e);
    return PHASE_PASSED;
}

/* In a matrix, what this host cannot combine is no failure of the host's. */
static enum phase_end impossible(const struct check *c, char **detail, struct error *e)
{
    if (!c->request->in_matrix || (e->code != CODE_USAGE && e->code != CODE_NO_MACHINE &&
                                   e->code != CODE_NO_KVM && e->code != CODE_UNSUPPORTED))
        return PHASE_FAILED;
    *detail = e->text;
    e->text = NULL;
    return PHASE_SKIPPED;
}

/* The labels of the run, now that all is known.  Asking for versions earlier would make
 * libvirt probe its emulators twice. */
static enum phase_end label_run(struct check *c, char **detail, struct error *e)
{
    struct run *run = &c->labels;
    /* A slow guest is no failure, but nobody should have to guess why. */
    bool denied = strcmp(c->spec.virt_type, "auto") == 0 &&
                  strcmp(c->machine.virt_type, "qemu") == 0 && host_denies_kvm(&c->host);

    run->memory = c->spec.memory;
    run->hypervisor = host_describe(&c->host);
    if (!run->hypervisor || run_label(&run->machine, c->machine.machine) < 0 ||
        run_label(&run->virt_type, c->machine.virt_type) < 0 ||
        run_label(&run->image, c->spec.image) < 0 ||
        run_label(&run->bus, c->place.disk.bus) < 0 ||
        asprintf(detail, "%s, %s, %s, %s on %s: %s%s", run->hypervisor, run->machine,
                 run->virt_type, run->image, c->place.disk.bus, c->place.path,
                 denied ? "; no KVM, as QEMU's user cannot open /dev/kvm (TV-KVM-ACCESS)"
                        : "") < 0)
        return out_of_memory(e);
    return 0;
}

static enum phase_end phase_prepare(struct check *c, char **detail, struct error *e)
{
    const struct spec *spec = &c->spec;
    const struct image *image;

    if (catalogue_read(&c->catalogue, c->request->image_dir, e) < 0)
        return -1;
    image = catalogue_find(&c->catalogue, spec->image, e);
    if (!image || host_resolve(&c->host, spec, &c->machine, e) < 0 ||
        place_choose_for_run(&c->place, &c->host, image, c->machine.machine, spec->bus,
                             c->guest.run, e) < 0)
        return impossible(c, detail, e);
    if (place_make(&c->place, &c->host, &c->ledger, e) < 0)
        return PHASE_FAILED;
    return label_run(c, detail, e);
}

static enum phase_end phase_start(struct check *c, char **detail, struct error *e)
{
    c->plan = throwaway_plan(&c->machine, c->spec.memory, &c->place, "check");
    c->plan.agent = c->like.agent;
    c->plan.features = c->like.features;
    c->plan.copied = c->like.copied;
    if (guest_start(&c->guest, &c->plan, &c->ledger, e) < 0)
        return impossible(c, detail, e);
    return asprintf(detail, "domain '%s'", c->guest.name) < 0 ? out_of_memory(e) : 0;
}

static enum phase_end phase_banner(struct check *c, char **detail, struct error *e)
{
    c->dialogue.guest = &c->guest;
    if (dialogue_banner(&c->dialogue, c->catalogue.banner, c->deadline, e) < 0)
        return -1;
    return asprintf(detail, "\"%s\"", c->catalogue.banner) < 0 ? out_of_memory(e) : 0;
}

static enum phase_end phase_repl(struct check *c, char **detail, struct error *e)
{
    char line[DIALOGUE_NONCE], reply[DIALOGUE_NONCE];

    if (dialogue_line(&c->dialogue, line, c->deadline, e) < 0)
        return -1;
    memcpy(reply, line, sizeof reply);
    text_reverse(reply, strlen(reply));
    return asprintf(detail, "%s -> %s", line, reply) < 0 ? out_of_memory(e) : 0;
}

/* The console is closed while the guest surely lives: see console.c. */
static enum phase_end phase_shutdown(struct check *c, char **detail _unused_,
                                     struct error *e)
{
    guest_hang_up(&c->guest);
    return guest_press(&c->guest, e);
}

int check_ending(const struct guest *guest, char **events, struct error *e)
{
    enum code code = life_ending(&guest->life);

    *events = life_describe(&guest->life);
    if (code == CODE_BUTTON_IGNORED && guest->life.suspended)
        return error_set(e, CODE_PAUSED, "somebody paused the guest, and it stays so");
    if (code == CODE_BUTTON_IGNORED)
        return error_set(e, code,
                         "the button was pressed and the guest did not act: no event");
    if (code == CODE_NOT_CLEAN && !guest->life.stopped)
        return error_set(e, CODE_STUCK, "the host has not finished with it after %s",
                         *events ? *events : "");
    if (code != CODE_OK)
        return error_set(e, code, "not the guest's own clean exit: %s",
                         *events ? *events : "");
    return 0;
}

static enum phase_end phase_exit(struct check *c, char **detail, struct error *e)
{
    if (guest_await_end(&c->guest, c->deadline, e) < 0 ||
        check_ending(&c->guest, detail, e) < 0)
        return check_like_ruling(c, PHASE_FAILED, detail, e);
    return *detail ? check_like_ruling(c, PHASE_PASSED, detail, e) : out_of_memory(e);
}

static enum phase_end phase_clean(struct check *c, char **detail _unused_,
                                  struct error *e)
{
    int result = throwaway_remove(&c->guest, &c->place, &c->ledger, e);

    c->cleaned = true;
    c->broken = c->host.gone;
    if (host_close(&c->host, e) < 0)
        result = -1;
    return result;
}

const struct phase phases[PHASE_COUNT] = {
    [PHASE_CONNECT] = {.name = "connect", .work = phase_connect, .timeout = 30},
    [PHASE_PREPARE] = {.name = "prepare", .work = phase_prepare, .timeout = 60},
    [PHASE_START] = {.name = "start", .work = phase_start, .timeout = 60},
    [PHASE_BANNER] = {.name = "banner", .work = phase_banner, .timeout = 30},
    [PHASE_REPL] = {.name = "repl", .work = phase_repl, .timeout = 10},
    [PHASE_SHUTDOWN] = {.name = "shutdown", .work = phase_shutdown, .timeout = 10},
    [PHASE_EXIT] = {.name = "exit", .work = phase_exit, .timeout = 10},
    [PHASE_CLEAN] = {.name = "clean", .work = phase_clean, .timeout = 30},
};
