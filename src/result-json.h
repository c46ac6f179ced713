/* Results as JSON, the same in every document: data/tinyvm-check.schema.json. */
#pragma once

#include "result.h"

#include <jansson.h>

#define RESULT_JSON_SCHEMA 1 /* raised when what is there changes its meaning */

/* How to dump: keys in the order given here, microseconds kept, and no more digits. */
#define RESULT_JSON_FLAGS (JSON_COMPACT | JSON_REAL_PRECISION(9))

/* New objects, or null when out of memory.  Text that is not UTF-8 is made so. */
json_t *result_json_phase(const struct phase_result *phase);
json_t *result_json_run(const struct run *run);
json_t *result_json_totals(const struct totals *totals);

/* Text made harmless, or JSON's null. */
json_t *result_json_text(const char *text);

/* Adds an array of all phases to a run's object. */
void result_json_add_phases(json_t *object, const struct run *run);

/* Write the object on a line of its own and give it up.  Null counts as no memory, which
 * is what errno says then; -1. */
int result_json_write(FILE *out, json_t *object);
