/* A self-signed certificate for a benchmark's key. */
#pragma once
#include "crypto/pkey.h"

enum err test_cert(struct pkey *key, struct arena *mem, struct bytes *der_out, struct error *e) MUST_USE;
