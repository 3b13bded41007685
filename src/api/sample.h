/* The draft that the first owner finds: a sample contract to try everything with. */
#pragma once
#include "api/api.h"

/* Made after set-up, in the owner's language. A failure is logged and nothing else: set-up stands. */
void sample_create(struct caller *c);
