/* Names that a host knows, for whoever types them: asked read-only, and of nobody who
 * would have to be started or to give a password. */
#pragma once

#include <stdbool.h>

/* Which domains. */
enum names_state { NAMES_ANY, NAMES_RUNNING, NAMES_OFF };

/* Called for each name, as it came: hostile text.  `about` may be null. */
typedef void names_offer(void *opaque, const char *name, const char *about);

/* The domains at `uri` (null: libvirt's default) in that state; `ours`: only those that
 * tinyvm define made.  A host that does not answer has none; how long it may take to do
 * so is for the caller to bound. */
void names_domains(const char *uri, enum names_state state, bool ours, names_offer *offer,
                   void *opaque);

/* The machine types that QEMU for x86_64 has there. */
void names_machines(const char *uri, names_offer *offer, void *opaque);
