/* What may stand for an option's value, or for an operand.  An option means the same in
 * each verb that has it, so its name says what its values are.  See complete.h. */
#include "check-like.h"
#include "check.h"
#include "complete.h"
#include "embed.h"
#include "image.h"
#include "names.h"
#include "output.h"
#include "shutdown.h"

#include <string.h>

static void offer(void *opaque, const char *name, const char *about)
{
    complete_offer(opaque, name, about);
}

static void offer_words(const struct completion *c, const char *const *words)
{
    for (; *words; words++)
        complete_offer(c, *words, NULL);
}

static void uris(struct completion *c)
{
    complete_offer(c, "qemu:///system", "this host's daemon");
    complete_offer(c, "qemu:///session", "your own daemon");
    complete_offer(c, EMBED_URI, "no daemon: libvirt's in-process driver");
    complete_offer(c, "qemu+ssh://", "another host, as HOST/system");
}

static void machines(struct completion *c)
{
    names_machines(cmd_uri(c->uri), offer, c);
}

static void virt_types(struct completion *c)
{
    offer_words(c, spec_virt_types);
}

static void buses(struct completion *c)
{
    offer_words(c, spec_buses);
}

static void modes(struct completion *c)
{
    for (const struct shutdown_mode *one = shutdown_modes; one->word; one++)
        complete_offer(c, one->word, one->what);
}

static void offer_images(struct completion *c, bool attachable)
{
    _cleanup_catalogue_ struct catalogue catalogue = {0};
    _cleanup_error_ struct error e = {0};

    if (catalogue_read(&catalogue, cmd_image_dir(c->image_dir), &e) < 0)
        return;
    for (size_t i = 0; i < catalogue.n_images; i++) {
        const struct image *image = &catalogue.images[i];

        if (!attachable || (image->driver && image->device))
            complete_offer(c, image->format, image->summary);
    }
}

static void guests_images(struct completion *c)
{
    offer_images(c, true);
}

static void all_images(struct completion *c)
{
    offer_images(c, false);
}

/* One that wants an argument stops where that begins. */
static void offer_exercises(struct completion *c, const char *end)
{
    for (const struct phase *const *one = exercises; *one; one++) {
        char word[64];

        snprintf(word, sizeof word, "%s%s", (*one)->name,
                 end                ? end
                 : (*one)->argument ? "="
                                    : "");
        complete_offer(c, word, (*one)->summary);
    }
}

static void exercise_names(struct completion *c)
{
    offer_exercises(c, NULL);
}

static void timeouts(struct completion *c)
{
    for (size_t i = 0; i < PHASE_COUNT; i++) {
        char word[64];

        snprintf(word, sizeof word, "%s=", phases[i].name);
        complete_offer(c, word, "phase, in seconds");
    }
    offer_exercises(c, "=");
}

static void outputs(struct completion *c)
{
    for (size_t i = 0; output_formats[i]; i++)
        complete_offer(c, output_formats[i]->name, NULL);
}

static void any_domain(struct completion *c)
{
    names_domains(cmd_uri(c->uri), NAMES_ANY, false, offer, c);
}

static const struct {
    const char *option;
    void (*offer)(struct completion *c);
} values[] = {
    {"bus", buses},
    {"connect", uris},
    {"copy", all_images},
    {"like", any_domain},
    {"exercise", exercise_names},
    {"image", guests_images},
    {"machine", machines},
    {"mode", modes},
    {"output", outputs},
    {"path", all_images},
    {"timeout", timeouts},
    {"virt-type", virt_types},
};

/* "pc,q35" and "FORMAT:FILE": only what follows the last separator is unfinished. */
static void skip_to_last(struct completion *c, char separator)
{
    const char *last = strrchr(c->word + c->head, separator);

    if (last)
        c->head = (int)(last + 1 - c->word);
}

void complete_value(struct completion *c)
{
    const struct option_row *row = c->option;
    bool is_list = strncmp(row->argument, "LIST", 4) == 0;

    if (strcmp(row->argument, "DIR") == 0) {
        complete_kind(c, "directories");
        return;
    }
    if (strchr(row->argument, ':') && strchr(c->word + c->head, ':')) {
        skip_to_last(c, ':');
        complete_kind(c, "files");
        return;
    }
    if (is_list)
        skip_to_last(c, ',');
    complete_kind(c, "words");
    if (row->kind == OPTION_NUMBER)
        return;
    for (size_t i = 0; i < ARRAY_SIZE(values); i++)
        if (strcmp(values[i].option, row->name) == 0)
            values[i].offer(c);
    if (is_list && strstr(row->argument, "|all"))
        complete_offer(c, "all", "all that there are");
}

static void verb_names(struct completion *c)
{
    for (const struct verb *const *verb = verbs; *verb; verb++)
        complete_offer(c, (*verb)->name, (*verb)->summary);
}

/* Nobody presses the button of one domain twice. */
static void offer_once(void *opaque, const char *name, const char *about)
{
    const struct completion *c = opaque;

    for (int i = 0; i < c->given.n; i++)
        if (strcmp(c->given.items[i], name) == 0)
            return;
    complete_offer(c, name, about);
}

static const struct {
    const char *verb;
    enum names_state state;
    bool ours, several;
} domains[] = {
    {"shutdown", NAMES_RUNNING, false, true},
    {"start", NAMES_OFF, true, false},
    {"stop", NAMES_RUNNING, true, false},
    {"undefine", NAMES_OFF, true, false},
};

void complete_operand(struct completion *c)
{
    const char *verb = c->verb->name;

    /* `images --copy FORMAT DEST` */
    if (strcmp(c->verb->operands, "[DEST]") == 0 && c->given.n == 0) {
        complete_kind(c, "files");
        return;
    }
    complete_kind(c, "words");
    if (strcmp(c->verb->operands, "[VERB]") == 0 && c->given.n == 0)
        verb_names(c);
    for (size_t i = 0; i < ARRAY_SIZE(domains); i++)
        if (strcmp(domains[i].verb, verb) == 0 && (c->given.n == 0 || domains[i].several))
            names_domains(cmd_uri(c->uri), domains[i].state, domains[i].ours, offer_once,
                          c);
}
