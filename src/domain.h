/* Domains that exist: found, and recognised as ours or not. */
#pragma once

#include "host.h"
#include "mark.h"

/* The domain of that name, or else of that UUID.  Null with CODE_NO_DOMAIN or the
 * connection's own trouble. */
virDomainPtr domain_find(const struct host *host, const char *word, struct error *e);

/* Its XML, defined and (if it runs, else null) live: new strings.  0, or -1 as above. */
_must_check_ int domain_read(const struct host *host, const char *word, char **definition,
                             char **live, struct error *e);

/* Whether the two handles are of one domain; letting go of one. */
bool domain_equal(virDomainPtr a, virDomainPtr b);
void domain_release(virDomainPtr domain);

/* Whether the host says that it runs: neither off nor paused, nor on its way out, nor
 * gone.  It forgets libvirt's last error. */
bool domain_runs(virDomainPtr domain);

/* Read its mark.  0, or -1 with CODE_NOT_OURS if it bears none. */
int domain_mark(virDomainPtr domain, struct mark *mark, struct error *e);

/* domain_find() for one that tinyvm define made: else CODE_NOT_OURS. */
virDomainPtr domain_find_defined(const struct host *host, const char *name,
                                 struct error *e);
