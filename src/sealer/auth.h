/* The key that the sealer and its clients share: 32 bytes in keys/sealer-auth. */
#pragma once
#include "base/error.h"
#include "crypto/secret.h"

/* ERR_NOT_FOUND: no file. ERR_KEY: not 32 bytes. */
enum err sealer_auth_read(const char *path, struct secret **out, struct error *e) MUST_USE;
/* Below data_dir; made (0600) when absent. */
enum err sealer_auth_make(const char *data_dir, struct rng *r, struct secret **out,
			  struct error *e) MUST_USE;
