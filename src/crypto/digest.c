/* The low-level SHA functions are deprecated in OpenSSL 3, but they are the only
 * ones whose running state can be read and set; they run at full speed. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/digest.h"
#include <openssl/sha.h>

_Static_assert(sizeof(SHA512_CTX) <= DIGEST_STATE_MAX, "SHA512_CTX fits");
_Static_assert(sizeof(SHA256_CTX) <= DIGEST_STATE_MAX, "SHA256_CTX fits");
_Static_assert(sizeof(SHA_CTX) <= DIGEST_STATE_MAX, "SHA_CTX fits");

static SHA_CTX *sha1(struct digest *d)
{
	return (void *)d->ctx;
}

static SHA256_CTX *sha256(struct digest *d)
{
	return (void *)d->ctx;
}

static SHA512_CTX *sha512(struct digest *d)
{
	return (void *)d->ctx;
}

static void sha256_start(struct digest *d)
{
	SHA256_Init(sha256(d));
}

static void sha256_more(struct digest *d, struct bytes in)
{
	SHA256_Update(sha256(d), in.data, in.len);
}

static void sha256_end(struct digest *d, unsigned char *out)
{
	SHA256_Final(out, sha256(d));
}

static void sha384_start(struct digest *d)
{
	SHA384_Init(sha512(d));
}

static void sha384_end(struct digest *d, unsigned char *out)
{
	SHA384_Final(out, sha512(d));
}

static void sha512_start(struct digest *d)
{
	SHA512_Init(sha512(d));
}

static void sha512_more(struct digest *d, struct bytes in)
{
	SHA512_Update(sha512(d), in.data, in.len);
}

static void sha512_end(struct digest *d, unsigned char *out)
{
	SHA512_Final(out, sha512(d));
}

static void sha1_start(struct digest *d)
{
	SHA1_Init(sha1(d));
}

static void sha1_more(struct digest *d, struct bytes in)
{
	SHA1_Update(sha1(d), in.data, in.len);
}

static void sha1_end(struct digest *d, unsigned char *out)
{
	SHA1_Final(out, sha1(d));
}

enum word { WORD_32, WORD_64 };

static const struct algorithm {
	const char *name;
	size_t size, block;
	enum word word;
	unsigned words; /* chaining values */
	void (*start)(struct digest *);
	void (*more)(struct digest *, struct bytes);
	void (*end)(struct digest *, unsigned char *);
} algorithms[DIGEST_COUNT_] = {
	[DIGEST_SHA256] = { "sha256", 32, 64, WORD_32, 8, sha256_start, sha256_more, sha256_end },
	[DIGEST_SHA384] = { "sha384", 48, 128, WORD_64, 8, sha384_start, sha512_more, sha384_end },
	[DIGEST_SHA512] = { "sha512", 64, 128, WORD_64, 8, sha512_start, sha512_more, sha512_end },
	[DIGEST_SHA1] = { "sha1", 20, 64, WORD_32, 5, sha1_start, sha1_more, sha1_end },
};

size_t digest_size(enum digest_alg alg)
{
	return algorithms[alg].size;
}

const char *digest_name(enum digest_alg alg)
{
	return algorithms[alg].name;
}

_Bool digest_parse(const char *name, enum digest_alg *out)
{
	for (unsigned i = 0; i < DIGEST_COUNT_; i++)
		if (!strcmp(name, algorithms[i].name)) {
			*out = (enum digest_alg)i;
			return 1;
		}
	return 0;
}

void digest_init(struct digest *d, enum digest_alg alg)
{
	d->alg = alg;
	algorithms[alg].start(d);
}

void digest_update(struct digest *d, struct bytes in)
{
	if (in.len)
		algorithms[d->alg].more(d, in);
}

void digest_final(struct digest *d, unsigned char out[DIGEST_MAX])
{
	algorithms[d->alg].end(d, out);
}

struct bytes digest_of(enum digest_alg alg, struct bytes in, unsigned char out[DIGEST_MAX])
{
	struct digest d;

	digest_init(&d, alg);
	digest_update(&d, in);
	digest_final(&d, out);
	return BYTES(out, digest_size(alg));
}

void digest_sha256(struct bytes in, unsigned char out[32])
{
	unsigned char room[DIGEST_MAX];

	memcpy(out, digest_of(DIGEST_SHA256, in, room).data, 32);
}

void digest_sha256_pair(struct bytes a, struct bytes b, unsigned char out[32])
{
	unsigned char full[DIGEST_MAX];
	struct digest d;

	digest_init(&d, DIGEST_SHA256);
	digest_update(&d, a);
	digest_update(&d, b);
	digest_final(&d, full);
	memcpy(out, full, 32);
}

/* What the three contexts have in common, found once so that export and import
 * are written once. */
struct parts {
	void *chain;
	unsigned char *pending;
	unsigned *n_pending;
};

static struct parts parts_of(struct digest *d)
{
	if (d->alg == DIGEST_SHA1)
		return (struct parts){ &sha1(d)->h0, (void *)sha1(d)->data, &sha1(d)->num };
	if (algorithms[d->alg].word == WORD_32)
		return (struct parts){ sha256(d)->h, (void *)sha256(d)->data, &sha256(d)->num };
	return (struct parts){ sha512(d)->h, sha512(d)->u.p, &sha512(d)->num };
}

static uint64_t length_of(struct digest *d)
{
	if (d->alg == DIGEST_SHA1)
		return ((uint64_t)sha1(d)->Nh << 32 | sha1(d)->Nl) / 8;
	if (algorithms[d->alg].word == WORD_32)
		return ((uint64_t)sha256(d)->Nh << 32 | sha256(d)->Nl) / 8;
	return (uint64_t)(sha512(d)->Nl / 8);
}

uint64_t digest_length(const struct digest *d)
{
	struct digest copy = *d;

	return length_of(&copy);
}

static void length_set(struct digest *d, uint64_t len)
{
	if (d->alg == DIGEST_SHA1) {
		sha1(d)->Nl = (SHA_LONG)(len * 8);
		sha1(d)->Nh = (SHA_LONG)(len * 8 >> 32);
	} else if (algorithms[d->alg].word == WORD_32) {
		sha256(d)->Nl = (SHA_LONG)(len * 8);
		sha256(d)->Nh = (SHA_LONG)(len * 8 >> 32);
	} else {
		sha512(d)->Nl = len * 8;
		sha512(d)->Nh = 0;
	}
}

/* Format 1: 'D', 1, algorithm, 0, length in bytes (8), chaining values, pending
 * block; numbers big-endian. The algorithm numbers are those of enum digest_alg
 * and never change. */
enum { STATE_FORMAT = 1, STATE_HEAD = 12, LENGTH_MAX_LOG2 = 60 };

static void put_be(unsigned char *out, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (unsigned char)(v >> 8 * (n - 1 - i));
}

static uint64_t get_be(const unsigned char *in, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | in[i];
	return v;
}

static size_t word_size(const struct algorithm *a)
{
	return a->word == WORD_32 ? 4 : 8;
}

static size_t chain_size(const struct algorithm *a)
{
	return a->words * word_size(a);
}

static uint64_t word_get(const struct algorithm *a, const void *chain, unsigned i)
{
	return a->word == WORD_32 ? ((const uint32_t *)chain)[i] : ((const uint64_t *)chain)[i];
}

static void word_set(const struct algorithm *a, void *chain, unsigned i, uint64_t v)
{
	if (a->word == WORD_32)
		((uint32_t *)chain)[i] = (uint32_t)v;
	else
		((uint64_t *)chain)[i] = v;
}

size_t digest_export(const struct digest *d, unsigned char out[DIGEST_STATE_MAX])
{
	const struct algorithm *a = &algorithms[d->alg];
	struct digest copy = *d;
	struct parts p = parts_of(&copy);
	unsigned char *at = out + STATE_HEAD;

	out[0] = 'D';
	out[1] = STATE_FORMAT;
	out[2] = (unsigned char)d->alg;
	out[3] = 0;
	put_be(out + 4, length_of(&copy), 8);
	for (unsigned i = 0; i < a->words; i++, at += word_size(a))
		put_be(at, word_get(a, p.chain, i), word_size(a));
	memcpy(at, p.pending, *p.n_pending);
	return STATE_HEAD + chain_size(a) + *p.n_pending;
}

static enum err state_check(struct bytes state, struct error *e)
{
	const struct algorithm *a;
	uint64_t len;

	if (state.len < STATE_HEAD || state.data[0] != 'D' || state.data[3])
		return error_set(e, ERR_INVALID, "not a digest state");
	if (state.data[1] != STATE_FORMAT)
		return error_set(e, ERR_INVALID, "digest state of unknown format %u",
				 state.data[1]);
	if (state.data[2] >= DIGEST_COUNT_)
		return error_set(e, ERR_INVALID, "digest state of unknown algorithm %u",
				 state.data[2]);
	a = &algorithms[state.data[2]];
	len = get_be(state.data + 4, 8);
	if (len >> LENGTH_MAX_LOG2 || state.len != STATE_HEAD + chain_size(a) + len % a->block)
		return error_set(e, ERR_INVALID, "digest state has the wrong length");
	return ERR_OK;
}

enum err digest_import(struct digest *d, struct bytes state, struct error *e)
{
	const struct algorithm *a;
	const unsigned char *at = state.data + STATE_HEAD;
	struct parts p;

	TRY(state_check(state, e));
	digest_init(d, (enum digest_alg)state.data[2]);
	a = &algorithms[d->alg];
	p = parts_of(d);
	for (unsigned i = 0; i < a->words; i++, at += word_size(a))
		word_set(a, p.chain, i, get_be(at, word_size(a)));
	length_set(d, get_be(state.data + 4, 8));
	*p.n_pending = (unsigned)(state.len - STATE_HEAD - chain_size(a));
	memcpy(p.pending, at, *p.n_pending);
	return ERR_OK;
}

enum err digest_state_parts(struct bytes state, struct digest_parts *out, struct error *e)
{
	const struct algorithm *a;

	TRY(state_check(state, e));
	a = &algorithms[state.data[2]];
	*out = (struct digest_parts){
		.alg = (enum digest_alg)state.data[2],
		.length = get_be(state.data + 4, 8),
		.chain = bytes_slice(state, STATE_HEAD, chain_size(a)),
		.pending = bytes_slice(state, STATE_HEAD + chain_size(a),
				       state.len - STATE_HEAD - chain_size(a)),
	};
	return ERR_OK;
}
