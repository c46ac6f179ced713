/* Standard input, output and error, where the caller has closed one of them. */
#pragma once

#include <stdbool.h>

/* Take the place of each closed one, before any file is opened: a socket of libvirt's
 * would get its number, and our text would go to the daemon.  What takes it fails whoever
 * uses it, as the closed one would.  0, or -1 and errno. */
int streams_occupy(void);

/* Whether standard output is one that text can be written to, as far as is known. */
bool streams_can_print(void);
