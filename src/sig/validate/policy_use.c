/* Cryptographic constraints with proof of existence (EN 319 102-1 §5.2.8.4, §5.6.2.2.4 d). */
#include "sig/validate/trusting.h"

static time_ms earlier(time_ms a, time_ms b)
{
	return a < b ? a : b;
}

static time_ms key_end(const struct work *w, const struct cert_facts *c)
{
	return algo_policy_key(w->algorithms, c->key_type, c->key_bits);
}

/* EdDSA has its digest within. */
static _Bool own_digest(const struct cert_facts *c)
{
	return !strcmp(c->key_type, "ED25519") || !strcmp(c->key_type, "ED448");
}

static time_ms digest_end(const struct work *w, const char *digest, const struct cert_facts *by)
{
	return own_digest(by) ? INT64_MAX : algo_policy_digest(w->algorithms, digest);
}

struct use {
	const char *what, *digest;
	const struct cert_facts *by; /* whose key signed; NULL: a digest alone */
};

static time_ms use_end(const struct work *w, const struct use *u)
{
	if (!u->by)
		return algo_policy_digest(w->algorithms, u->digest);
	return earlier(digest_end(w, u->digest, u->by), key_end(w, u->by));
}

static void judge(const struct work *w, const struct chain_ask *ask, time_ms not_before,
		  const struct use *u, struct findings *f)
{
	time_ms end = use_end(w, u);
	_Bool key = u->by && key_end(w, u->by) == end;
	char day[TIME_RFC3339_SIZE] = "";

	if (ask->at <= end)
		return;
	if (end == INT64_MIN) {
		findings_add(f, FINDING_ALGORITHM, "%s: %s", u->what,
			     key	    ? u->by->key
			     : u->digest[0] ? u->digest
					    : "digest");
		return;
	}
	time_rfc3339(end, day);
	/* the certificate is younger than the end, so is what it signed */
	findings_add(f, not_before > end ? FINDING_ALGORITHM : FINDING_ALGORITHM_ENDED,
		     "%s: %s, until %.10s", u->what, key ? u->by->key : u->digest, day);
}

void policy_judge(const struct work *w, const struct chain_ask *ask, const struct chain_result *r,
		  struct findings *f)
{
	const struct cert_facts *signer = &r->certs[0];
	struct use value = { "signature", digest_name(ask->cms->digest), signer };
	struct use imprint = { "digest of the content", ask->imprint, NULL };

	judge(w, ask, signer->not_before, &value, f);
	if (ask->imprint)
		judge(w, ask, signer->not_before, &imprint, f);
	for (size_t i = 0; i + 1 < r->n; i++) {
		struct use u = { "certificate", r->certs[i].digest, &r->certs[i + 1] };

		judge(w, ask, r->certs[i].not_before, &u, f);
	}
}

time_ms policy_cert_end(const struct work *w, const struct chain_result *r, size_t i)
{
	if (i + 1 >= r->n)
		return INT64_MAX;
	return earlier(digest_end(w, r->certs[i].digest, &r->certs[i + 1]),
		       key_end(w, &r->certs[i + 1]));
}

/* What comes to its end first so far. */
struct first_end {
	time_ms at;
	const char *kind, *name;
};

static void ends_at(struct first_end *f, time_ms at, const char *kind, const char *name)
{
	if (at < f->at)
		*f = (struct first_end){ at, kind, name };
}

static void use_ends(const struct work *w, const struct use *u, struct first_end *f)
{
	if (!u->by || !own_digest(u->by))
		ends_at(f, algo_policy_digest(w->algorithms, u->digest), "digest", u->digest);
	if (u->by)
		ends_at(f, key_end(w, u->by), "key", u->by->key);
}

static void algorithms_end(const struct work *w, const struct chain_ask *ask,
			   const struct chain_result *r, struct first_end *f)
{
	struct use value = { "", digest_name(ask->cms->digest), &r->certs[0] };
	struct use imprint = { "", ask->imprint, NULL };

	use_ends(w, &value, f);
	if (ask->imprint)
		use_ends(w, &imprint, f);
	for (size_t i = 0; i + 1 < r->n; i++) {
		struct use u = { "", r->certs[i].digest, &r->certs[i + 1] };

		use_ends(w, &u, f);
	}
}

time_ms policy_chain_end(const struct work *w, const struct chain_ask *ask,
			 const struct chain_result *r)
{
	struct first_end f = { .at = INT64_MAX };

	algorithms_end(w, ask, r, &f);
	return f.at;
}

enum err policy_tell_end(const struct work *w, const struct chain_ask *ask,
			 const struct chain_result *r, struct signer_report *out, struct error *e)
{
	struct first_end f = { .at = INT64_MAX };
	const char *ends;

	for (size_t i = 0; i < chain_judged(r); i++)
		ends_at(&f, r->certs[i].not_after, "certificate",
			r->certs[i].common_name[0] ? r->certs[i].common_name : r->certs[i].subject);
	algorithms_end(w, ask, r, &f);
	ends = arena_printf(w->mem, "%s %s ends", f.kind, f.name);
	if (!ends)
		return error_set(e, ERR_TOO_LARGE, "no room for the end of a certificate");
	out->good_until = f.at;
	out->ends = ends;
	return ERR_OK;
}
