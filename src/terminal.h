/* A terminal that hands over every key as it is, restored however the program ends. */
#pragma once

#include "error.h"

#include <stdbool.h>

/* Make the terminal `fd` raw (termios(3), cfmakeraw).  It is restored by
 * terminal_restore(), by quick_exit(3), and by signals that kill the program but for
 * SIGKILL; stopping the program is off meanwhile.  One terminal at a time.  0, or -1 with
 * CODE_CONSOLE. */
_must_check_ int terminal_raw(int fd, struct error *e);

/* May be called at any time, more than once. */
void terminal_restore(void);
