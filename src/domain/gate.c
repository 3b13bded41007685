/* What a session has passed and what is next. */
#include "domain/gate.h"

static const char *const step_names[] = {
	[GATE_FACTOR] = "factor",
	[GATE_TERMS] = "terms",
	[GATE_CONSENT] = "consent",
	[GATE_NONE] = "none",
};

const char *gate_step_name(enum gate_step s)
{
	return (size_t)s < COUNT_OF(step_names) ? step_names[s] : "unknown";
}

static struct gate_factor *find(struct gate *g, enum factor_kind k)
{
	for (size_t i = 0; i < g->n_factors; i++)
		if (g->factors[i].kind == k)
			return &g->factors[i];
	return NULL;
}

static void add(struct gate *g, enum factor_kind k, size_t at)
{
	if (find(g, k) || g->n_factors == GATE_FACTORS_MAX)
		return;
	memmove(&g->factors[at + 1], &g->factors[at], (g->n_factors - at) * sizeof(g->factors[0]));
	g->factors[at] = (struct gate_factor){ .kind = k, .enrolled = !factor_enrols(k) };
	g->n_factors++;
}

static enum err add_asked(struct domain *d, const struct recipient *r, struct gate *g,
			  struct error *e)
{
	const struct recipient_factor *list;
	size_t n;

	TRY(recipient_factor_list(&d->repo, r->id, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		enum factor_kind k;

		if (!factor_parse(list[i].kind, &k))
			return error_set(e, ERR_INTERNAL, "a factor has an unknown kind");
		add(g, k, g->n_factors);
		find(g, k)->phone = list[i].phone;
		find(g, k)->secret_hash = list[i].secret_hash;
	}
	return ERR_OK;
}

/* The organisation's least. Codes and numbers that the sender never gave cannot be asked for:
 * sending was refused without them while this was demanded. */
static enum err add_demanded(struct domain *d, const struct recipient *r, _Bool member,
			     struct gate *g, struct error *e)
{
	struct factor_demand demand;
	unsigned bits;

	TRY(factor_demand_get(d, &demand, e));
	bits = member ? demand.member : !strcmp(r->side, "own") ? demand.own : demand.counterparty;
	bits &= ~(1u << FACTOR_ACCESS_CODE | 1u << FACTOR_SMS_CODE);
	for (unsigned k = 0; k < FACTOR_KIND_COUNT_; k++)
		if (bits >> k & 1)
			add(g, (enum factor_kind)k, g->n_factors);
	return ERR_OK;
}

static enum err look_enrolled(struct domain *d, const struct recipient *r, struct gate *g,
			      struct error *e)
{
	struct gate_factor *totp = find(g, FACTOR_TOTP), *passkey = find(g, FACTOR_PASSKEY);

	if (totp) {
		struct person_totp row;
		enum err rc = person_totp_get(&d->repo, r->email_folded, &row, e);

		totp->enrolled = rc == ERR_OK;
		TRY(rc == ERR_NOT_FOUND ? ERR_OK : rc);
	}
	if (passkey) {
		const struct person_passkey *list;
		size_t n;

		TRY(person_passkey_list(&d->repo, r->email_folded, &list, &n, e));
		passkey->enrolled = n > 0;
	}
	return ERR_OK;
}

/* What is enrolled for an address for the first time needs another factor before it: without one,
 * whoever got hold of the link would enrol a device of their own. */
static void add_before_enrolling(struct gate *g)
{
	size_t enrolling = 0;

	for (size_t i = 0; i < g->n_factors; i++)
		enrolling += !g->factors[i].enrolled;
	if (enrolling && enrolling == g->n_factors)
		add(g, FACTOR_MAIL_CODE, 0);
	/* those last, in their order */
	for (size_t pass = 0; pass < g->n_factors; pass++)
		for (size_t i = 0; i + 1 < g->n_factors; i++)
			if (!g->factors[i].enrolled && g->factors[i + 1].enrolled) {
				struct gate_factor f = g->factors[i];

				g->factors[i] = g->factors[i + 1];
				g->factors[i + 1] = f;
			}
}

static enum err name_targets(struct domain *d, const struct recipient *r, struct gate *g,
			     struct error *e)
{
	for (size_t i = 0; i < g->n_factors; i++) {
		struct gate_factor *f = &g->factors[i];
		const struct recipient_factor row = { .recipient_id = r->id, .phone = f->phone };
		const char *phone;

		if (f->kind == FACTOR_MAIL_CODE)
			f->to = factor_mail_masked(d, r->email);
		if (f->kind != FACTOR_SMS_CODE)
			continue;
		TRY(factor_phone_of(d, &row, &phone, e));
		f->to = phone ? factor_phone_masked(d, phone) : NULL;
	}
	return ERR_OK;
}

static enum err mark_passed(struct domain *d, const struct recipient_ref *ref, struct gate *g,
			    struct error *e)
{
	const struct factor_pass *list;
	size_t n;

	TRY(factor_pass_list(&d->repo, ref->key, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		enum factor_kind k;
		struct gate_factor *f = factor_parse(list[i].kind, &k) ? find(g, k) : NULL;

		if (f)
			f->passed = 1;
	}
	return ERR_OK;
}

static enum err load_factors(struct domain *d, const struct recipient_ref *ref,
			     const struct recipient *r, struct gate *g, struct error *e)
{
	_Bool member = !strcmp(ref->factor, "member-session");

	TRY(add_asked(d, r, g, e));
	TRY(add_demanded(d, r, member, g, e));
	if (ref->needs_code && !member)
		add(g, FACTOR_MAIL_CODE, 0);
	TRY(look_enrolled(d, r, g, e));
	add_before_enrolling(g);
	TRY(name_targets(d, r, g, e));
	TRY(mark_passed(d, ref, g, e));
	return factor_locked_until(d, r->id, &g->locked_until, e);
}

static _Bool has_acted(const struct dossier *x, const struct recipient *r)
{
	return !strcmp(r->state, "processing") || !strcmp(r->state, "completed") ||
	       x->state == ENVELOPE_CONCLUDING || x->state == ENVELOPE_COMPLETED;
}

static enum gate_step next_step(const struct gate *g, _Bool acted)
{
	for (size_t i = 0; i < g->n_factors; i++)
		if (!g->factors[i].passed)
			return GATE_FACTOR;
	if (g->terms)
		return GATE_TERMS;
	for (size_t i = 0; i < g->laws.n && !acted; i++)
		if (consent_next(&g->laws.items[i], 0))
			return GATE_CONSENT;
	return GATE_NONE;
}

enum err gate_load(struct domain *d, const struct recipient_ref *ref, const struct dossier *x,
		   const struct recipient *r, struct gate *out, struct error *e)
{
	_Bool acted = has_acted(x, r), accepted;
	struct gate g = { 0 };

	TRY(load_factors(d, ref, r, &g, e));
	/* members have their organisation's contract with the service */
	if (!acted && strcmp(ref->factor, "member-session") != 0) {
		TRY(terms_row(&d->repo, r->email_folded, terms_current(), &accepted, e));
		g.terms = accepted ? NULL : terms_current();
	}
	TRY(consent_load(d, r->id, &g.laws, e));
	g.next = next_step(&g, acted);
	*out = g;
	return ERR_OK;
}

static const char *next_text(enum gate_step s)
{
	return s == GATE_FACTOR	 ? "gate-next-factor"
	       : s == GATE_TERMS ? "gate-next-terms"
				 : "gate-next-consent";
}

enum err gate_require(struct domain *d, const struct recipient_ref *ref, const struct dossier *x,
		      const struct recipient *r, enum gate_need need, struct error *e)
{
	struct gate g;

	if (need == GATE_NEED_NOTHING)
		return ERR_OK;
	TRY(gate_load(d, ref, x, r, &g, e));
	if (g.next == GATE_NONE || (need == GATE_NEED_PERSON && g.next != GATE_FACTOR))
		return ERR_OK;
	domain_field_error(d, "gate", "gate-not-passed");
	domain_field_error(d, "gate.next", next_text(g.next));
	return domain_refuse(d, ERR_DENIED, "gate-not-passed", e);
}

enum err gate_require_session(struct domain *d, const struct recipient_ref *ref,
			      enum gate_need need, struct error *e)
{
	const struct recipient *r;
	struct dossier x;

	if (need == GATE_NEED_NOTHING)
		return ERR_OK;
	TRY(dossier_load(d, ref->envelope_id, &x, e));
	r = dossier_recipient(&x, ref->recipient_id);
	if (!r)
		return error_set(e, ERR_NOT_FOUND, "no such recipient");
	return gate_require(d, ref, &x, r, need, e);
}

enum err gate_factors_json(struct domain *d, const struct recipient_ref *ref, const char **out,
			   struct error *e)
{
	const struct factor_pass *list;
	size_t n;

	TRY(factor_pass_list(&d->repo, ref->key, &list, &n, e));
	*out = factor_list_json(d, ref, list, n);
	return ERR_OK;
}
