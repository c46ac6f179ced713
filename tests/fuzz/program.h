/* The whole program, called in this process, where no libvirt is to be had. */
#pragma once

/* Run argv[0..argc) to its end.  Promised: an exit status that tinyvm(1) has; and unless
 * it is 0, what is wrong in one line of text on stderr, the last one.  What it printed
 * goes to *out and *err, which are the caller's. */
int program_run(int argc, char **argv, char **out, char **err);
