/* The local authority as the API's handlers reach it: the sealer's client, which
 * belongs to one thread at a time, behind a lock. */
#pragma once
#include "api/api.h"
#include "cmd/service.h"

struct authority;

struct authority *authority_new(const struct service *s);
void authority_free(struct authority *a);
struct api_authority authority_port(struct authority *a);
