/* The catalogue for machines: what images.json says, with the paths on this host. */
#pragma once

#include "image.h"

/* One JSON document with a line end.  A new string, or null when out of memory. */
char *catalogue_json(const struct catalogue *c);
