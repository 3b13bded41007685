#include "sig/ers/verify.h"
#include <stdarg.h>
#include <stdio.h>
#include "sig/ers/branch.h"
#include "sig/ers/judge.h"

struct stamp_work {
	const struct ers_stamp *stamp;
	struct ers_parts parts;
	unsigned chain, at; /* which of the record */
};

struct verifying {
	const struct ers_document *document;
	struct arena *mem;
	struct ers_report *out;
	struct ers_record record;
	struct stamp_work *work;
	struct ers_stamp_report *stamps;
	size_t n;
	_Bool hashed[DIGEST_COUNT_];
	unsigned char digests[DIGEST_COUNT_][DIGEST_MAX];
};

static void add(struct verifying *v, enum ers_code code, const struct stamp_work *s,
		const char *fmt, ...) PRINTF_LIKE(4, 5);
static void add(struct verifying *v, enum ers_code code, const struct stamp_work *s,
		const char *fmt, ...)
{
	struct ers_report *r = v->out;
	struct ers_finding f = { code, s ? (int)s->chain : -1, s ? (int)s->at : -1, "" };
	char text[256];
	va_list args;

	if (ers_code_verdict(code) > r->verdict)
		r->verdict = ers_code_verdict(code);
	if (r->n_findings == ERS_FINDINGS_MAX)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	f.detail = arena_strdup(v->mem, text);
	if (!f.detail)
		f.detail = "";
	r->findings[r->n_findings++] = f;
}

static enum err no_room(struct error *e)
{
	return error_set(e, ERR_TOO_LARGE, "no room for the evidence record");
}

/* All stamps of all chains in a row. */
static enum err line_up(struct verifying *v, struct error *e)
{
	const struct ers_record *r = &v->record;

	for (size_t c = 0; c < r->n; c++)
		v->n += r->chains[c].n;
	v->work = arena_alloc_n(v->mem, v->n, sizeof(*v->work));
	v->stamps = arena_alloc_n(v->mem, v->n, sizeof(*v->stamps));
	if (!v->work || !v->stamps)
		return no_room(e);
	v->n = 0;
	for (size_t c = 0; c < r->n; c++) {
		for (size_t i = 0; i < r->chains[c].n; i++) {
			struct stamp_work *s = &v->work[v->n++];

			*s = (struct stamp_work){ .stamp = &r->chains[c].stamps[i],
						  .chain = (unsigned)c,
						  .at = (unsigned)i };
			TRY(ers_parts_read(s->stamp->token, v->mem, &s->parts, e));
		}
	}
	return ERR_OK;
}

static enum err document_digest(struct verifying *v, enum digest_alg alg, struct bytes *out,
				struct error *e)
{
	if (!v->hashed[alg])
		TRY(v->document->digest(v->document->ctx, alg, v->digests[alg], e));
	v->hashed[alg] = 1;
	*out = BYTES(v->digests[alg], digest_size(alg));
	return ERR_OK;
}

/* §5.2, hash-tree renewal: the document with all chains before this one. */
static enum err chains_digest(struct verifying *v, const struct stamp_work *s,
			      struct bytes document, unsigned char out[DIGEST_MAX], struct error *e)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(16384);
	unsigned char hash[DIGEST_MAX];
	struct bytes sequence;
	struct digest d;

	der_begin(&w, DER_SEQUENCE);
	for (unsigned c = 0; c < s->chain; c++)
		der_put_raw(&w, v->record.chains[c].whole);
	der_end(&w);
	TRY(der_take(&w, v->mem, &sequence, e));
	digest_init(&d, s->stamp->alg);
	digest_update(&d, document);
	digest_update(&d, digest_of(s->stamp->alg, sequence, hash));
	digest_final(&d, out);
	return ERR_OK;
}

/* What the first list of the stamp must hold, and what is wrong when it does not. */
static enum err leaf_of(struct verifying *v, const struct stamp_work *s,
			unsigned char hash[DIGEST_MAX], enum ers_code *code, struct error *e)
{
	enum digest_alg alg = s->stamp->alg;
	struct bytes document;

	if (s->at > 0) {
		*code = ERS_BEFORE;
		digest_of(alg, s[-1].stamp->token, hash);
		return ERR_OK;
	}
	*code = s->chain ? ERS_CHAINS : ERS_DOCUMENT;
	TRY(document_digest(v, alg, &document, e));
	if (s->chain)
		return chains_digest(v, s, document, hash, e);
	memcpy(hash, document.data, document.len);
	return ERR_OK;
}

static enum err check_tree(struct verifying *v, struct stamp_work *s, struct error *e)
{
	unsigned char leaf[DIGEST_MAX];
	struct error why = { 0 };
	enum ers_code code;
	enum err rc;

	if (s->stamp->alg == DIGEST_COUNT_) {
		add(v, ERS_DIGEST_UNKNOWN, s, "hash tree");
		return ERR_OK;
	}
	if (!(v->record.known_digests & 1u << s->stamp->alg)) /* §3.1: digestAlgorithms lists all */
		add(v, ERS_FORMAT, s, "digestAlgorithms lacks %s", digest_name(s->stamp->alg));
	TRY(leaf_of(v, s, leaf, &code, e));
	if (!ers_branch_has(s->stamp, BYTES(leaf, digest_size(s->stamp->alg))))
		add(v, code, s, "by %s", digest_name(s->stamp->alg));
	rc = ers_branch_check(s->stamp, v->mem, &why);
	if (rc == ERR_TOO_LARGE)
		return error_set(e, rc, "%s", why.msg);
	if (rc != ERR_OK)
		add(v, ERS_ROOT, s, "%s", why.msg);
	return ERR_OK;
}

static void check_neighbour(struct verifying *v, struct stamp_work *s)
{
	const struct stamp_work *before = s - 1;

	if (s->stamp->time <= before->stamp->time)
		add(v, ERS_ORDER, s, "%s", "");

	if (s->at > 0 && s->stamp->alg != before->stamp->alg)
		add(v, ERS_CHAIN_DIGEST, s, "%s", "");
}

static enum err check_trees(struct verifying *v, struct error *e)
{
	for (size_t i = 0; i < v->n; i++) {
		TRY(check_tree(v, &v->work[i], e));
		if (i > 0)
			check_neighbour(v, &v->work[i]);
	}
	if (v->record.encryption_info.len)
		add(v, ERS_ENCRYPTED, NULL, "%s", "");
	return ERR_OK;
}

/* CryptoInfos (§3.1): certificates are of no use without the tokens, revocation data may be. */
static enum err add_infos(struct verifying *v, struct ers_judge *j, struct error *e)
{
	struct der r = der_reader(v->record.crypto_infos), infos;
	struct ers_items crls = { 0 }, ocsps = { 0 };
	struct bytes other = { 0 };

	if (!v->record.crypto_infos.len)
		return ERR_OK;
	if (der_enter(&r, DER_CONTEXT_CONS(0), &infos, NULL) != ERR_OK)
		return ERR_OK;
	while (der_more(&infos)) {
		struct der attribute, values;
		struct der_item value;
		struct bytes type;

		if (der_enter(&infos, DER_SEQUENCE, &attribute, NULL) != ERR_OK)
			break;
		if (der_get_oid(&attribute, &type, NULL) != ERR_OK ||
		    !oid_is(type, OID_REVOCATION_VALUES) ||
		    der_enter(&attribute, DER_SET, &values, NULL) != ERR_OK)
			continue;
		while (der_more(&values) && der_next(&values, &value, NULL) == ERR_OK)
			if (ers_revocation_values(value.whole, v->mem, &crls, &ocsps, &other,
						  NULL) != ERR_OK)
				break;
	}
	return ers_judge_add(j, &crls, &ocsps, e);
}

static enum err add_data(struct verifying *v, struct ers_judge *j, struct error *e)
{
	for (size_t i = 0; i < v->n; i++) {
		const struct ers_parts *p = &v->work[i].parts;

		TRY(ers_judge_add(j, &p->crls, &p->ocsps, e));
		TRY(ers_judge_add(j, &(struct ers_items){ 0 }, &p->embedded, e));
	}
	return add_infos(v, j, e);
}

static void prove_items(struct ers_judge *j, const struct ers_items *items)
{
	unsigned char id[32];

	for (size_t i = 0; i < items->n; i++) {
		digest_sha256(items->list[i], id);
		poe_add(&j->w.poe, id);
	}
}

/* Everything in the tokens before the accepted one is proved by it. */
static void prove(struct verifying *v, struct ers_judge *j, size_t accepted)
{
	ers_judge_accept(j, &v->stamps[accepted].token, accepted);
	for (size_t i = 0; i < accepted; i++) {
		const struct ers_parts *p = &v->work[i].parts;
		const struct ers_items *const kinds[] = { &p->certs, &p->crls, &p->ocsps,
							  &p->embedded };

		for (size_t k = 0; k < COUNT_OF(kinds); k++)
			prove_items(j, kinds[k]);
	}
}

static enum err judge_stamp(struct verifying *v, struct ers_judge *j, size_t i, struct error *e)
{
	const struct proof *over = poe_of_bytes(&j->w.poe, i);
	const struct stamp_work *s = &v->work[i];
	struct ers_stamp_report *r = &v->stamps[i];
	_Bool last = i + 1 == v->n;

	r->chain = s->chain;
	r->stamp = s->at;
	r->tree_digest = s->stamp->alg == DIGEST_COUNT_ ? "" : digest_name(s->stamp->alg);
	r->lists = s->stamp->n_lists;
	r->judged_at = over ? over->time : v->out->at;
	TRY(ers_judge_token(j, s->stamp->token, i, &r->token, e));
	if (!r->token.intact)
		add(v, ERS_TOKEN, s, "%s", ers_reason(&r->token.findings));
	else if (!r->token.trusted)
		add(v, last ? ERS_LAST : ERS_UNTRUSTED, s, "%s", ers_reason(&r->token.findings));
	else /* also with a wrong tree: the verdict has failed for that already */
		prove(v, j, i);
	return ERR_OK;
}

/* §5.3: the algorithm of a chain must be secure when the next chain begins, or now. */
static void judge_digests(struct verifying *v, const struct algo_policy *policy)
{
	for (size_t i = 0; i < v->n; i++) {
		const struct stamp_work *s = &v->work[i];
		_Bool newest = i + 1 == v->n;
		time_ms until = newest ? v->out->at : s[1].stamp->time, end;
		char day[TIME_RFC3339_SIZE] = "";

		if (s->stamp->alg == DIGEST_COUNT_ || (!newest && s[1].chain == s->chain))
			continue;
		end = algo_policy_digest(policy, digest_name(s->stamp->alg));
		if (until <= end)
			continue;
		if (end != INT64_MIN)
			time_rfc3339(end, day);
		add(v, ERS_DIGEST_ENDED, s, "%s%s%.10s", digest_name(s->stamp->alg),
		    day[0] ? ", until " : "", day);
	}
}

static void tell_end(struct verifying *v, const struct algo_policy *policy)
{
	const struct stamp_work *s = &v->work[v->n - 1];
	const struct signer_report *a = &v->stamps[v->n - 1].token.authority;
	struct ers_report *r = v->out;

	r->stamp_until = a->good_until;
	r->tree_until = algo_policy_digest(policy, digest_name(s->stamp->alg));
	r->good_until = r->stamp_until;
	r->ends = a->ends ? a->ends : "";
	if (r->tree_until < r->good_until) { /* the token may be by a stronger one */
		r->good_until = r->tree_until;
		r->ends = v->stamps[v->n - 1].tree_digest;
	}
	r->proved = v->stamps[0].token.gen_time;
	r->authority = v->stamps[0].token.authority.cert.common_name;
}

static enum err judge(struct verifying *v, const struct ers_world *w, struct error *e)
{
	AUTO(ers_judge) struct ers_judge j = { .w = { .session = NULL } };

	ers_judge_init(&j, w, v->out->at, v->mem);
	TRY(add_data(v, &j, e));
	for (size_t i = v->n; i-- > 0;)
		TRY(judge_stamp(v, &j, i, e));
	judge_digests(v, j.w.algorithms);
	v->out->stamps = v->stamps;
	v->out->n = v->n;
	if (v->out->verdict == ERS_PASSED)
		tell_end(v, j.w.algorithms);
	return ERR_OK;
}

enum err ers_verify(struct bytes record, const struct ers_document *document,
		    const struct ers_world *w, time_ms at, struct arena *mem,
		    struct ers_report *out, struct error *e)
{
	struct verifying v = { .document = document, .mem = mem, .out = out };
	struct error why = { 0 };

	*out = (struct ers_report){ .at = at, .authority = "", .ends = "" };
	if (ers_record_read(record, mem, &v.record, &why) != ERR_OK) {
		add(&v, ERS_FORMAT, NULL, "%s", why.msg);
		return ERR_OK;
	}
	TRY(line_up(&v, e));
	TRY(check_trees(&v, e));
	return judge(&v, w, e);
}

struct validate_existence ers_existence(const struct ers_report *r)
{
	return (struct validate_existence){ .time = r->proved, .by = "evidence-record" };
}
