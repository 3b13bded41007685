/* Past certificate and signature validation (EN 319 102-1 §5.6.2.2, §5.6.2.4): the chain was good
 * at the time that is proved. Where it is not any more, the time of validation slides back over the
 * chain, from the anchor down, to the last moment at which all of it could be relied on. */
#include "sig/trust/memo.h"
#include "sig/validate/trusting.h"

static enum sub_indication revoked_now(const struct work *w, const struct chain_result *r)
{
	for (size_t i = 0; i < chain_judged(r); i++) {
		const struct cert_status *s = &r->statuses[i];

		if (s->state != CERT_REVOKED || s->bygone || s->revoked_at > w->o->at)
			continue;
		if (s->reason == REASON_HOLD)
			return SUB_TRY_LATER;
		return i == 0 ? SUB_REVOKED_NO_POE : SUB_REVOKED_CA_NO_POE;
	}
	return SUB_NONE;
}

/* What the same chain would give at the time of validation. */
static enum sub_indication result_now(const struct work *w, const struct chain_ask *ask,
				      const struct chain_result *r)
{
	enum sub_indication sub = revoked_now(w, r);

	for (size_t i = 0; sub == SUB_NONE && i < chain_judged(r); i++)
		if (r->certs[i].not_after < w->o->at)
			sub = SUB_OUT_OF_BOUNDS_NO_POE;
	if (sub == SUB_NONE && policy_chain_end(w, ask, r) < w->o->at)
		sub = SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE;
	return sub;
}

static _Bool own_certificate(const struct cms_view *cms, const unsigned char id[32])
{
	unsigned char own[MEMO_ID];

	for (int i = 0; i < cms->n_own; i++)
		if (x509_id(sk_X509_value(cms->certs, i), own) && !memcmp(own, id, MEMO_ID))
			return 1;
	return 0;
}

/* The signer's certificate is named by a signed attribute: what proves the signature proves it. */
static time_ms poe_of_cert(const struct work *w, const struct chain_ask *ask,
			   const struct chain_result *r, size_t i)
{
	const struct proof *over = poe_of_bytes(&w->poe, ask->end);
	unsigned char id[32];
	time_ms t;

	if (i == 0 || strlen(r->certs[i].sha256) != 64 || !hex_decode(r->certs[i].sha256, 64, id))
		return i == 0 ? ask->at : w->o->at;
	t = poe_of_id(&w->poe, id);
	if (over && over->time < t && own_certificate(ask->cms, id))
		t = over->time;
	return t;
}

struct slide {
	const struct work *w;
	const struct chain_ask *ask;
	const struct chain_result *r;
	time_ms control;
};

/* Steps 2 a and b: data from before the control time, and proof that it and the certificate
 * existed. */
static _Bool usable(const struct slide *s, size_t i, const struct good_data *d)
{
	if (s->control >= s->w->o->at)
		return 1;
	return d->this_update <= s->control && poe_of_object(&s->w->poe, d->data) <= s->control &&
	       poe_of_cert(s->w, s->ask, s->r, i) <= s->control;
}

static time_ms fresh_until(const struct good_data *d)
{
	return d->next_update > d->this_update ? d->next_update : d->this_update;
}

/* Of all that says "good" the one that can be relied on the longest; false: none is proved. */
static _Bool freshest(const struct slide *s, size_t i, time_ms *fresh)
{
	const struct cert_status *st = &s->r->statuses[i];
	struct good_data d = { st->this_update, st->next_update, st->data };
	_Bool found = usable(s, i, &d);

	*fresh = fresh_until(&d);
	if (st->state == CERT_REVOKED && !st->bygone)
		*fresh = st->revoked_at;
	for (size_t k = 0; st->state == CERT_GOOD && k < st->n_goods; k++) {
		if (!usable(s, i, &st->goods[k]) || (found && fresh_until(&st->goods[k]) <= *fresh))
			continue;
		*fresh = fresh_until(&st->goods[k]);
		found = 1;
	}
	return found;
}

static _Bool step(struct slide *s, size_t i)
{
	const struct cert_status *st = &s->r->statuses[i];
	time_ms end = policy_cert_end(s->w, s->r, i), fresh;

	if (st->state == CERT_UNKNOWN && s->w->o->require_revocation && !st->no_check)
		return 0;
	if (st->state != CERT_UNKNOWN) {
		if (!freshest(s, i, &fresh))
			return 0;
		if (fresh < s->control)
			s->control = fresh;
	}
	if (end < s->control)
		s->control = end;
	return 1;
}

/* EN 319 102-1 §5.6.2.4: data of an issuer whose certificate has expired must be proved to be
 * older. */
static _Bool data_is_late(const struct slide *s)
{
	const struct cert_status *st = &s->r->statuses[0];
	time_ms end = chain_judged(s->r) > 1 ? s->r->certs[1].not_after : INT64_MAX;

	if (st->state != CERT_GOOD || end >= s->w->o->at ||
	    poe_of_object(&s->w->poe, st->data) <= end)
		return 0;
	for (size_t k = 0; k < st->n_goods; k++)
		if (poe_of_object(&s->w->poe, st->goods[k].data) <= end)
			return 0;
	return 1;
}

void past_judge(const struct work *w, const struct chain_ask *ask, const struct chain_result *r,
		struct signer_report *out, struct findings *f)
{
	struct slide s = { w, ask, r, w->o->at };
	struct past_report *past = &out->past;
	_Bool slid = 1;

	past->now = ask->at < w->o->at ? result_now(w, ask, r) : SUB_NONE;
	past->used = past->now != SUB_NONE;
	if (!past->used)
		return;
	for (size_t i = chain_judged(r); slid && i-- > 0;)
		slid = step(&s, i);
	past->control = s.control;
	if (!slid || ask->at > s.control)
		findings_add(f, FINDING_PAST_NO_POE, NULL);
	else if (data_is_late(&s))
		findings_add(f, FINDING_PAST_DATA_LATE, NULL);
	else
		past->passed = 1;
	if (past->passed)
		findings_add(f, FINDING_PAST_VALID, "today: %s", sub_indication_name(past->now));
}
