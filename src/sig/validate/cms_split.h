/* A SignedData (RFC 5652 §5.1) in DER apart: its certificates, and the rest as a SignedData without
 * any. OpenSSL decodes every public key of a CMS that it parses; apart, known certificates cost nothing. */
#pragma once
#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

struct cms_split {
	struct bytes rest;	   /* in mem */
	const struct bytes *certs; /* plain certificates, pointing into the input; other kinds are left out */
	size_t n;
};
/* Fails when der is no DER (BER of indefinite length) or has more than certs_max of them: then the
 * whole is to be parsed as it is. */
enum err cms_split_read(struct bytes der, size_t certs_max, struct arena *mem, struct cms_split *out,
			struct error *e) MUST_USE;
