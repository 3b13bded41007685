#include "sig/ers/record.h"
#include "sig/ers/token_parts.h"

struct reading {
	struct arena *mem;
	size_t stamps, hashes;
};

static enum err no_room(struct error *e)
{
	return error_set(e, ERR_TOO_LARGE, "no room for the evidence record");
}

/* The elements that lie in r, counted. */
static enum err count(const struct der *r, size_t max, const char *what, size_t *out,
		      struct error *e)
{
	struct der copy = *r;
	struct der_item item;
	size_t n = 0;

	for (; der_more(&copy); n++) {
		if (n == max)
			return error_set(e, ERR_TOO_LARGE, "more than %zu %s", max, what);
		TRY(der_next(&copy, &item, e));
	}
	if (n == 0)
		return error_set(e, ERR_BAD_DER, "no %s", what);
	*out = n;
	return ERR_OK;
}

/* Content of an AlgorithmIdentifier; parameters of SHA-2 are absent or NULL (RFC 5754 §2). */
static enum err read_algorithm(struct der *r, enum digest_alg *out, struct error *e)
{
	enum digest_alg alg = DIGEST_COUNT_;
	struct der_item parameters;
	struct bytes oid;

	TRY(der_get_oid(r, &oid, e));
	if (!oid_digest(oid, &alg)) {
		*out = DIGEST_COUNT_;
		return ERR_OK;
	}
	if (der_more(r)) {
		TRY(der_expect(r, DER_NULL, &parameters, e));
		if (parameters.content.len)
			return error_set(e, ERR_BAD_DER, "malformed NULL");
	}
	*out = alg;
	return der_finish(r, "the hash algorithm", e);
}

static enum err read_list(struct der *lists, struct reading *x, enum digest_alg alg,
			  struct ers_list *out, struct error *e)
{
	struct der_item hash;
	struct bytes *hashes;
	struct der list;
	size_t n;

	TRY(der_enter(lists, DER_SEQUENCE, &list, e));
	TRY(count(&list, ERS_HASHES_MAX - x->hashes, "hashes in a partial hash tree", &n, e));
	x->hashes += n;
	hashes = arena_alloc_n(x->mem, n, sizeof(*hashes));
	if (!hashes)
		return no_room(e);
	for (size_t i = 0; i < n; i++) {
		TRY(der_expect(&list, DER_OCTET_STRING, &hash, e));
		/* of another length they could be cut anew, with the same concatenation */
		if (alg < DIGEST_COUNT_ && hash.content.len != digest_size(alg))
			return error_set(e, ERR_BAD_DER, "a hash of the wrong length");
		hashes[i] = hash.content;
	}
	*out = (struct ers_list){ hashes, n };
	return ERR_OK;
}

static enum err read_tree(struct der *stamp, struct reading *x, struct ers_stamp *s,
			  struct error *e)
{
	struct ers_list *lists;
	struct der tree;

	if (!der_peek(stamp, DER_CONTEXT_CONS(2)))
		return ERR_OK;
	TRY(der_enter(stamp, DER_CONTEXT_CONS(2), &tree, e));
	TRY(count(&tree, ERS_LISTS_MAX, "partial hash trees", &s->n_lists, e));
	lists = arena_alloc_n(x->mem, s->n_lists, sizeof(*lists));
	if (!lists)
		return no_room(e);
	for (size_t i = 0; i < s->n_lists; i++)
		TRY(read_list(&tree, x, s->alg, &lists[i], e));
	s->lists = lists;
	return ERR_OK;
}

/* What it is over, and when. */
static enum err read_token(struct reading *x, struct ers_stamp *s, struct error *e)
{
	struct ers_parts parts;

	TRY(ers_parts_read(s->token, x->mem, &parts, e));
	s->imprint = parts.tst.imprint;
	s->imprint_alg = parts.tst.alg;
	s->time = parts.tst.gen_time;
	return ERR_OK;
}

/* [1] IMPLICIT SET OF Attribute: none is defined */
static enum err skip_attributes(struct der *stamp, struct error *e)
{
	struct der set, attribute;
	struct der_item values;
	struct bytes type;

	if (!der_peek(stamp, DER_CONTEXT_CONS(1)))
		return ERR_OK;
	TRY(der_enter(stamp, DER_CONTEXT_CONS(1), &set, e));
	while (der_more(&set)) {
		TRY(der_enter(&set, DER_SEQUENCE, &attribute, e));
		TRY(der_get_oid(&attribute, &type, e));
		TRY(der_expect(&attribute, DER_SET, &values, e));
		TRY(der_finish(&attribute, "an attribute", e));
	}
	return ERR_OK;
}

static enum err read_stamp(struct der *chain, struct reading *x, struct ers_stamp *s,
			   struct error *e)
{
	struct der r = *chain, stamp, algorithm;
	struct der_item item;
	_Bool named = 0;

	if (x->stamps++ == ERS_STAMPS_MAX)
		return error_set(e, ERR_TOO_LARGE, "more than %d time-stamps", ERS_STAMPS_MAX);
	TRY(der_next(&r, &item, e));
	s->whole = item.whole;
	TRY(der_enter(chain, DER_SEQUENCE, &stamp, e));
	s->alg = DIGEST_COUNT_;
	if (der_peek(&stamp, DER_CONTEXT_CONS(0))) {
		TRY(der_enter(&stamp, DER_CONTEXT_CONS(0), &algorithm, e));
		TRY(read_algorithm(&algorithm, &s->alg, e));
		named = 1;
	}
	TRY(skip_attributes(&stamp, e));
	r = stamp;
	if (der_peek(&r, DER_CONTEXT_CONS(2)))
		TRY(der_next(&r, &item, e));
	TRY(der_expect(&r, DER_SEQUENCE, &item, e));
	TRY(der_finish(&r, "the time-stamp", e));
	s->token = item.whole;
	TRY(read_token(x, s, e));
	if (!named)
		s->alg = s->imprint_alg;
	return read_tree(&stamp, x, s, e);
}

static enum err read_chain(struct der *sequence, struct reading *x, struct ers_chain *c,
			   struct error *e)
{
	struct der r = *sequence, chain;
	struct ers_stamp *stamps;
	struct der_item item;

	TRY(der_next(&r, &item, e));
	c->whole = item.whole;
	TRY(der_enter(sequence, DER_SEQUENCE, &chain, e));
	TRY(count(&chain, ERS_STAMPS_MAX, "time-stamps in a chain", &c->n, e));
	stamps = arena_alloc_n(x->mem, c->n, sizeof(*stamps));
	if (!stamps)
		return no_room(e);
	for (size_t i = 0; i < c->n; i++)
		TRY(read_stamp(&chain, x, &stamps[i], e));
	c->stamps = stamps;
	return ERR_OK;
}

static enum err read_chains(struct der *record, struct reading *x, struct ers_record *out,
			    struct error *e)
{
	struct ers_chain *chains;
	struct der sequence;

	TRY(der_enter(record, DER_SEQUENCE, &sequence, e));
	TRY(count(&sequence, ERS_CHAINS_MAX, "chains of time-stamps", &out->n, e));
	chains = arena_alloc_n(x->mem, out->n, sizeof(*chains));
	if (!chains)
		return no_room(e);
	for (size_t i = 0; i < out->n; i++)
		TRY(read_chain(&sequence, x, &chains[i], e));
	out->chains = chains;
	return ERR_OK;
}

static enum err read_digests(struct der *record, struct reading *x, struct ers_record *out,
			     struct error *e)
{
	struct der rows, row;
	struct bytes *digests;
	struct der_item item;
	enum digest_alg alg;

	TRY(der_enter(record, DER_SEQUENCE, &rows, e));
	TRY(count(&rows, ERS_DIGESTS_MAX, "hash algorithms", &out->n_digests, e));
	digests = arena_alloc_n(x->mem, out->n_digests, sizeof(*digests));
	if (!digests)
		return no_room(e);
	for (size_t i = 0; i < out->n_digests; i++) {
		TRY(der_expect(&rows, DER_SEQUENCE, &item, e));
		row = der_reader(item.content);
		TRY(read_algorithm(&row, &alg, e));
		if (alg < DIGEST_COUNT_)
			out->known_digests |= 1u << alg;
		digests[i] = item.whole;
	}
	out->digests = digests;
	return ERR_OK;
}

static enum err read_record(struct bytes der, struct reading *x, struct ers_record *out,
			    struct error *e)
{
	struct der r = der_reader(der), record;
	struct der_item item;
	uint64_t version;

	TRY(der_enter(&r, DER_SEQUENCE, &record, e));
	TRY(der_finish(&r, "the evidence record", e));
	TRY(der_get_uint(&record, &version, e));
	if (version != 1)
		return error_set(e, ERR_BAD_DER, "an evidence record of another version");
	TRY(read_digests(&record, x, out, e));
	if (der_peek(&record, DER_CONTEXT_CONS(0))) {
		TRY(der_next(&record, &item, e));
		out->crypto_infos = item.whole;
	}
	if (der_peek(&record, DER_CONTEXT_CONS(1))) {
		TRY(der_next(&record, &item, e));
		out->encryption_info = item.whole;
	}
	TRY(read_chains(&record, x, out, e));
	return der_finish(&record, "the chains of time-stamps", e);
}

enum err ers_record_read(struct bytes der, struct arena *mem, struct ers_record *out,
			 struct error *e)
{
	struct reading x = { .mem = mem };
	struct ers_record record = { .n = 0 };

	if (der.len > ERS_RECORD_MAX)
		return error_set(e, ERR_TOO_LARGE, "an evidence record of more than %d bytes",
				 ERS_RECORD_MAX);
	TRY(read_record(der, &x, &record, e));
	*out = record;
	return ERR_OK;
}

const struct ers_stamp *ers_record_last(const struct ers_record *r)
{
	const struct ers_chain *c = &r->chains[r->n - 1];

	return &c->stamps[c->n - 1];
}
