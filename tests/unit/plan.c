/* See plan.h. */
#include "plan.h"

static char version[] = "0.1.0", kind[] = "defined";

const struct domain_plan plan_example = {
    .name = "tinyvm",
    .virt_type = "qemu",
    .machine = "pc",
    .memory = 16,
    .disk = {.path = "/var/lib/tinyvm/boot.img",
             .driver = "raw",
             .device = "disk",
             .readonly = true,
             .keep_owner = true},
    .mark = {.version = version, .kind = kind},
};
