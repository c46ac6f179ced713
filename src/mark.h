/* The mark that tinyvm leaves in a domain's <metadata>: by it alone are domains ours. */
#pragma once

#include "error.h"

#include <stdbool.h>

#define MARK_NAMESPACE "urn:tinyvm:domain:1"
#define MARK_PREFIX "tinyvm"
#define MARK_ELEMENT "domain"
#define MARK_POOL_MADE "yes"
#define MARK_POOL_BUILT "built" /* and its directory as well */

/* All strings may be null; mark_clear() frees those that mark_parse() made. */
struct mark {
    char *version;     /* of the tinyvm that made the domain */
    char *kind;        /* defined: stays until undefined; check, run: throw-away */
    char *run;         /* run id (run-id.h) of a throw-away guest, else null */
    char *uuid;        /* of that guest: a copy of it under another is not ours */
    char *pid;         /* process that made a throw-away guest */
    char *fingerprint; /* SHA-256 of what was asked for; see domain_fingerprint() */
    char *pool;        /* pool that holds the volume made for this domain */
    char *volume;      /* that volume's name */
    char *made_pool;   /* MARK_POOL_ value when the pool was made for this domain too */
};

/* Parse what virDomainGetMetadata() returned for MARK_NAMESPACE.
 * Zero-initialise the mark.  0, or -1 with CODE_NOT_OURS if it is not such an element, or
 * CODE_MEMORY_OUT. */
_must_check_ int mark_parse(struct mark *mark, const char *xml, struct error *e);
void mark_clear(struct mark *mark);
#define _cleanup_mark_ _cleanup_(mark_clear)

/* The attributes by name, in the order in which they are written; null ends the table. */
struct mark_attribute {
    const char *name;
    size_t offset; /* of a char * in struct mark */
};
extern const struct mark_attribute mark_attributes[];
