/* A domain plan that tests change one thing of. */
#pragma once

#include "domain-xml.h"

/* Complete but for UUID, bus and the parts of the mark that are optional. */
extern const struct domain_plan plan_example;
