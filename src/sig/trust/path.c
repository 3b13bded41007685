#include "sig/trust/path.h"
#include <openssl/err.h>

enum { VERIFY_MAX = 64, TRY_MAX = 24, STEPS_MAX = 256, CHOICES_MAX = 16 };

/* Who may have issued the last certificate of the path. */
struct choices {
	X509 *certs[CHOICES_MAX];
	_Bool anchor[CHOICES_MAX];
	size_t n;
};

static _Bool in_path(const struct path *p, X509 *x)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->certs[i] == x || X509_cmp(p->certs[i], x) == 0)
			return 1;
	return 0;
}

static _Bool chosen(const struct choices *c, X509 *x)
{
	for (size_t i = 0; i < c->n; i++)
		if (X509_cmp(c->certs[i], x) == 0)
			return 1;
	return 0;
}

static _Bool valid_at(X509 *x, time_ms at)
{
	time_ms from, to;

	return x509_time(X509_get0_notBefore(x), &from) && x509_time(X509_get0_notAfter(x), &to) &&
	       at >= from && at <= to;
}

/* valid: those valid at the time, else those that are not. */
static void choose(struct path_search *s, STACK_OF(X509) * from, _Bool anchors, _Bool valid,
		   struct choices *c)
{
	X509 *top = s->now.certs[s->now.n - 1];

	for (int i = 0; i < sk_X509_num(from) && c->n < CHOICES_MAX; i++) {
		X509 *x = sk_X509_value(from, i);

		if (X509_NAME_cmp(X509_get_subject_name(x), X509_get_issuer_name(top)) != 0 ||
		    X509_check_issued(x, top) != X509_V_OK || in_path(&s->now, x) ||
		    valid_at(x, s->at) != valid || chosen(c, x))
			continue;
		c->certs[c->n] = x;
		c->anchor[c->n++] = anchors;
	}
}

/* Anchors first: what comes along in a file never stands in their way. */
static void choose_all(struct path_search *s, struct choices *c)
{
	choose(s, s->anchors, 1, 1, c);
	choose(s, s->anchors, 1, 0, c);
	for (int valid = 1; valid >= 0; valid--)
		for (size_t i = 0; i < PATH_POOLS_MAX; i++)
			choose(s, s->pools[i], 0, valid == 1, c);
}

static _Bool names_key_of(X509 *x, X509 *issuer)
{
	const ASN1_OCTET_STRING *wanted = X509_get0_authority_key_id(x);
	const ASN1_OCTET_STRING *own = X509_get0_subject_key_id(issuer);

	return wanted && own && ASN1_OCTET_STRING_cmp(wanted, own) == 0;
}

static _Bool issued(struct path_search *s, X509 *x, X509 *issuer)
{
	if (s->verified++ >= VERIFY_MAX)
		return 0;
	if (memo_issued(s->memo, x, issuer))
		return 1;
	s->forged |= names_key_of(x, issuer);
	return 0;
}

static _Bool is_anchor(const struct path_search *s, X509 *x)
{
	for (int i = 0; i < sk_X509_num(s->anchors); i++)
		if (X509_cmp(sk_X509_value(s->anchors, i), x) == 0)
			return 1;
	return 0;
}

static _Bool attempt(struct path_search *s)
{
	struct path whole = s->now;

	whole.anchored = 1;
	return s->tried++ < TRY_MAX && s->try(s->ctx, &whole);
}

/* Depth first; at most PATH_CERTS_MAX deep. */
static _Bool climb(struct path_search *s)
{
	struct choices c = { .n = 0 };

	if (s->now.n > s->longest.n)
		s->longest = s->now;
	if (s->now.n == PATH_CERTS_MAX || s->steps++ >= STEPS_MAX)
		return 0;
	choose_all(s, &c);
	for (size_t i = 0; i < c.n && s->tried < TRY_MAX; i++) {
		_Bool done;

		if (!issued(s, s->now.certs[s->now.n - 1], c.certs[i]))
			continue;
		s->now.certs[s->now.n++] = c.certs[i];
		done = c.anchor[i] ? attempt(s) : climb(s);
		s->now.n--;
		if (done)
			return 1;
	}
	return 0;
}

_Bool path_find(struct path_search *s)
{
	_Bool found;

	s->now = (struct path){ .certs = { s->leaf }, .n = 1 };
	s->longest = s->now;
	s->forged = 0;
	s->verified = s->tried = s->steps = 0;
	found = (is_anchor(s, s->leaf) && attempt(s)) || climb(s);
	ERR_clear_error();
	return found;
}
