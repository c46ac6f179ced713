/* The exercises of a check, in the order in which `all` runs them. */
#include "exercise.h"

const struct phase *const exercises[] = {&exercise_suspend, NULL};
