/* A directory for the files of one test. */
#pragma once

#include <stddef.h>

/* Make it, and remove it with all that is in it (which need not be files). */
void scratch_make(void);
void scratch_remove(void);

/* cmocka's set-up and tear-down that do so. */
int scratch_setup(void **state);
int scratch_teardown(void **state);

/* Its own path. */
const char *scratch_dir(void);

/* The path of `name` in it: static storage, valid until the next call. */
const char *scratch_path(const char *name);

/* Write a file there. */
void scratch_write(const char *name, const void *bytes, size_t len);
void scratch_write_text(const char *name, const char *text);
