/* Where a command's result goes. */
#pragma once
#include "base/error.h"

/* ERR_CONFLICT when out is the file in, by whatever name, unless that is allowed. */
enum err output_check(const char *in, const char *out, _Bool overwrite, struct error *e) MUST_USE;
