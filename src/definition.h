/* Persistent domains of tinyvm's own: made, recognised, replaced, removed. */
#pragma once

#include "domain.h"
#include "host.h"
#include "image.h"
#include "place.h"

/* What to define.  Strings borrowed. */
struct definition_request {
    const struct spec *spec;
    const struct catalogue *catalogue;
    bool replace;    /* a different domain of that name may give way */
    bool if_missing; /* any domain of that name will do, whoever made it */
};

/* What was done. */
struct definition_result {
    enum {
        DEFINITION_MADE,
        DEFINITION_REPLACED,
        DEFINITION_SAME,
        DEFINITION_LEFT, /* as it was, with if_missing */
    } outcome;
    bool without_kvm; /* QEMU's user cannot open /dev/kvm, so auto came to mean qemu */
    char *summary;    /* "pc, kvm, raw", or null; owned by the caller */
};

/* Define, or find defined already.  On failure everything is as before.  0, or -1 with
 * CODE_NAME_TAKEN, CODE_DOMAIN_ACTIVE, CODE_DEFINE or what host.h and place.h name. */
_must_check_ int definition_make(const struct host *host,
                                 const struct definition_request *r,
                                 struct definition_result *result, struct error *e);

/* The XML that would be defined now; changes nothing.  A new string, or null. */
char *definition_xml(const struct host *host, const struct definition_request *r,
                     struct error *e);

/* Undefine a domain that definition_make() made, and remove its volume and its pool if
 * they were made for it.  0, or -1 with CODE_NO_DOMAIN, CODE_NOT_OURS, CODE_DOMAIN_ACTIVE
 * or CODE_LEFTOVERS. */
_must_check_ int definition_remove(const struct host *host, const char *name,
                                   struct error *e);
