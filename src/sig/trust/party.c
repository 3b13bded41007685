#include "sig/trust/party.h"
#include <ctype.h>
#include "sig/algorithm.h"

X509_OWNED(uses, EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free)

struct checking {
	const struct party_request *rq;
	struct arena *mem;
	struct party_found found;
	struct chain_result chain;
};

/* whose it is ------------------------------------------------------------- */

/* Ideographic and other spaces are no part of a name either. */
static const char *skip_spaces(const char *s)
{
	static const char wide[] = "\xe3\x80\x80";

	for (;;) {
		if (*s == ' ' || *s == '\t')
			s++;
		else if (!strncmp(s, wide, sizeof(wide) - 1))
			s += sizeof(wide) - 1;
		else
			return s;
	}
}

static _Bool begins_with(const char *text, const char *words)
{
	for (words = skip_spaces(words); *words; words = skip_spaces(words + 1)) {
		text = skip_spaces(text);
		if (tolower((unsigned char)*text) != tolower((unsigned char)*words))
			return 0;
		text++;
	}
	return 1;
}

static _Bool holds(const char *text, const char *words)
{
	for (; *text; text++)
		if (begins_with(text, words))
			return 1;
	return !*skip_spaces(words);
}

static _Bool subject_holds(const struct cert_facts *f, const char *words)
{
	if (holds(f->subject, words) || holds(f->common_name, words))
		return 1;
	for (size_t i = 0; f->identity && i < f->identity->n; i++)
		if (holds(f->identity->items[i].value, words))
			return 1;
	return 0;
}

enum err party_rules_fit(const struct party_rules *r, const struct cert_facts *f, struct error *e)
{
	if (r->sha256 && strcasecmp(r->sha256, f->sha256) != 0)
		return error_set(e, ERR_CERT_PERSON, "another certificate is expected");
	if (r->subject && !subject_holds(f, r->subject))
		return error_set(e, ERR_CERT_PERSON, "its holder is not the one who is expected");
	if (r->issuer && !holds(f->issuer, r->issuer))
		return error_set(e, ERR_CERT_REFUSED, "its issuer is not the one who is expected");
	return ERR_OK;
}

/* what it is for ------------------------------------------------------------ */

/* RFC 9336 documentSigning, and what Microsoft and Adobe used before. */
static _Bool is_for_documents(const ASN1_OBJECT *use)
{
	static const char *const uses[] = { "2.5.29.37.0", "1.3.6.1.5.5.7.3.4",
					    "1.3.6.1.5.5.7.3.36", "1.3.6.1.4.1.311.10.3.12",
					    "1.2.840.113583.1.1.5" };
	char dotted[64];

	if (OBJ_obj2txt(dotted, sizeof(dotted), use, 1) <= 0)
		return 0;
	for (size_t i = 0; i < COUNT_OF(uses); i++)
		if (!strcmp(uses[i], dotted))
			return 1;
	return 0;
}

static _Bool extended_usage_fits(X509 *x)
{
	AUTO(uses) EXTENDED_KEY_USAGE *uses = X509_get_ext_d2i(x, NID_ext_key_usage, NULL, NULL);

	if (!uses)
		return X509_get_ext_by_NID(x, NID_ext_key_usage, -1) < 0;
	for (int i = 0; i < sk_ASN1_OBJECT_num(uses); i++)
		if (is_for_documents(sk_ASN1_OBJECT_value(uses, i)))
			return 1;
	return 0;
}

static enum err check_usage(const struct checking *c, X509 *x, struct error *e)
{
	const struct cert_identity *id = c->found.facts.identity;
	uint32_t usage = X509_get_key_usage(x); /* all bits when absent */

	if (X509_check_ca(x) == 1)
		return error_set(e, ERR_CERT_USAGE, "it is an authority's certificate");
	if (!(usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)))
		return error_set(e, ERR_CERT_USAGE, "its key usage is not for signatures");
	if (id && id->kind == IDENTITY_JPKI_AUTHENTICATION)
		return error_set(e, ERR_CERT_USAGE,
				 "it is for signing in, not for signing documents");
	if (!extended_usage_fits(x))
		return error_set(e, ERR_CERT_USAGE, "its extended key usage is not for documents");
	return ERR_OK;
}

static const char *accepted_name(const struct party_request *rq, size_t i)
{
	if (!rq->n_accepted)
		return sig_algorithm_name(i);
	return i < rq->n_accepted ? rq->accepted[i] : NULL;
}

static enum err choose_algorithm(struct checking *c, struct error *e)
{
	const struct party_request *rq = c->rq;
	const char *name;

	for (size_t i = 0; (name = accepted_name(rq, i)); i++) {
		if (!sig_algorithm_fits(name, &c->found.facts))
			continue;
		for (size_t k = 0; k < rq->n_algorithms; k++)
			if (!strcmp(rq->algorithms[k], name)) {
				c->found.algorithm = name;
				return ERR_OK;
			}
	}
	return error_set(e, ERR_CERT_ALGORITHM, "no algorithm is offered that fits a key of %s",
			 c->found.facts.key);
}

/* the chain ------------------------------------------------------------------- */

static const struct {
	enum chain_status status;
	enum err code;
} refusals[] = {
	{ CHAIN_OK, ERR_OK },
	{ CHAIN_NONE, ERR_CERT_CHAIN },
	{ CHAIN_BROKEN, ERR_CERT_CHAIN },
	{ CHAIN_WEAK, ERR_CERT_ALGORITHM },
	{ CHAIN_RULES, ERR_CERT_CHAIN },
	{ CHAIN_POLICY, ERR_CERT_REFUSED },
	{ CHAIN_PURPOSE, ERR_CERT_USAGE },
	{ CHAIN_EXPIRED, ERR_CERT_EXPIRED },
	{ CHAIN_EARLY, ERR_CERT_EXPIRED },
	{ CHAIN_REVOKED, ERR_CERT_REVOKED },
	{ CHAIN_REVOKED_CA, ERR_CERT_REVOKED },
};

static enum err refusal_of(enum chain_status status)
{
	for (size_t i = 0; i < COUNT_OF(refusals); i++)
		if (refusals[i].status == status)
			return refusals[i].code;
	return ERR_CERT_CHAIN;
}

static STACK_OF(X509) * parse_chain(const struct party_request *rq)
{
	STACK_OF(X509) *all = sk_X509_new_null();

	for (size_t i = 0; i < rq->n_chain; i++) {
		X509 *x = x509_parse(rq->chain[i]);

		if (x && !sk_X509_push(all, x))
			X509_free(x);
	}
	return all;
}

/* "Not known" is taken only from authorities that name nowhere to ask, or tell nobody. */
static enum err check_revocation(struct checking *c, struct error *e)
{
	const struct chain_result *r = &c->chain;

	/* whenever it is revoked: what is signed now is to last */
	if (r->revocation == CERT_REVOKED)
		return error_set(e, ERR_CERT_REVOKED, "it is revoked");
	c->found.good = r->revocation == CERT_GOOD;
	for (size_t i = 0; !c->found.good && i < r->n; i++) {
		const struct cert_status *s = &r->statuses[i];

		if (s->state != CERT_UNKNOWN || !s->expected)
			continue;
		if (!s->closed)
			return error_set(e, ERR_UNAVAILABLE, "whether %.80s is revoked: %.100s",
					 r->certs[i].subject, s->why);
		c->found.closed = 1;
	}
	return ERR_OK;
}

static enum err keep_chain(struct checking *c, struct error *e)
{
	struct bytes *list = arena_alloc_n(c->mem, c->chain.n, sizeof(*list));

	if (!list)
		return error_set(e, ERR_TOO_LARGE, "no room for the certificates");
	for (size_t i = 0; i < c->chain.n; i++)
		list[i] = c->chain.certs[i].der;
	c->found.chain = list;
	c->found.n_chain = c->chain.n;
	return ERR_OK;
}

static enum err check_chain(struct checking *c, X509 *x, struct error *e)
{
	AUTO(trust_session) struct trust_session *session = trust_session_new(c->rq->online);
	AUTO(x509_stack) STACK_OF(X509) *others = parse_chain(c->rq);
	const struct chain_request rq = {
		.leaf = x,
		.others = others,
		.trust = c->rq->trust,
		.at = c->rq->at,
		.purpose = CHAIN_FOR_SIGNATURE,
		.policies = c->rq->policies,
		.n_policies = c->rq->n_policies,
		.session = session,
	};
	enum err code;

	TRY(chain_validate(&rq, c->mem, &c->chain, e));
	code = refusal_of(c->chain.status);
	if (code != ERR_OK)
		return error_set(e, code, "%.200s", c->chain.detail);
	TRY(check_revocation(c, e));
	return keep_chain(c, e);
}

enum err party_check(const struct party_request *rq, struct arena *mem, struct party_found *out,
		     struct error *e)
{
	AUTO(x509) X509 *x = x509_parse(rq->certificate);
	struct checking c = { .rq = rq, .mem = mem };

	if (!x || !x509_key_bounded(X509_get0_pubkey(x)))
		return error_set(e, ERR_CERT_REFUSED, "this is no certificate in DER");
	if (cert_facts_read(rq->certificate, mem, &c.found.facts, e) != ERR_OK)
		return error_set(e, ERR_CERT_REFUSED, "the certificate is unreadable");
	TRY(check_usage(&c, x, e));
	TRY(choose_algorithm(&c, e));
	TRY(party_rules_fit(&rq->rules, &c.found.facts, e));
	TRY(check_chain(&c, x, e));
	*out = c.found;
	return ERR_OK;
}
