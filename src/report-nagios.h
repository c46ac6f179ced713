/* The states of the Monitoring Plugins guidelines, which are also exit statuses. */
#pragma once

#include <stdio.h>

enum nagios_state { NAGIOS_OK, NAGIOS_WARNING, NAGIOS_CRITICAL, NAGIOS_UNKNOWN };

/* The line of a check that could not even begin. */
void nagios_unknown(FILE *out, const char *why);
