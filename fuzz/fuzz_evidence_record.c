/* Evidence records and the tokens in them. What is read whole must be written back the same. */
#include "fuzz.h"
#include <stdlib.h>
#include "sig/ers/make.h"
#include "sig/ers/token_parts.h"
#include "sig/ers/verify.h"

static enum err hash(void *ctx, enum digest_alg alg, unsigned char out[DIGEST_MAX], struct error *e)
{
	(void)ctx;
	(void)e;
	digest_of(alg, BYTES_LIT("contract"), out);
	return ERR_OK;
}

static void told(struct bytes record, struct arena *mem)
{
	const struct ers_document document = { hash, NULL };
	const struct ers_world world = { .trust = NULL };
	AUTO(buf) struct buf text = { 0 };
	struct ers_report r;

	if (ers_verify(record, &document, &world, 1800000000000, mem, &r, NULL) != ERR_OK)
		return;
	if (r.verdict == ERS_PASSED)
		abort(); /* nobody is trusted */
	ers_report_text(&r, 0, &text);
	json_decref(ers_report_json(&r));
}

static void renewed(struct bytes record, enum ers_renewal_kind kind, struct arena *mem)
{
	unsigned char digest[DIGEST_MAX];
	struct ers_renewal r = { .kind = kind,
				 .alg = DIGEST_SHA512,
				 .digest = digest_of(DIGEST_SHA512, BYTES_LIT("x"), digest) };
	struct ers_leaf leaf;
	struct ers_tree tree;
	struct bytes out;
	struct ers_last last;

	if (ers_last(record, mem, &last, NULL) != ERR_OK ||
	    ers_renewal_leaf(record, &r, mem, &leaf, NULL) != ERR_OK)
		return;
	if (ers_tree_build(leaf.alg, BYTES(leaf.hash, leaf.len), mem, &tree, NULL) == ERR_OK)
		(void)!ers_renew(record, &r, &tree, 0, last.token, mem, &out, NULL);
}

/* Apart and together: the same signed parts. */
static void taken_apart(struct bytes token, struct arena *mem)
{
	struct ers_parts parts, again;
	struct bytes out;

	if (ers_parts_read(token, mem, &parts, NULL) != ERR_OK ||
	    ers_parts_write(&parts, mem, &out, NULL) != ERR_OK)
		return;
	if (ers_parts_read(out, mem, &again, NULL) != ERR_OK || !ers_parts_same(&parts, &again) ||
	    parts.ocsps.n != again.ocsps.n || parts.crls.n != again.crls.n)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(64 << 20);
	struct bytes in = BYTES(data, size);
	struct ers_last last;

	told(in, mem);
	renewed(in, ERS_RENEW_TIMESTAMP, mem);
	renewed(in, ERS_RENEW_HASH_TREE, mem);
	if (ers_last(in, mem, &last, NULL) == ERR_OK)
		taken_apart(last.token, mem);
	taken_apart(in, mem);
	return 0;
}
