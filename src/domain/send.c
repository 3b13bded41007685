/* Sending, and whose turn it is: confirmation, send, prepared, invitations by order groups. */
#include "domain/approval.h"
#include "domain/attachment.h"
#include "domain/certification.h"
#include "domain/check.h"
#include "store/repo/contact.h"
#include "domain/envelope.h"
#include "domain/factor.h"
#include "domain/field.h"
#include "domain/flow.h"
#include "domain/jobs.h"
#include "domain/notice.h"
#include "domain/shown.h"
#include "domain/source.h"
#include "domain/text.h"
#include "store/repo/work.h"
#include "store/repo/organisation.h"

enum { CHECKS_MAX = 128 };

struct report {
	struct domain *d;
	const char *lang;
	struct send_check *problems, *warnings;
	size_t n_problems, n_warnings;
};

static void problem(struct report *r, const char *code, const char *field)
{
	if (r->n_problems < CHECKS_MAX)
		r->problems[r->n_problems++] =
			(struct send_check){ .code = code, .field = field, .text = text_of(r->lang, code) };
}

static void warning(struct report *r, const char *code, const char *name)
{
	const struct text_value v[] = { { "name", name } };

	if (r->n_warnings < CHECKS_MAX)
		r->warnings[r->n_warnings++] = (struct send_check){
			.code = code, .field = "",
			.text = text_fill(r->d->repo.mem, text_of(r->lang, code), v, COUNT_OF(v)) };
}

static enum err report_wordings(struct report *r, const struct document *doc, struct error *e)
{
	const struct wording_warning *list;
	size_t n;

	TRY(document_wordings(r->d, doc, r->lang, &list, &n, e));
	for (size_t i = 0; i < n && r->n_warnings < CHECKS_MAX; i++)
		r->warnings[r->n_warnings++] = (struct send_check){
			.code = list[i].code, .field = "", .text = list[i].text, .document = doc->id,
			.excerpt = list[i].excerpt, .instead = list[i].instead, .page = list[i].page };
	return ERR_OK;
}

/* What was found in a document's text, and whether it was looked at. */
static enum err report_text(struct report *r, const struct document *doc, struct error *e)
{
	struct document_source s;
	size_t faults;
	enum err rc = document_source_get(&r->d->repo, doc->id, &s, e);

	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(rc);
	if (s.converter)
		warning(r, "converted", doc->name);
	if (strcmp(s.reading, "done") != 0)
		warning(r, strcmp(s.reading, "waiting") ? "text-unread" : "text-waiting", doc->name);
	TRY(document_tag_faults(r->d, doc, &faults, e));
	if (faults)
		warning(r, "tag-faults", doc->name);
	return report_wordings(r, doc, e);
}

static enum err report_texts(struct report *r, const struct dossier *x, struct error *e)
{
	for (size_t i = 0; i < x->n_documents; i++)
		if (!strcmp(x->documents[i].state, "ready") && !strcmp(x->documents[i].kind, "contract"))
			TRY(report_text(r, &x->documents[i], e));
	return ERR_OK;
}

static void report_documents(struct report *r, const struct dossier *x)
{
	if (!dossier_contracts(x))
		problem(r, "no-document", "documents");
	for (size_t i = 0; i < x->n_documents; i++) {
		const struct document *doc = &x->documents[i];

		if (strcmp(doc->state, "ready") != 0)
			problem(r, "document-not-ready", domain_printf(r->d, "documents[%zu]", i));
		if (doc->repaired)
			warning(r, "repaired", doc->name);
		if (doc->signatures)
			warning(r, "already-signed", doc->name);
	}
}

static const char *field_of(struct report *r, size_t i, const char *name)
{
	return domain_printf(r->d, "recipients[%zu].%s", i, name);
}

/* One person may have several parts, in another role or at another time; never the same part twice. */
static void report_same_person(struct report *r, const struct dossier *x, size_t i)
{
	const struct recipient *p = &x->recipients[i];
	_Bool again = 0, same = 0;

	for (size_t k = 0; k < i; k++) {
		const struct recipient *o = &x->recipients[k];
		_Bool person = !strcmp(o->email_folded, p->email_folded);

		again = again || person;
		same = same || (person && o->order_no == p->order_no && !strcmp(o->role, p->role));
	}
	if (same)
		problem(r, "duplicate-recipient", field_of(r, i, "email"));
	else if (again)
		warning(r, "same-person", p->name);
}

static void report_recipient(struct report *r, const struct dossier *x, size_t i)
{
	const struct recipient *p = &x->recipients[i];
	size_t before = r->d->n_errors;

	if (!check_text(r->d, "", p->name, (struct text_rule){ NAME_MAX_CHARS, 1, 0 }))
		problem(r, "required", field_of(r, i, "name"));
	if (!check_email(r->d, "", p->email))
		problem(r, *p->email ? "not-a-mail-address" : "required", field_of(r, i, "email"));
	r->d->n_errors = before;
	if (strcmp(p->method, "provider") != 0 && !recipient_signs(p))
		problem(r, "method-no-act", field_of(r, i, "method"));
	if (*p->email)
		report_same_person(r, x, i);
}

static enum err report_factors(struct report *r, const struct dossier *x, struct error *e)
{
	for (size_t i = 0; i < x->n_recipients; i++) {
		const char *code;

		TRY(factor_unready(r->d, &x->recipients[i], &code, e));
		if (code)
			problem(r, code, field_of(r, i, "factors"));
	}
	return ERR_OK;
}

static _Bool has_side(const struct dossier *x, const char *side)
{
	for (size_t i = 0; i < x->n_recipients; i++)
		if (!strcmp(x->recipients[i].side, side) && !strcmp(x->recipients[i].role, "signer"))
			return 1;
	return 0;
}

/* Practice 8: the sender's own side agrees by a person of its own, sending is not agreeing. */
static void report_sides(struct report *r, const struct dossier *x)
{
	if (!has_side(x, "own") && !strcmp(x->v.kind, "contract"))
		problem(r, "no-own-signatory", "recipients");
	if (!has_side(x, "counterparty"))
		problem(r, "no-counterparty", "recipients");
}

static enum err report_members(struct report *r, const struct dossier *x, struct error *e)
{
	for (size_t i = 0; i < x->n_recipients; i++) {
		const struct recipient *p = &x->recipients[i];
		struct member m;
		enum err rc;

		if (strcmp(p->side, "counterparty") != 0)
			continue;
		rc = member_by_email(&r->d->repo, p->email_folded, &m, e);
		if (rc == ERR_OK)
			warning(r, "counterparty-is-member", p->name);
		else if (rc != ERR_NOT_FOUND)
			return rc;
	}
	return ERR_OK;
}

static enum err report_approval(struct report *r, const struct dossier *x, struct error *e)
{
	const char *code;

	TRY(approval_blocks(r->d, x, &code, e));
	if (code)
		problem(r, code, "approval");
	return ERR_OK;
}

/* Both are days as "2026-04-01": their order is that of the letters. */
static void report_dates(struct report *r, const struct envelope *v)
{
	if (v->contract_date && v->effective_date && strcmp(v->effective_date, v->contract_date) < 0)
		warning(r, "effective-before-contract", "");
}

static enum err report_fields(struct report *r, const struct dossier *x, struct error *e)
{
	size_t before = r->d->n_errors;

	TRY(fields_check_send(r->d, x, e));
	for (size_t i = before; i < r->d->n_errors; i++)
		problem(r, r->d->errors[i].code, r->d->errors[i].field);
	r->d->n_errors = before;
	return ERR_OK;
}

enum err envelope_confirm(struct domain *d, const struct dossier *x, const char *lang,
			  struct send_report *out, struct error *e)
{
	struct report r = { .d = d, .lang = lang };
	struct organisation o;

	r.problems = arena_alloc_n(d->repo.mem, CHECKS_MAX, sizeof(*r.problems));
	r.warnings = arena_alloc_n(d->repo.mem, CHECKS_MAX, sizeof(*r.warnings));
	if (!r.problems || !r.warnings)
		return error_set(e, ERR_TOO_LARGE, "the checks exceed the memory limit");
	TRY(organisation_get(&d->repo, &o, e));
	if (strcmp(o.state, "active") != 0)
		problem(&r, "organisation-inactive", "");
	if (!check_text(d, "", x->v.title, (struct text_rule){ TITLE_MAX_CHARS, 1, 0 })) {
		d->n_errors--;
		problem(&r, "no-title", "title");
	}
	if (x->v.expire_at && x->v.expire_at <= domain_now(d))
		problem(&r, "deadline-past", "expire_at");
	report_documents(&r, x);
	TRY(report_texts(&r, x, e));
	for (size_t i = 0; i < x->n_recipients; i++)
		report_recipient(&r, x, i);
	TRY(report_factors(&r, x, e));
	report_sides(&r, x);
	report_dates(&r, &x->v);
	TRY(report_members(&r, x, e));
	TRY(report_approval(&r, x, e));
	TRY(report_fields(&r, x, e));
	if (d->set->trial)
		warning(&r, "trial", "");
	if (!x->v.expire_at)
		warning(&r, "no-deadline", "");
	*out = (struct send_report){ r.problems, r.warnings, r.n_problems, r.n_warnings };
	return ERR_OK;
}

static enum err refuse_blocked(struct domain *d, const struct dossier *x, struct error *e)
{
	struct send_report report;

	TRY(envelope_confirm(d, x, "en", &report, e));
	for (size_t i = 0; i < report.n_problems; i++)
		domain_field_error(d, report.problems[i].field, report.problems[i].code);
	if (!report.n_problems)
		return ERR_OK;
	return domain_refuse(d, ERR_INVALID, "cannot-send", e);
}

/* Every document with its digest goes into the event that says what was sent. */
static enum err audit_sent(struct domain *d, const struct dossier *x, const char *values,
			   struct audit_mark *mark, struct error *e)
{
	struct audit_data *data, *attachments;
	size_t n, n_attachments;

	TRY(attachment_data(d, x->v.id, 0, &attachments, &n_attachments, e));
	TRY(shown_data(d, x, NULL, n_attachments + 3, &data, &n, e));
	memcpy(data + n, attachments, n_attachments * sizeof(*data));
	n += n_attachments;
	data[n] = (struct audit_data){ "title", x->v.title, 1 };
	data[n + 1] = (struct audit_data){ "values_sha256", flow_values_digest(d, values), 1 };
	data[n + 2] = (struct audit_data){ "certification", certification_name(x), 0 };
	return audit_append(d, &(struct audit_entry){ .envelope = x->v.id, .kind = "envelope.sent",
						      .data = data, .n = n + 3 }, mark, e);
}

/* What the sender filled in is part of the act of sending; a draft that came back is sent anew. */
static enum err freeze_sender(struct domain *d, const struct dossier *x, const char *act,
			      const char **values, struct error *e)
{
	TRY(field_value_thaw(&d->repo, x->v.id, e));
	return fields_freeze(d, x, NULL, act, values, e);
}

static enum err send_rows(struct domain *d, struct dossier *x, const struct envelope_step *step,
			  struct error *e)
{
	const char *act = domain_id(d, "act"), *values;
	struct audit_mark mark;
	time_ms now = domain_now(d);

	x->v.state = envelope_state_name(step->to);
	x->v.sent_at = x->v.updated_at = now;
	x->v.sent_by = d->actor.id;
	x->v.trial = d->set->trial;
	x->v.level_requested = d->set->level;
	x->v.version++;
	TRY(envelope_update(&d->repo, &x->v, e));
	TRY(freeze_sender(d, x, act, &values, e));
	TRY(audit_sent(d, x, values, &mark, e));
	for (size_t i = 0; i < x->n_recipients; i++)
		TRY(contact_used(&d->repo, x->recipients[i].email_folded, now, e));
	TRY(job_enqueue(d, &(struct job_request){ .kind = JOB_PREPARE, .envelope = x->v.id,
						  .act = act, .mark = &mark }, e));
	return flow_schedule(d, x, e);
}

enum err envelope_send(struct domain *d, const char *id, int64_t version, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct envelope_step step;
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(dossier_lock(d, id, &x, e));
	TRY(act_check(d, ACT_SEND, &x, NULL, e));
	TRY(envelope_step(x.state, EV_SEND, &step, e));
	if (version != x.v.version)
		return domain_refuse(d, ERR_STALE, "version-stale", e);
	TRY(refuse_blocked(d, &x, e));
	TRY(send_rows(d, &x, &step, e));
	return db_commit(tx.db, e);
}

static enum err arm(struct domain *d, const struct recipient *r, const char *channel,
		    struct link_token *out, struct error *e)
{
	time_ms now = domain_now(d);

	*out = link_token_new(d->rng);
	return recipient_link_insert(&d->repo,
				     &(struct recipient_link){ .token_hash = link_hash(out),
							       .recipient_id = r->id, .channel = channel,
							       .created_at = now,
							       .expires_at = now + d->set->link_ttl }, e);
}

enum err flow_arm_link(struct domain *d, const struct recipient *r, struct link_token *out, struct error *e)
{
	return arm(d, r, "mail", out, e);
}

enum err flow_arm_handed_link(struct domain *d, const struct recipient *r, struct link_token *out,
			      struct error *e)
{
	return arm(d, r, "hand", out, e);
}

enum err flow_kill_links(struct domain *d, const struct recipient *r, struct error *e)
{
	TRY(recipient_link_delete(&d->repo, r->id, e));
	TRY(recipient_session_delete(&d->repo, r->id, e));
	return mail_supersede(&d->repo, r->id, "replaced by a newer link", e);
}

enum err flow_audit_more(struct domain *d, const char *kind, const struct recipient *r,
			 const struct audit_data *more, size_t n, struct error *e)
{
	const struct audit_data own[] = {
		{ "recipient", r->id, 0 },
		{ "act", r->act_id, 0 },
		{ "recipient_name", r->name, 1 },
		{ "recipient_email", r->email, 1 },
	};
	struct audit_data *all = arena_alloc_n(d->repo.mem, COUNT_OF(own) + n, sizeof(*all));

	if (!all)
		return error_set(e, ERR_TOO_LARGE, "an audit event exceeds the memory limit");
	memcpy(all, own, sizeof(own));
	if (n)
		memcpy(all + COUNT_OF(own), more, n * sizeof(*more));
	return audit_append(d, &(struct audit_entry){ .envelope = r->envelope_id, .kind = kind, .data = all,
						      .n = COUNT_OF(own) + n }, NULL, e);
}

enum err flow_audit_recipient(struct domain *d, const char *kind, const struct recipient *r, struct error *e)
{
	return flow_audit_more(d, kind, r, NULL, 0, e);
}

enum err flow_move(struct domain *d, struct recipient *r, enum recipient_event ev, struct error *e)
{
	enum recipient_state from, to;

	if (!recipient_state_parse(r->state, &from))
		return error_set(e, ERR_INTERNAL, "a recipient has an unknown state");
	TRY(recipient_step(from, ev, &to, e));
	r->state = recipient_state_name(to);
	return recipient_update(&d->repo, r, e);
}

static enum err invite(struct domain *d, const struct dossier *x, struct recipient *r, struct error *e)
{
	struct link_token t;

	r->sent_at = domain_now(d);
	TRY(flow_move(d, r, RV_INVITE, e));
	TRY(flow_arm_link(d, r, &t, e));
	TRY(flow_audit_recipient(d, "recipient.invited", r, e));
	return notice_party(d, recipient_blocks(r) ? "request" : "shared", &x->v, r, t.text, e);
}

/* The smallest order number that still waits for somebody's act; 0: none. */
static int64_t next_group(const struct dossier *x)
{
	int64_t next = 0;

	for (size_t i = 0; i < x->n_recipients; i++) {
		const struct recipient *r = &x->recipients[i];

		if (recipient_blocks(r) && strcmp(r->state, "completed") != 0 && (!next || r->order_no < next))
			next = r->order_no;
	}
	return next;
}

/* Groups of nobody but cc are told on the way; those behind the last act are told of the conclusion. */
enum err flow_invite_next(struct domain *d, struct dossier *x, struct error *e)
{
	int64_t group = next_group(x);

	if (!group || group == x->v.group_no)
		return ERR_OK;
	x->v.group_no = group;
	TRY(envelope_update(&d->repo, &x->v, e));
	for (size_t i = 0; i < x->n_recipients; i++)
		if (x->recipients[i].order_no <= group && !strcmp(x->recipients[i].state, "awaiting"))
			TRY(invite(d, x, &x->recipients[i], e));
	return ERR_OK;
}

/* What people are shown from now on is what was certified, or made ready for their signatures. */
static enum err show_heads(struct domain *d, struct dossier *x, struct error *e)
{
	for (size_t i = 0; i < x->n_documents; i++) {
		x->documents[i].visible_no = x->documents[i].head_no;
		TRY(document_update(&d->repo, &x->documents[i], e));
	}
	return ERR_OK;
}

/* What the service did not sign is named by its digests: that is what the parties are shown and sign. */
static enum err audit_prepared(struct domain *d, const struct dossier *x, struct error *e)
{
	struct audit_entry entry = { .envelope = x->v.id, .kind = "envelope.prepared" };
	struct audit_data *data;

	if (!certification_is_given(x)) {
		TRY(shown_data(d, x, NULL, 0, &data, &entry.n, e));
		entry.kind = "envelope.prepared_unsigned";
		entry.data = data;
	}
	return audit_append(d, &entry, NULL, e);
}

enum err envelope_prepared(struct domain *d, const char *id, struct error *e)
{
	struct envelope_step step;
	struct dossier x;

	TRY(dossier_lock(d, id, &x, e));
	if (x.v.prepared_at || x.state != ENVELOPE_PENDING)
		return ERR_OK; /* done before, or withdrawn meanwhile */
	TRY(envelope_step(x.state, EV_PREPARED, &step, e));
	x.v.prepared_at = x.v.updated_at = domain_now(d);
	TRY(envelope_update(&d->repo, &x.v, e));
	TRY(show_heads(d, &x, e));
	TRY(audit_prepared(d, &x, e));
	return flow_invite_next(d, &x, e);
}
