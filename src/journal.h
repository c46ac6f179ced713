/* A stream of entries for systemd's journal.  libsystemd is loaded when the first stream
 * is opened: it and what it needs would double the start of a program that links it. */
#pragma once

#include "macro.h"

/* Where journald listens: the place of the stream, for messages. */
#define JOURNAL_SOCKET "/run/systemd/journal/socket"

/* A stream that takes text of the Journal Export Format, lines of FIELD=value with an
 * empty one after each entry, and sends every entry that is whole when it is flushed.
 * The caller closes it; an unfinished entry is then lost.  Null and errno: ENOENT or
 * ECONNREFUSED where no journald listens, ELIBACC where there is no libsystemd. */
FILE *journal_open(void);
