/* A check of what becomes of a domain like an existing one, which is read and not
 * touched. */
#pragma once

#include "check.h"

/* Comes after "connect" when the request names such a domain: fills in c->like and lets
 * it decide what c->spec leaves open. */
extern const struct phase phase_like;

/* What the exit, clean or not, says of such a domain: put around the detail or the error
 * (of a failure).  Nothing changes when the request names none. */
enum phase_end check_like_ruling(const struct check *c, enum phase_end end, char **detail,
                                 struct error *e);
