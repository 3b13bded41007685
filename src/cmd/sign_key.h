/* The key that `skysign sign` was told to use. */
#pragma once
#include "cmd/sign_options.h"

/* Passwords and PINs come from a file, from SKYSIGN_PASSWORD or SKYSIGN_PIN, or are asked for on the
 * terminal; never from the command line, where every process could read them. */
enum err sign_key_open(const struct sign_options *o, struct arena *mem, struct signer **out,
		       struct error *e) MUST_USE;
/* Certificates of a PEM or DER file, in mem. */
enum err sign_certs_read(const char *path, struct arena *mem, const struct bytes **out, size_t *n,
			 struct error *e) MUST_USE;
