/* What a recipient does: opens, and agrees or approves. */
#include "domain/check.h"
#include "domain/envelope.h"
#include "domain/field.h"
#include "domain/flow.h"
#include "domain/gate.h"
#include "domain/jobs.h"
#include "domain/notice.h"
#include "domain/shown.h"

enum err recipient_find(struct domain *d, const char *token, struct recipient_ref *out, struct error *e)
{
	unsigned char hash[TOKEN_HASH_SIZE];
	enum err rc;

	if (!token || !token_hash(token, hash))
		return domain_refuse(d, ERR_LINK_EXPIRED, "link-dead", e);
	rc = recipient_by_link(d->repo.db, d->repo.mem, BYTES(hash, sizeof(hash)), out, e);
	if (rc == ERR_NOT_FOUND)
		return domain_refuse(d, ERR_LINK_EXPIRED, "link-dead", e);
	TRY(rc);
	d->repo.org = out->organisation_id;
	/* practice 1: who comes by a link that the sender handed over says so in the evidence */
	out->factor = strcmp(out->factor, "hand") ? "mail-link" : "handed-link";
	return ERR_OK;
}

enum err recipient_session(struct domain *d, const char *cookie, struct recipient_ref *out, struct error *e)
{
	unsigned char hash[TOKEN_HASH_SIZE];
	enum err rc;

	if (!cookie || !token_hash(cookie, hash))
		return error_set(e, ERR_UNAUTHENTICATED, "no session");
	rc = recipient_by_session(d->repo.db, d->repo.mem, BYTES(hash, sizeof(hash)), out, e);
	if (rc == ERR_NOT_FOUND || (rc == ERR_OK && out->expires_at <= domain_now(d)))
		return error_set(e, ERR_UNAUTHENTICATED, "the session is over");
	TRY(rc);
	d->repo.org = out->organisation_id;
	return ERR_OK;
}

static _Bool deadline_over(struct domain *d, const struct dossier *x)
{
	return x->v.expire_at && x->v.expire_at <= domain_now(d);
}

static _Bool is_handed_over(const struct recipient *r)
{
	return !strcmp(r->state, "forwarded");
}

/* A link ends with its time; but whoever has a share in a concluded contract may come back for it as
 * long as it is kept, by a link of any age and a fresh code. */
static _Bool link_over(struct domain *d, const struct dossier *x, const struct recipient *r, time_ms expires)
{
	return expires && expires <= domain_now(d) && (x->state != ENVELOPE_COMPLETED || is_handed_over(r));
}

const char *recipient_landing(struct domain *d, const struct dossier *x, const struct recipient *r,
			      time_ms link_expires)
{
	_Bool acted = !strcmp(r->state, "processing") || !strcmp(r->state, "completed");

	if (link_over(d, x, r, link_expires))
		return "link_expired";
	if (is_handed_over(r)) /* who is out is not told what became of it */
		return "forwarded";
	if (x->state == ENVELOPE_DECLINED)
		return "declined";
	if (x->state == ENVELOPE_WITHDRAWN || x->state == ENVELOPE_DRAFT)
		return "withdrawn";
	if (x->state == ENVELOPE_EXPIRED) /* also for who agreed in time: nobody is waited for any more */
		return "expired";
	if (acted || (x->state == ENVELOPE_COMPLETED && !recipient_blocks(r)))
		return "done";
	if (deadline_over(d, x))
		return "expired";
	return strcmp(r->state, "awaiting") ? "open" : "not_your_turn";
}

static void act_as(struct domain *d, const struct recipient *r)
{
	d->actor = (struct actor){ .kind = ACTOR_RECIPIENT, .id = r->id, .name = r->name, .email = r->email,
				   .ip = d->actor.ip, .agent = d->actor.agent };
}

enum err flow_mark_opened(struct domain *d, const struct dossier *x, struct recipient *r, struct error *e)
{
	_Bool again = !strcmp(r->state, "opened"); /* and not by a link that was sent since */

	if (!act_allows(d, ACT_OPEN, x, r)) {
		if (!strcmp(r->state, "awaiting") || is_handed_over(r))
			return act_check(d, ACT_OPEN, x, r, e);
		return ERR_OK;
	}
	if (!r->opened_at)
		r->opened_at = domain_now(d);
	TRY(flow_move(d, r, RV_OPEN, e));
	return again ? ERR_OK : flow_audit_recipient(d, "recipient.opened", r, e);
}

static enum err open_as(struct domain *d, const struct dossier *x, struct recipient *r, const char *factor,
			int64_t needs_code, struct link_token *token_out, struct error *e)
{
	time_ms now = domain_now(d);
	struct recipient_ref session = { .recipient_id = r->id, .factor = factor, .needs_code = needs_code,
					 .expires_at = now + d->set->recipient_session_ttl };
	struct link_token t = link_token_new(d->rng);

	if (x->state == ENVELOPE_DRAFT)
		return domain_refuse(d, ERR_CONFLICT, "not-sent-yet", e);
	TRY(flow_mark_opened(d, x, r, e));
	TRY(recipient_session_insert(&d->repo, link_hash(&t), &session, now, e));
	*token_out = t;
	return ERR_OK;
}

enum err recipient_open(struct domain *d, const struct recipient_ref *ref, struct link_token *token_out,
			struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	int64_t needs_code;
	struct recipient *r;
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(dossier_lock(d, ref->envelope_id, &x, e));
	r = dossier_recipient(&x, ref->recipient_id);
	if (!r || link_over(d, &x, r, ref->expires_at))
		return domain_refuse(d, ERR_LINK_EXPIRED, "link-dead", e);
	if (is_handed_over(r))
		return domain_refuse(d, ERR_LINK_EXPIRED, "forwarded-away", e);
	act_as(d, r);
	TRY(gate_browser(d, ref, &needs_code, e));
	TRY(open_as(d, &x, r, ref->factor, needs_code, token_out, e));
	return db_commit(tx.db, e);
}

enum err recipient_open_own(struct domain *d, const char *envelope, const char *recipient,
			    struct link_token *token_out, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct recipient *r;
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(dossier_lock(d, envelope, &x, e));
	r = dossier_recipient(&x, recipient);
	if (!r)
		return error_set(e, ERR_NOT_FOUND, "no such recipient");
	if (!r->account_id || strcmp(r->account_id, d->actor.id) != 0)
		return domain_refuse(d, ERR_DENIED, "not-yours", e);
	act_as(d, r);
	TRY(open_as(d, &x, r, "member-session", 0, token_out, e));
	return db_commit(tx.db, e);
}

enum err flow_check_declared(struct domain *d, const struct agree_input *in, struct error *e)
{
	check_text(d, "name", in->name, (struct text_rule){ NAME_MAX_CHARS, 1, 0 });
	check_text(d, "company", in->company, (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	check_text(d, "department", in->department, (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	check_text(d, "title", in->title, (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	if (!in->authority)
		domain_field_error(d, "authority", "authority-needed");
	return domain_fields_ok(d, e);
}

static const char *act_kind(const struct recipient *r)
{
	if (!strcmp(r->method, "own_certificate"))
		return "recipient.signed";
	return recipient_role_of(r) == PARTY_APPROVER ? "recipient.approved" : "recipient.agreed";
}

const char *flow_values_digest(struct domain *d, const char *values)
{
	char hex[FIELD_DIGEST_SIZE];

	if (!values)
		return NULL;
	fields_digest(values, hex);
	return domain_printf(d, "%s", hex);
}

static enum err audit_agreed(struct domain *d, const struct dossier *x, const struct recipient *r,
			     const struct flow_act *act, struct audit_mark *mark, struct error *e)
{
	const struct audit_data own[] = {
		{ "recipient", r->id, 0 },
		{ "act", r->act_id, 0 },
		{ "statement", r->statement_version, 0 },
		{ "factors", r->factors, 0 },
		{ "authority", "declared", 0 },
		{ "declared_name", r->declared_name, 1 },
		{ "declared_company", r->declared_company, 1 },
		{ "declared_department", r->declared_department, 1 },
		{ "declared_title", r->declared_title, 1 },
	};
	struct audit_data *data;
	size_t n;

	TRY(shown_data(d, x, act->in, COUNT_OF(own) + 1 + act->n_more, &data, &n, e));
	memcpy(data + n, own, sizeof(own));
	n += COUNT_OF(own);
	if (act->n_more)
		memcpy(data + n, act->more, act->n_more * sizeof(*data));
	n += act->n_more;
	data[n++] = (struct audit_data){ "values_sha256", flow_values_digest(d, act->values), 1 };
	return audit_append(d, &(struct audit_entry){ .envelope = x->v.id, .kind = act_kind(r),
						      .data = data, .n = n }, mark, e);
}

enum err flow_act_rows(struct domain *d, struct dossier *x, struct recipient *r,
		       const struct flow_act *act, struct error *e)
{
	struct audit_mark mark;

	TRY(flow_move(d, r, RV_AGREE, e));
	TRY(flow_step(d, x, flow_is_last(x, r) ? EV_AGREE_LAST : EV_AGREE, e));
	TRY(audit_agreed(d, x, r, act, &mark, e));
	return job_enqueue(d, &(struct job_request){ .kind = JOB_ACT, .envelope = x->v.id,
						     .recipient = r->id, .act = r->act_id, .mark = &mark }, e);
}

void flow_declare(struct recipient *r, const struct agree_input *in, time_ms at, const char *act)
{
	r->agreed_at = at;
	r->declared_name = in->name;
	r->declared_company = in->company ? in->company : "";
	r->declared_department = in->department ? in->department : "";
	r->declared_title = in->title ? in->title : "";
	r->statement_version = in->statement_version;
	r->act_id = act;
}

enum err flow_look_party(struct domain *d, const struct recipient_ref *ref, struct dossier *x,
			 struct recipient **r, struct error *e)
{
	TRY(dossier_load(d, ref->envelope_id, x, e));
	*r = dossier_recipient(x, ref->recipient_id);
	if (!*r)
		return error_set(e, ERR_NOT_FOUND, "no such recipient");
	act_as(d, *r);
	return ERR_OK;
}

enum err flow_lock_party(struct domain *d, const struct recipient_ref *ref, struct dossier *x,
			 struct recipient **r, struct error *e)
{
	TRY(flow_lock_recipient(d, ref->envelope_id, ref->recipient_id, x, r, e));
	act_as(d, *r);
	return ERR_OK;
}

/* The same press again, while the contract is still under way; after that it is a new attempt. */
static _Bool pressed_twice(const struct dossier *x, const struct recipient *r)
{
	return (x->state == ENVELOPE_PENDING || x->state == ENVELOPE_CONCLUDING) &&
	       (!strcmp(r->state, "processing") || !strcmp(r->state, "completed"));
}

enum err recipient_agree(struct domain *d, const struct recipient_ref *ref, const struct agree_input *in,
			 struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct flow_act act = { .in = in };
	struct recipient *r;
	struct dossier x;

	TRY(flow_check_declared(d, in, e));
	TRY(db_begin(tx.db, e));
	TRY(flow_lock_party(d, ref, &x, &r, e));
	if (recipient_signs(r) && pressed_twice(&x, r))
		return ERR_OK; /* the act exists once */
	TRY(act_check(d, recipient_role_of(r) == PARTY_APPROVER ? ACT_APPROVE : ACT_AGREE, &x, r, e));
	TRY(gate_require(d, ref, &x, r, GATE_NEED_ALL, e));
	TRY(shown_check(d, &x, r, in, e));
	flow_declare(r, in, domain_now(d), domain_id(d, "act"));
	TRY(gate_factors_json(d, ref, &r->factors, e));
	TRY(fields_freeze(d, &x, r, r->act_id, &act.values, e));
	TRY(flow_act_rows(d, &x, r, &act, e));
	return db_commit(tx.db, e);
}
