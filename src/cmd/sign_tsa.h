/* The time-stamp authorities that `skysign sign` was told to ask. */
#pragma once
#include "cmd/sign_options.h"

struct sign_tsa;

/* "local" is the authority in the folder --data (made there when it is missing), anything else a URL. */
enum err sign_tsa_open(const struct sign_options *o, struct arena *mem, struct sign_tsa **out,
		       struct error *e) MUST_USE;
struct tsp_authorities *sign_tsa_list(struct sign_tsa *t);
void sign_tsa_free(struct sign_tsa *t); /* NULL is fine */
DEFINE_AUTO(sign_tsa, struct sign_tsa *)
