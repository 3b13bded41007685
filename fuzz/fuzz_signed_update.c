/* A file that somebody hands in as signed elsewhere. What was handed out is taken to end with the
 * last %%EOF but one; what is accepted verifies by the parts that it gives. */
#include "fuzz.h"
#include <stdlib.h>
#include "crypto/pkey.h"
#include "sig/algorithm.h"
#include "sig/asn1/cert.h"
#include "sig/validate/signed_update.h"

/* Behind the marker and its line end; 0: there are not two. */
static uint64_t second_last_end(struct bytes file)
{
	static const char mark[] = "%%EOF\n";
	const unsigned char *at = file.data, *end = file.data + file.len, *last = NULL,
			    *before = NULL;

	while ((at = memmem(at, (size_t)(end - at), mark, sizeof(mark) - 1))) {
		at += sizeof(mark) - 1;
		before = last;
		last = at;
	}
	return before ? (uint64_t)(before - file.data) : 0;
}

static void must_verify(const struct signed_update *u)
{
	AUTO(pkey) struct pkey *key = NULL;
	unsigned char hash[DIGEST_MAX];
	struct sig_alg alg;
	struct cert cert;

	if (cert_read(u->certificate, &cert, NULL) != ERR_OK ||
	    pkey_public(cert.spki, &key, NULL) != ERR_OK ||
	    !sig_algorithm_parse(u->algorithm, &alg) ||
	    pkey_verify(key, alg, digest_of(alg.digest, u->signed_attrs, hash), u->signature,
			NULL) != ERR_OK)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(64 << 20);
	struct pdf_source src = pdf_source_memory(BYTES(data, size));
	const struct signed_update_request rq = { .file = &src,
						  .base = second_last_end(BYTES(data, size)),
						  .field = "Mine",
						  .at = 1795000000000 };
	enum signed_update_fault why;
	struct signed_update u;

	if (signed_update_read(&rq, mem, &u, &why, NULL) == ERR_OK)
		must_verify(&u);
	return 0;
}
