/* What a recipient does: opens, agrees, declines. */
#include "domain/check.h"
#include "domain/envelope.h"
#include "domain/field.h"
#include "domain/flow.h"
#include "domain/jobs.h"
#include "domain/notice.h"
#include "domain/statement.h"

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
	out->factor = "mail-link";
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

const char *recipient_landing(struct domain *d, const struct dossier *x, const struct recipient *r,
			      time_ms link_expires)
{
	_Bool acted = !strcmp(r->state, "processing") || !strcmp(r->state, "completed");

	if (link_expires && link_expires <= domain_now(d))
		return "link_expired";
	if (x->state == ENVELOPE_DECLINED)
		return "declined";
	if (x->state == ENVELOPE_WITHDRAWN || x->state == ENVELOPE_DRAFT)
		return "withdrawn";
	if (acted)
		return "done";
	if (x->state == ENVELOPE_EXPIRED || deadline_over(d, x))
		return "expired";
	return strcmp(r->state, "awaiting") ? "open" : "not_your_turn";
}

static void act_as(struct domain *d, const struct recipient *r)
{
	d->actor = (struct actor){ ACTOR_RECIPIENT, r->id, r->name, r->email, d->actor.ip, d->actor.agent };
}

/* Marks opened where the table knows it; a concluded contract may still be looked at. */
static enum err mark_opened(struct domain *d, const struct dossier *x, struct recipient *r, struct error *e)
{
	struct envelope_step step;
	_Bool again = !strcmp(r->state, "opened"); /* and not by a link that was sent since */

	if (envelope_step(x->state, EV_OPEN, &step, NULL) != ERR_OK || !strcmp(r->state, "processing") ||
	    !strcmp(r->state, "completed") || deadline_over(d, x))
		return ERR_OK;
	if (!strcmp(r->state, "awaiting"))
		return domain_refuse(d, ERR_CONFLICT, "not-your-turn", e);
	if (!r->opened_at)
		r->opened_at = domain_now(d);
	TRY(flow_move(d, r, RV_OPEN, e));
	return again ? ERR_OK : flow_audit_recipient(d, "recipient.opened", r, e);
}

static enum err open_as(struct domain *d, const struct dossier *x, struct recipient *r, const char *factor,
			struct link_token *token_out, struct error *e)
{
	time_ms now = domain_now(d);
	struct recipient_ref session = { .recipient_id = r->id, .factor = factor,
					 .expires_at = now + d->set->recipient_session_ttl };
	struct link_token t = link_token_new(d->rng);

	if (x->state == ENVELOPE_DRAFT)
		return domain_refuse(d, ERR_CONFLICT, "not-sent-yet", e);
	TRY(mark_opened(d, x, r, e));
	TRY(recipient_session_insert(&d->repo, link_hash(&t), &session, now, e));
	*token_out = t;
	return ERR_OK;
}

enum err recipient_open(struct domain *d, const struct recipient_ref *ref, struct link_token *token_out,
			struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct recipient *r;
	struct dossier x;

	if (ref->expires_at <= domain_now(d))
		return domain_refuse(d, ERR_LINK_EXPIRED, "link-dead", e);
	TRY(db_begin(tx.db, e));
	TRY(dossier_lock(d, ref->envelope_id, &x, e));
	r = dossier_recipient(&x, ref->recipient_id);
	if (!r)
		return domain_refuse(d, ERR_LINK_EXPIRED, "link-dead", e);
	act_as(d, r);
	TRY(open_as(d, &x, r, ref->factor, token_out, e));
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
	TRY(open_as(d, &x, r, "member-session", token_out, e));
	return db_commit(tx.db, e);
}

enum err flow_document_data(struct domain *d, const struct dossier *x, size_t more,
			    struct audit_data **out, size_t *n, struct error *e)
{
	struct audit_data *data = arena_alloc_n(d->repo.mem, 2 * x->n_documents + more, sizeof(*data));
	size_t used = 0, no = 0;

	if (!data)
		return error_set(e, ERR_TOO_LARGE, "an audit event exceeds the memory limit");
	for (size_t i = 0; i < x->n_documents; i++) {
		const char *digest;

		if (strcmp(x->documents[i].kind, "contract") != 0)
			continue;
		TRY(document_digest(d, &x->documents[i], &digest, e));
		no++;
		data[used++] = (struct audit_data){ domain_printf(d, "document.%zu", no),
						    x->documents[i].id, 0 };
		data[used++] = (struct audit_data){ domain_printf(d, "sha256.%zu", no), digest, 0 };
	}
	*out = data;
	*n = used;
	return ERR_OK;
}

static const char *shown_digest(const struct agree_input *in, const char *document)
{
	for (size_t i = 0; i < in->n_shown; i++)
		if (!strcmp(in->shown[i].document, document))
			return in->shown[i].digest;
	return NULL;
}

/* What was shown is still current while nothing visible has changed since: a parallel party's
 * invisible signature makes a new revision, but nobody sees anything else. */
static enum err is_current(struct domain *d, const struct document *doc, const char *shown, _Bool *out,
			   struct error *e)
{
	const struct revision *list;
	size_t n;

	*out = 0;
	TRY(revision_list(&d->repo, doc->id, &list, &n, e));
	for (size_t i = 0; i < n; i++)
		if (list[i].no >= doc->visible_no && list[i].no <= doc->head_no && shown &&
		    !strcmp(list[i].sha256, shown))
			*out = 1;
	return ERR_OK;
}

/* Practice 3: agreement is to what was shown, every document of it, and to this statement. */
static enum err check_shown(struct domain *d, const struct dossier *x, const struct agree_input *in,
			    struct error *e)
{
	size_t matched = 0;

	for (size_t i = 0; i < x->n_documents; i++) {
		_Bool current;

		if (strcmp(x->documents[i].kind, "contract") != 0)
			continue;
		TRY(is_current(d, &x->documents[i], shown_digest(in, x->documents[i].id), &current, e));
		if (!current)
			return domain_refuse(d, ERR_STALE, "content-changed", e);
		matched++;
	}
	if (matched != in->n_shown)
		return domain_refuse(d, ERR_STALE, "content-changed", e);
	if (!in->statement_version || strcmp(in->statement_version, statement_current()) != 0)
		return domain_refuse(d, ERR_STALE, "content-changed", e);
	return ERR_OK;
}

static enum err check_declared(struct domain *d, const struct agree_input *in, struct error *e)
{
	check_text(d, "name", in->name, (struct text_rule){ NAME_MAX_CHARS, 1, 0 });
	check_text(d, "company", in->company, (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	check_text(d, "department", in->department, (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	check_text(d, "title", in->title, (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	if (!in->authority)
		domain_field_error(d, "authority", "authority-needed");
	return domain_fields_ok(d, e);
}

/* May this person answer now? The reasons in the order in which a person would ask. */
static enum err check_turn(struct domain *d, const struct dossier *x, const struct recipient *r,
			   enum envelope_event ev, struct error *e)
{
	struct envelope_step step;

	if (envelope_step(x->state, ev, &step, e) != ERR_OK)
		return domain_refuse(d, ERR_CONFLICT, "envelope-ended", e);
	if (deadline_over(d, x))
		return domain_refuse(d, ERR_CONFLICT, "deadline-over", e);
	if (!strcmp(r->state, "awaiting"))
		return domain_refuse(d, ERR_CONFLICT, "not-your-turn", e);
	if (!strcmp(r->state, "processing") || !strcmp(r->state, "completed"))
		return domain_refuse(d, ERR_CONFLICT, "already-acted", e);
	if (strcmp(r->state, "opened") != 0)
		return domain_refuse(d, ERR_CONFLICT, "open-first", e);
	return ERR_OK;
}

static _Bool all_others_agreed(const struct dossier *x, const struct recipient *me)
{
	for (size_t i = 0; i < x->n_recipients; i++) {
		const struct recipient *r = &x->recipients[i];

		if (r != me && strcmp(r->state, "processing") != 0 && strcmp(r->state, "completed") != 0)
			return 0;
	}
	return 1;
}

static const char *factors_json(struct domain *d, const char *factor)
{
	/* a link by mail is one factor, whatever else came by the same mail (practice 4) */
	return domain_printf(d, "[{\"channel\":\"%s\",\"kind\":\"%s\"}]",
			     strcmp(factor, "member-session") ? "mail" : "password", factor);
}

const char *flow_values_digest(struct domain *d, const char *values)
{
	char hex[FIELD_DIGEST_SIZE];

	if (!values)
		return NULL;
	fields_digest(values, hex);
	return domain_printf(d, "%s", hex);
}

/* The event says which digest of each document this person was shown, which may be older than the
 * present one. */
static void put_shown(const struct agree_input *in, struct audit_data *data, size_t n)
{
	for (size_t i = 0; i + 1 < n; i += 2)
		data[i + 1].value = shown_digest(in, data[i].value);
}

static enum err audit_agreed(struct domain *d, const struct dossier *x, const struct recipient *r,
			     const struct agree_input *in, struct audit_mark *mark, struct error *e)
{
	const char *values;
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

	TRY(fields_freeze(d, x, r, r->act_id, &values, e));
	TRY(flow_document_data(d, x, COUNT_OF(own) + 1, &data, &n, e));
	put_shown(in, data, n);
	memcpy(data + n, own, sizeof(own));
	n += COUNT_OF(own);
	data[n++] = (struct audit_data){ "values_sha256", flow_values_digest(d, values), 1 };
	return audit_append(d, &(struct audit_entry){ .envelope = x->v.id, .kind = "recipient.agreed",
						      .data = data, .n = n }, mark, e);
}

static enum err agree_rows(struct domain *d, struct dossier *x, struct recipient *r,
			   const struct agree_input *in, enum envelope_event ev, struct error *e)
{
	struct envelope_step step;
	struct audit_mark mark;

	TRY(envelope_step(x->state, ev, &step, e));
	TRY(flow_move(d, r, RV_AGREE, e));
	x->v.state = envelope_state_name(step.to);
	x->v.updated_at = domain_now(d);
	TRY(envelope_update(&d->repo, &x->v, e));
	TRY(audit_agreed(d, x, r, in, &mark, e));
	return job_enqueue(d, &(struct job_request){ .kind = JOB_ACT, .envelope = x->v.id,
						     .recipient = r->id, .act = r->act_id, .mark = &mark }, e);
}

static void declare(struct domain *d, struct recipient *r, const struct recipient_ref *ref,
		    const struct agree_input *in)
{
	r->agreed_at = domain_now(d);
	r->declared_name = in->name;
	r->declared_company = in->company ? in->company : "";
	r->declared_department = in->department ? in->department : "";
	r->declared_title = in->title ? in->title : "";
	r->statement_version = in->statement_version;
	r->factors = factors_json(d, ref->factor);
	r->act_id = domain_id(d, "act");
}

/* The envelope under its lock and the recipient whose session this is. */
static enum err lock_party(struct domain *d, const struct recipient_ref *ref, struct dossier *x,
			   struct recipient **r, struct error *e)
{
	TRY(dossier_lock(d, ref->envelope_id, x, e));
	*r = dossier_recipient(x, ref->recipient_id);
	if (!*r)
		return error_set(e, ERR_NOT_FOUND, "no such recipient");
	act_as(d, *r);
	return ERR_OK;
}

enum err flow_lock_party(struct domain *d, const struct recipient_ref *ref, struct dossier *x,
			 struct recipient **r, struct error *e)
{
	return lock_party(d, ref, x, r, e);
}

enum err flow_check_turn(struct domain *d, const struct dossier *x, const struct recipient *r,
			 enum envelope_event ev, struct error *e)
{
	return check_turn(d, x, r, ev, e);
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
	struct recipient *r;
	struct dossier x;

	TRY(check_declared(d, in, e));
	TRY(db_begin(tx.db, e));
	TRY(lock_party(d, ref, &x, &r, e));
	if (pressed_twice(&x, r))
		return ERR_OK; /* the act exists once */
	TRY(check_turn(d, &x, r, EV_AGREE, e));
	TRY(check_shown(d, &x, in, e));
	declare(d, r, ref, in);
	TRY(agree_rows(d, &x, r, in, all_others_agreed(&x, r) ? EV_AGREE_LAST : EV_AGREE, e));
	return db_commit(tx.db, e);
}

static enum err tell_others(struct domain *d, const struct dossier *x, const struct recipient *me,
			    struct error *e)
{
	for (size_t i = 0; i < x->n_recipients; i++) {
		const struct recipient *r = &x->recipients[i];

		if (r != me && r->sent_at)
			TRY(notice_party(d, "stopped", &x->v, r, NULL, e));
	}
	return notice_sender(d, "declined", &x->v, me, e);
}

enum err recipient_decline(struct domain *d, const struct recipient_ref *ref, const char *reason,
			   struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct envelope_step step;
	struct recipient *r;
	struct dossier x;

	check_text(d, "reason", reason, (struct text_rule){ REASON_MAX_CHARS, 1, 1 });
	TRY(domain_fields_ok(d, e));
	TRY(db_begin(tx.db, e));
	TRY(lock_party(d, ref, &x, &r, e));
	if (!strcmp(r->state, "declined"))
		return ERR_OK;
	TRY(check_turn(d, &x, r, EV_DECLINE, e));
	TRY(envelope_step(x.state, EV_DECLINE, &step, e));
	r->declined_at = domain_now(d);
	r->decline_reason = reason;
	TRY(flow_move(d, r, RV_DECLINE, e));
	x.v.state = envelope_state_name(step.to);
	x.v.ended_at = x.v.updated_at = domain_now(d);
	TRY(envelope_update(&d->repo, &x.v, e));
	TRY(flow_audit_recipient(d, "recipient.declined", r, e));
	TRY(tell_others(d, &x, r, e));
	return db_commit(tx.db, e);
}
