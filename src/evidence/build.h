/* Which program this is: version, commit, compiler, libraries. */
#pragma once
#include <jansson.h>

const char *build_id(void); /* "0.1.0 (commit)" */
json_t *build_json(void);   /* a new reference */
