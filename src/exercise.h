/* What a guest can be put through between its first words and its clean exit.
 *
 * An exercise that keeps a guest's state proves it: half of a random line is typed
 * before, the rest after, and the whole line must come back reversed. */
#pragma once

#include "check.h"

extern const struct phase exercise_suspend;
