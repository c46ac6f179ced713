/* See spec.h. */
#include "spec.h"
#include "guess.h"
#include "text.h"

#include <string.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

const struct spec spec_default = SPEC_DEFAULT;

const char *const spec_virt_types[] = {"auto", "kvm", "qemu", NULL};
const char *const spec_buses[] = {"virtio", "scsi", "sata", "ide", "usb", "fdc", NULL};

int spec_validate_name(const char *name, struct error *e)
{
    size_t len = strlen(name);
    _cleanup_free_ char *shown = text_clean(name, len, SPEC_NAME_MAX);

    if (len == 0)
        return error_set(e, CODE_NAME_INVALID, "the name is empty");
    if (len > SPEC_NAME_MAX)
        return error_set(e, CODE_NAME_INVALID, "name '%s' is %zu bytes long",
                         shown ? shown : "", len);
    if (!strchr(LETTERS DIGITS, name[0]) || strspn(name, LETTERS DIGITS "._+-") != len)
        return error_set(e, CODE_NAME_INVALID,
                         "name '%s' has a character that is not allowed",
                         shown ? shown : "");
    return 0;
}

static int validate_choice(const char *what, const char *value,
                           const char *const *choices, struct error *e)
{
    _cleanup_free_ char *shown = text_clean(value, strlen(value), SPEC_NAME_MAX);

    struct guess guess = {.word = value, .len = strlen(value)};
    char hint[GUESS_HINT];

    for (; *choices; choices++) {
        if (strcmp(value, *choices) == 0)
            return 0;
        guess_consider(&guess, *choices);
    }
    return error_set(e, CODE_USAGE, "--%s '%s' is unknown%s", what, shown ? shown : "",
                     guess_hint(&guess, hint));
}

/* Machine types go into XML as they are, escaped; this keeps the messages sane. */
static int validate_machine(const char *machine, struct error *e)
{
    _cleanup_free_ char *shown = text_clean(machine, strlen(machine), SPEC_NAME_MAX);

    if (*machine && strlen(machine) <= SPEC_NAME_MAX &&
        strspn(machine, LETTERS DIGITS "._+-") == strlen(machine))
        return 0;
    return error_set(e, CODE_USAGE, "--machine '%s' is not a machine type's name",
                     shown ? shown : "");
}

int spec_validate(const struct spec *spec, struct error *e)
{
    if (spec_validate_name(spec->name, e) < 0)
        return -1;
    if (spec->memory < SPEC_MEMORY_MIN || spec->memory > SPEC_MEMORY_MAX)
        return error_set(e, CODE_MEMORY, "--memory %ld is outside %d to %d MiB",
                         spec->memory, SPEC_MEMORY_MIN, SPEC_MEMORY_MAX);
    if (spec->machine && validate_machine(spec->machine, e) < 0)
        return -1;
    if (spec->bus && validate_choice("bus", spec->bus, spec_buses, e) < 0)
        return -1;
    return validate_choice("virt-type", spec->virt_type, spec_virt_types, e);
}
