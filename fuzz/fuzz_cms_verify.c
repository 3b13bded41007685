/* A CMS or a time-stamp token of anyone's making, read and verified. */
#include "fuzz.h"
#include "sig/validate/token.h"

static const struct cms_given none;

static void as_signature(struct bytes in, struct arena *mem)
{
	AUTO(cms_view) struct cms_view v = { 0 };
	unsigned char digest[DIGEST_MAX] = { 0 };
	struct findings f;

	findings_init(&f, mem);
	if (!cms_view_open(&v, in, CMS_EXPECT_ADOBE, &none, &f))
		return;
	for (int i = 0; i < v.n_signatures; i++)
		if (cms_view_select(&v, i, &f))
			(void)!cms_view_verify(&v, BYTES(digest, digest_size(v.digest)), &f);
	(void)cms_view_timestamp(&v);
}

static void as_token(struct bytes in, struct arena *mem)
{
	AUTO(token) struct token t = { 0 };
	unsigned char digest[DIGEST_MAX] = { 0 };
	struct findings f;

	findings_init(&f, mem);
	if (token_open(&t, in, &none, &f))
		(void)!token_verify(&t, BYTES(digest, digest_size(t.imprint_alg)), &f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(16 << 20);

	as_signature(BYTES(data, size), mem);
	as_token(BYTES(data, size), mem);
	return 0;
}
