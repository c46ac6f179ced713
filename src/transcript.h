/* The last bytes that a console said, of any number: memory is bounded, and so is the
 * time to find something in them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define TRANSCRIPT_MAX 8192

struct transcript {
    char bytes[TRANSCRIPT_MAX];
    size_t len;   /* bytes kept */
    size_t total; /* bytes ever said */
};

/* Append; the oldest bytes give way. */
void transcript_add(struct transcript *t, const char *bytes, size_t len);

/* If `needle` is there, forget everything up to its end and return true. */
bool transcript_take(struct transcript *t, const char *needle, size_t len);

/* Whether what is kept ends with `tail`. */
bool transcript_ends_with(const struct transcript *t, const char *tail);
