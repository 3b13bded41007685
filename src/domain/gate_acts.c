/* Terms, statutory consent, and asking for paper; and which browser it is. */
#include "domain/acts.h"
#include "domain/check.h"
#include "domain/flow.h"
#include "domain/gate.h"
#include "domain/notice.h"

enum { ANSWER_MAX_CHARS = 300 };

enum err gate_accept_terms(struct domain *d, const struct recipient_ref *ref, const char *version,
			   struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	const struct audit_data more[] = { { "version", version, 0 } };
	struct recipient *r;
	struct dossier x;
	struct gate g;

	TRY(db_begin(tx.db, e));
	TRY(flow_lock_party(d, ref, &x, &r, e));
	TRY(gate_load(d, ref, &x, r, &g, e));
	if (g.next == GATE_FACTOR)
		return gate_require(d, ref, &x, r, GATE_NEED_PERSON, e);
	if (!version || strcmp(version, terms_current()) != 0)
		return domain_refuse(d, ERR_STALE, "terms-changed", e);
	if (!g.terms)
		return ERR_OK; /* accepted before */
	TRY(terms_row_put(&d->repo, r->email_folded, version, r->id, domain_now(d), e));
	TRY(flow_audit_more(d, "recipient.terms_accepted", r, more, COUNT_OF(more), e));
	return db_commit(tx.db, e);
}

static struct consent *consent_of(const struct gate *g, const char *law)
{
	for (size_t i = 0; i < g->laws.n; i++)
		if (law && !strcmp(g->laws.items[i].law->code, law))
			return &g->laws.items[i];
	return NULL;
}

static enum err audit_consent(struct domain *d, const char *event, const struct recipient *r,
			      const struct consent_row *c, struct error *e)
{
	const struct audit_data more[] = {
		{ "law", c->law, 0 },
		{ "version", c->version, 0 },
		{ "step", c->step, 0 },
		{ "answer", c->answer, 1 },
	};

	return flow_audit_more(d, event, r, more, COUNT_OF(more), e);
}

/* The step that may be taken now; NULL with a refusal otherwise. */
static enum err due_step(struct domain *d, const struct dossier *x, const struct consent *c,
			 const struct consent_input *in, const struct law_step **out,
			 struct error *e)
{
	const struct law_step *next = consent_next(c, x->state == ENVELOPE_COMPLETED);

	if (!in->version || strcmp(in->version, c->law->version) != 0)
		return domain_refuse(d, ERR_STALE, "consent-changed", e);
	if (!next)
		return domain_refuse(d, ERR_CONFLICT, "consent-given", e);
	/* one after the other: an explanation comes before the consent that rests on it */
	if (in->step && strcmp(in->step, next->code) != 0)
		return domain_refuse(d, ERR_CONFLICT, "consent-order", e);
	*out = next;
	return ERR_OK;
}

static enum err take_step(struct domain *d, const struct dossier *x, const struct recipient *r,
			  const struct consent *c, const struct consent_input *in, struct error *e)
{
	const struct law_step *step = NULL;
	struct consent_row row;

	TRY(due_step(d, x, c, in, &step, e));
	row = (struct consent_row){
		.id = domain_id(d, "cns"),
		.envelope_id = x->v.id,
		.recipient_id = r->id,
		.law = c->law->code,
		.version = c->law->version,
		.step = step->code,
		.at = domain_now(d),
		.answer = step->takes_text && in->answer && *in->answer ? in->answer : NULL,
	};
	TRY(consent_row_insert(&d->repo, &row, e));
	TRY(audit_consent(d, "recipient.consent_given", r, &row, e));
	if (row.answer) /* a third party is to get a copy: the sender's duty */
		TRY(notice_to_sender(d, "consent_wish", &x->v, r,
				     &(struct notice_facts){ .text = row.answer }, e));
	return ERR_OK;
}

enum err gate_consent(struct domain *d, const struct recipient_ref *ref,
		      const struct consent_input *in, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	const struct consent *c;
	struct recipient *r;
	struct dossier x;
	struct gate g;

	check_text(d, "answer", in->answer, (struct text_rule){ ANSWER_MAX_CHARS, 0, 0 });
	TRY(domain_fields_ok(d, e));
	TRY(db_begin(tx.db, e));
	TRY(flow_lock_party(d, ref, &x, &r, e));
	TRY(gate_load(d, ref, &x, r, &g, e));
	if (g.next == GATE_FACTOR || g.next == GATE_TERMS)
		return gate_require(d, ref, &x, r, GATE_NEED_ALL, e);
	c = consent_of(&g, in->law);
	if (!c)
		return domain_refuse(d, ERR_NOT_FOUND, "unknown-law", e);
	TRY(take_step(d, &x, r, c, in, e));
	return db_commit(tx.db, e);
}

enum err gate_consent_withdraw(struct domain *d, const struct recipient_ref *ref, const char *law,
			       struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	const struct consent *c;
	struct recipient *r;
	int64_t changed = 0;
	struct dossier x;
	struct gate g;

	TRY(db_begin(tx.db, e));
	TRY(flow_lock_party(d, ref, &x, &r, e));
	TRY(gate_load(d, ref, &x, r, &g, e));
	c = consent_of(&g, law);
	if (!c)
		return domain_refuse(d, ERR_NOT_FOUND, "unknown-law", e);
	if (strcmp(r->state, "opened") != 0 || x.state != ENVELOPE_PENDING)
		return domain_refuse(d, ERR_CONFLICT, "consent-too-late", e);
	TRY(consent_row_withdraw(&d->repo, r->id, c->law->code, domain_now(d), &changed, e));
	if (!changed)
		return domain_refuse(d, ERR_CONFLICT, "consent-not-given", e);
	TRY(audit_consent(d, "recipient.consent_withdrawn", r,
			  &(struct consent_row){ .law = c->law->code, .version = c->law->version },
			  e));
	TRY(notice_to_sender(d, "consent_withdrawn", &x.v, r,
			     &(struct notice_facts){ .text = c->law->title_ja }, e));
	return db_commit(tx.db, e);
}

enum err gate_ask_paper(struct domain *d, const struct recipient_ref *ref, const char *text,
			struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct consent_row row = { .law = "any", .version = "1", .step = "paper", .answer = text };
	struct consent_list before;
	struct recipient *r;
	struct dossier x;

	check_text(d, "text", text, (struct text_rule){ REASON_MAX_CHARS, 0, 1 });
	TRY(domain_fields_ok(d, e));
	TRY(db_begin(tx.db, e));
	TRY(flow_lock_party(d, ref, &x, &r, e));
	TRY(gate_require(d, ref, &x, r, GATE_NEED_PERSON, e));
	TRY(consent_load(d, r->id, &before, e));
	for (size_t i = 0; i < before.n_rows; i++)
		if (!strcmp(before.rows[i].step, "paper"))
			return ERR_OK; /* once; more is a question */
	row.id = domain_id(d, "cns");
	row.envelope_id = x.v.id;
	row.recipient_id = r->id;
	row.at = domain_now(d);
	TRY(consent_row_insert(&d->repo, &row, e));
	TRY(audit_consent(d, "recipient.paper_asked", r, &row, e));
	TRY(notice_to_sender(d, "paper_asked", &x.v, r, &(struct notice_facts){ .text = text }, e));
	return db_commit(tx.db, e);
}

enum err gate_browser(struct domain *d, const struct recipient_ref *link, int64_t *needs_code,
		      struct error *e)
{
	_Bool known = 0;

	if (link->browser.len)
		TRY(recipient_browser_known(&d->repo, link->browser, link->recipient_id, &known,
					    e));
	*needs_code = (link->link_opened_at && !known) || link->expires_at <= domain_now(d);
	if (link->key.len)
		TRY(recipient_link_used(&d->repo, link->key, domain_now(d), e));
	return *needs_code ? ERR_OK : gate_browser_known(d, link, e);
}

enum err gate_browser_known(struct domain *d, const struct recipient_ref *ref, struct error *e)
{
	if (!ref->browser.len)
		return ERR_OK;
	return recipient_browser_put(&d->repo, ref->browser, ref->recipient_id, domain_now(d), e);
}

enum err gate_set_factors(struct domain *d, const char *envelope, const char *recipient,
			  struct factor_input *list, size_t n, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct recipient *r;
	struct dossier x;

	TRY(factor_check(d, "factors", list, n, e));
	TRY(domain_fields_ok(d, e));
	TRY(db_begin(tx.db, e));
	TRY(flow_lock_recipient(d, envelope, recipient, &x, &r, e));
	if (act_check(d, ACT_CORRECT, &x, r, e) != ERR_OK)
		return e->code == ERR_CONFLICT
			       ? domain_refuse(d, ERR_CONFLICT, "factors-not-now", e)
			       : e->code;
	TRY(factor_save(d, envelope, r->id, list, n, e));
	/* who has passed the old ones shows the new ones too */
	TRY(recipient_session_delete(&d->repo, r->id, e));
	TRY(flow_audit_recipient(d, "recipient.factors_changed", r, e));
	return db_commit(tx.db, e);
}
