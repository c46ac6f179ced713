/* A guest that does not start because its QEMU may not read its disk: who forbids it? */
#pragma once

#include "host.h"

/* After a failed start, whose error is in *e: make the code that of the security driver
 * which confines guests there, if QEMU was denied a file that anybody may read.  Returns
 * -1. */
int refusal_explain(const struct host *host, struct error *e);
