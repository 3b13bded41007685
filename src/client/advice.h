/* What a person can do about a failure (advice.def). */
#pragma once
#include "base/error.h"

enum advice_stage { ADVICE_START, ADVICE_RUN };

/* Never NULL: what no row tells is told by its kind. */
const char *advice_of(enum advice_stage stage, enum err rc, _Bool ja);
