#include "client/proof.h"

enum { STATE_VERSION = 1, STATE_HEAD = 12, BLOCK_MAX = 128, CHAIN_MAX = 64 };
static const uint64_t size_max = (uint64_t)1 << 40;

static size_t block_size(enum digest_alg alg)
{
	return alg == DIGEST_SHA256 ? 64 : 128;
}

static size_t chain_size(enum digest_alg alg)
{
	return alg == DIGEST_SHA256 ? 32 : 64;
}

static enum err false_proof(const char *what, struct error *e)
{
	return error_set(e, ERR_BAD_SIG,
			 "the proof that the shown document is signed does not hold: %s; "
			 "nothing was signed",
			 what);
}

/* In the form that digest_import reads (crypto/digest.c, format 1). */
static enum err state_load(enum digest_alg alg, const struct client_state *s, uint64_t size,
			   struct digest *out, struct error *e)
{
	unsigned char form[STATE_HEAD + CHAIN_MAX + BLOCK_MAX] = { 'D', STATE_VERSION,
								   (unsigned char)alg, 0 };
	size_t n = STATE_HEAD + s->midstate.len;

	if (alg > DIGEST_SHA512)
		return false_proof("its digest is none of SHA-256, SHA-384, SHA-512", e);
	if (size >= size_max || s->midstate.len != chain_size(alg) ||
	    s->tail.len != size % block_size(alg))
		return false_proof("its parts do not fit the document's size", e);
	for (size_t i = 0; i < 8; i++)
		form[4 + i] = (unsigned char)(size >> 8 * (7 - i));
	memcpy(form + STATE_HEAD, s->midstate.data, s->midstate.len);
	if (s->tail.len)
		memcpy(form + n, s->tail.data, s->tail.len);
	return digest_import(out, BYTES(form, n + s->tail.len), e);
}

static _Bool ends_as(struct digest d, const unsigned char *expected)
{
	unsigned char out[DIGEST_MAX];

	digest_final(&d, out);
	return !memcmp(out, expected, digest_size(d.alg));
}

/* The shorter rest must be the end of the longer one. */
static _Bool same_end(struct bytes longer, struct bytes shorter)
{
	return longer.len >= shorter.len &&
	       bytes_eq(bytes_slice(longer, longer.len - shorter.len, shorter.len), shorter);
}

static enum err shown_check(const struct client_proof *p, const struct digest *running,
			    const struct client_shown *shown, struct error *e)
{
	struct digest d;

	if (!ends_as(*running, shown->in_alg))
		return false_proof("another document", e);
	if (p->alg == DIGEST_SHA256)
		return ends_as(*running, shown->sha256) ? ERR_OK
							: false_proof("another document", e);
	TRY(state_load(DIGEST_SHA256, &p->shown, p->shown_size, &d, e));
	if (!ends_as(d, shown->sha256) || !same_end(p->state.tail, p->shown.tail))
		return false_proof("another document", e);
	return ERR_OK;
}

/* The hole is the value of /Contents: what follows the first part is the '<' of it. */
static _Bool hole_ok(struct bytes before)
{
	const struct bytes key = BYTES_LIT("/Contents");
	size_t n = before.len;

	while (n && (before.data[n - 1] == ' ' || before.data[n - 1] == '\n' ||
		     before.data[n - 1] == '\r'))
		n--;
	return n >= key.len && bytes_eq(bytes_slice(before, n - key.len, key.len), key);
}

enum err client_proof_check(const struct client_proof *p, const struct client_shown *shown,
			    struct bytes message_digest, struct error *e)
{
	struct digest d;

	if (p->shown_size != shown->size)
		return false_proof("a document of another size", e);
	TRY(state_load(p->alg, &p->state, p->shown_size, &d, e));
	TRY(shown_check(p, &d, shown, e));
	if (!hole_ok(p->update[0]))
		return false_proof("the update has no place for the signature", e);
	for (size_t i = 0; i < COUNT_OF(p->update); i++)
		digest_update(&d, p->update[i]);
	if (message_digest.len != digest_size(p->alg) || !ends_as(d, message_digest.data))
		return false_proof("another update", e);
	return ERR_OK;
}
