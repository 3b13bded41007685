#include "api/output.h"
#include "api/output_draft.h"
#include "api/output_gate.h"
#include "domain/acts.h"
#include "store/repo/flow.h"
#include "store/repo/intake.h"

json_t *json_time(time_ms t)
{
	char text[TIME_RFC3339_SIZE];

	if (!t)
		return json_null();
	time_rfc3339(t, text);
	return json_string(text);
}

json_t *json_text(const char *s)
{
	return s ? json_string(s) : json_null();
}

static json_t *permissions_json(const struct caller *c)
{
	json_t *list = json_array();
	const char *name;

	for (unsigned i = 0; (name = permission_name(i)) != NULL; i++)
		if (caller_may(c, name))
			json_array_append_new(list, json_string(name));
	return list;
}

enum err session_json(struct caller *c, json_t **out, struct error *e)
{
	const struct session_row *m = &c->member;
	json_t *account = json_null(), *organisation = json_null(), *csrf = json_null();
	char value[CSRF_SIZE];
	_Bool needed;

	TRY(account_setup_needed(&c->d, &needed, e));
	if (m->account_id) {
		csrf_of(c->cookie, value);
		csrf = json_string(value);
		account = json_pack("{s:s, s:s, s:s, s:s}", "id", m->account_id, "name", m->name, "email",
				    m->email, "locale", m->locale);
		organisation = json_pack("{s:s, s:s}", "id", m->organisation_id, "name",
					 m->organisation_name);
	}
	*out = json_pack("{s:b, s:b, s:o, s:o, s:o, s:o, s:o, s:s}", "setup_needed", needed, "trial",
			 (int)c->app->settings->trial, "account", account, "organisation", organisation,
			 "role", json_text(m->account_id ? m->role : NULL), "permissions",
			 permissions_json(c), "csrf", csrf, "version", c->app->version);
	return ERR_OK;
}

json_t *member_json(const struct member_item *m)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", m->id, "name", m->name, "email", m->email,
			 "role", m->role, "state", m->state);
}

json_t *mail_json(const struct mail *m)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o}", "id", m->id, "to", m->to_email, "subject",
			 m->subject, "state", m->state, "at", json_time(m->created_at), "envelope_id",
			 json_text(m->envelope_id));
}

static const char *party_label(struct caller *c, const struct recipient *r)
{
	if (!*r->company)
		return r->name;
	return domain_printf(&c->d, strcmp(c->lang, "ja") ? "%s (%s)" : "%s（%s）", r->name, r->company);
}

/* Whose answer is being waited for. */
static _Bool is_waited_for(const struct dossier *x, const struct recipient *r)
{
	return x->state == ENVELOPE_PENDING && recipient_blocks(r) &&
	       (!strcmp(r->state, "sent") || !strcmp(r->state, "opened") ||
		!strcmp(r->state, "undelivered"));
}

static json_t *waiting_json(struct caller *c, const struct dossier *x)
{
	json_t *list = json_array();

	for (size_t i = 0; i < x->n_recipients; i++)
		if (is_waited_for(x, &x->recipients[i]))
			json_array_append_new(list, json_string(party_label(c, &x->recipients[i])));
	return list;
}

static json_t *parties_json(const struct dossier *x, const struct recipient *except)
{
	json_t *list = json_array();

	for (size_t i = 0; i < x->n_recipients; i++) {
		const struct recipient *r = &x->recipients[i];

		if (r != except && strcmp(r->state, "forwarded") != 0)
			json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", r->name,
							      "company", r->company, "side", r->side,
							      "state", r->state, "role", r->role));
	}
	return list;
}

enum err summary_json(struct caller *c, const struct dossier *x, json_t **out, struct error *e)
{
	const struct envelope *v = &x->v;

	(void)e;
	*out = json_pack("{s:s, s:s, s:s, s:b, s:o, s:o, s:o, s:o, s:o, s:b, s:i, s:o, s:o}", "id", v->id,
			 "title", v->title, "state", v->state, "trial", (int)v->trial, "created_at",
			 json_time(v->created_at), "updated_at", json_time(v->updated_at), "sent_at",
			 json_time(v->sent_at), "completed_at", json_time(v->completed_at), "expire_at",
			 json_time(v->expire_at), "sample", (int)v->sample, "documents",
			 (int)dossier_contracts(x), "recipients", parties_json(x, NULL), "waiting_for",
			 waiting_json(c, x));
	json_object_set_new(*out, "external_id", json_text(v->external_id));
	json_object_set_new(*out, "discarded_at", json_time(v->discarded_at));
	return ERR_OK;
}

/* The names of a JSON list, one behind the other. */
static const char *joined(struct caller *c, const char *list)
{
	json_t *names = json_loads(list, 0, NULL), *name;
	const char *out = "";
	size_t i;

	json_array_foreach(names, i, name)
		out = domain_printf(&c->d, "%s%s%s", out, *out ? ", " : "", json_string_value(name));
	json_decref(names);
	return out;
}

static json_t *notes_json(struct caller *c, const struct document *doc, const struct document_source *from)
{
	const struct text_value v[] = { { "format", from->format }, { "fonts", joined(c, from->fonts) } };
	json_t *codes = json_loads(doc->notes, 0, NULL), *list = json_array(), *code;
	size_t i;

	json_array_foreach(codes, i, code) {
		const char *s = json_string_value(code);

		if (s)
			json_array_append_new(list, json_pack("{s:s, s:s}", "code", s, "text",
							      text_fill(c->rq->mem, text_of(c->lang, s), v,
									COUNT_OF(v))));
	}
	json_decref(codes);
	return list;
}

enum err document_json(struct caller *c, const struct document *doc, json_t **out, struct error *e)
{
	struct revision rev = { .size = doc->original_size, .sha256 = doc->original_sha256 };
	struct document_source from = { .format = "pdf", .name = doc->name, .fonts = "[]" };
	json_t *stamps;
	enum err rc = document_source_get(&c->d.repo, doc->id, &from, e);

	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	if (doc->head_no) /* else it is being converted: what there is is the upload */
		TRY(revision_get(&c->d.repo, doc->id, doc->head_no, &rev, e));
	TRY(stamps_json(c, doc->id, &stamps, e));
	*out = json_pack("{s:s, s:s, s:I, s:I, s:s, s:s, s:b, s:o, s:I, s:I, s:o, s:s, s:s}", "id", doc->id, "name",
			 doc->name, "size", (json_int_t)rev.size, "pages", (json_int_t)doc->pages, "sha256",
			 rev.sha256, "state", doc->state, "repaired", (int)doc->repaired, "notes",
			 notes_json(c, doc, &from), "signatures", (json_int_t)doc->signatures, "revision",
			 (json_int_t)doc->head_no, "timestamps", stamps, "format", from.format, "source_name",
			 from.name);
	return ERR_OK;
}

static enum err delivery_json(struct caller *c, const struct recipient *r, json_t **out, struct error *e)
{
	static const struct {
		const char *mail, *shown, *text;
	} states[] = {
		{ "queued", "queued", "delivery-queued" },
		{ "sent", "sent", "delivery-sent" },
		{ "outbox", "sent", "delivery-outbox" },
		{ "failed", "failed", "delivery-failed" },
		{ "delayed", "delayed", "delivery-delayed" },
	};
	struct mail_delivery m;
	enum err rc = mail_last(&c->d.repo, r->id, &m, e);
	const char *state, *words;

	*out = json_null();
	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(rc);
	state = m.dsn_state ? m.dsn_state : m.state; /* what came later says more */
	words = m.dsn_text && *m.dsn_text ? m.dsn_text : !strcmp(state, "failed") ? m.reply : NULL;
	for (size_t i = 0; i < COUNT_OF(states); i++)
		if (!strcmp(states[i].mail, state))
			*out = json_pack("{s:s, s:s, s:o}", "state", states[i].shown, "text",
					 words ? words : text_of(c->lang, states[i].text), "code",
					 json_text(m.dsn_code && *m.dsn_code ? m.dsn_code : NULL));
	return ERR_OK;
}

/* Who sits there, whence and whither it was forwarded, and what else happened to the link. */
static void add_seat(const struct recipient *r, json_t *j)
{
	json_object_set_new(j, "department", json_string(r->department));
	json_object_set_new(j, "title", json_string(r->title));
	json_object_set_new(j, "method", json_string(r->method));
	json_object_set_new(j, "certificate",
			    json_pack("{s:s?, s:s?, s:s?}", "sha256", r->signer_sha256, "subject",
				      r->signer_subject, "issuer", r->signer_issuer));
	json_object_set_new(j, "seat", json_string(recipient_seat(r)));
	json_object_set_new(j, "forwarded_to", json_text(r->forwarded_to));
	json_object_set_new(j, "forwarded_from", json_text(r->forwarded_from));
	json_object_set_new(j, "forward_reason", json_text(r->forward_reason));
	json_object_set_new(j, "forwarded_at", json_time(r->forwarded_at));
	json_object_set_new(j, "handed_at", json_time(r->handed_at));
	json_object_set_new(j, "reminded_at", json_time(r->reminded_at));
}

enum err recipient_json(struct caller *c, const struct recipient *r, json_t **out, struct error *e)
{
	const char *me = c->member.account_id;
	json_t *delivery;

	TRY(delivery_json(c, r, &delivery, e));
	*out = json_pack("{s:s, s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:n}",
			 "id", r->id, "order", (json_int_t)r->order_no, "side", r->side, "role", r->role,
			 "name", r->name, "email", r->email, "company", r->company, "locale", r->locale,
			 "state", r->state, "is_me",
			 (int)(me && r->account_id && !strcmp(me, r->account_id)), "sent_at",
			 json_time(r->sent_at), "opened_at", json_time(r->opened_at), "completed_at",
			 json_time(r->completed_at), "declined_at", json_time(r->declined_at),
			 "decline_reason", json_text(r->decline_reason), "delivery", delivery, "timestamp");
	add_seat(r, *out);
	return recipient_gate_json(c, r, *out, e);
}

/* What the member may do, by the table and by permission; each act checks again. r NULL: on the whole. */
static json_t *actions_json(struct caller *c, const struct dossier *x, const struct recipient *r)
{
	json_t *list = json_array();

	for (unsigned a = 0; a < ACT_COUNT_; a++) {
		const struct act_row *row = act_row((enum act)a);

		if (row->who & MAKERS && (!r || row->roles) && caller_may(c, row->permission) &&
		    act_allows(&c->d, (enum act)a, x, r))
			json_array_append_new(list, json_string(row->name));
	}
	return list;
}

static json_t *envelope_actions(struct caller *c, const struct dossier *x)
{
	json_t *list = actions_json(c, x, NULL);

	if (caller_is_sender(c, x) && caller_may(c, "envelope.create"))
		json_array_append_new(list, json_string("duplicate"));
	if (dossier_contracts(x))
		json_array_append_new(list, json_string("download"));
	if (x->state == ENVELOPE_COMPLETED && x->n_documents > dossier_contracts(x))
		json_array_append_new(list, json_string("certificate"));
	return list;
}

/* The last time that a recipient sent it back; null: never. */
static json_t *returned_json(const struct envelope *v)
{
	if (!v->return_at)
		return json_null();
	return json_pack("{s:s, s:o, s:s}", "by", v->return_by, "at", json_time(v->return_at), "comment",
			 v->return_comment);
}

static const char *waiting_text(struct caller *c, const struct dossier *x)
{
	const char *names = "";

	for (size_t i = 0; i < x->n_recipients; i++)
		if (is_waited_for(x, &x->recipients[i]))
			names = domain_printf(&c->d, "%s%s%s", names, *names ? ", " : "",
					      party_label(c, &x->recipients[i]));
	if (!*names)
		return text_of(c->lang, "next-preparing");
	return text_fill(c->d.repo.mem, text_of(c->lang, "next-waiting"),
			 &(struct text_value){ "names", names }, 1);
}

/* What has ended is not waiting for anything that stopped. */
static _Bool has_stopped(const struct dossier *x)
{
	return x->v.failure && (x->state == ENVELOPE_PENDING || x->state == ENVELOPE_CONCLUDING);
}

static json_t *next_json(struct caller *c, const struct dossier *x)
{
	static const struct {
		const char *code, *text;
	} next[ENVELOPE_STATE_COUNT_] = {
		[ENVELOPE_DRAFT] = { "draft", "next-draft" },
		[ENVELOPE_PENDING] = { "waiting", NULL },
		[ENVELOPE_CONCLUDING] = { "concluding", "next-concluding" },
		[ENVELOPE_COMPLETED] = { "done", "next-done" },
		[ENVELOPE_DECLINED] = { "stopped", "next-declined" },
		[ENVELOPE_WITHDRAWN] = { "stopped", "next-withdrawn" },
		[ENVELOPE_EXPIRED] = { "stopped", "next-expired" },
	};
	const char *code = next[x->state].code, *text = next[x->state].text;

	if (has_stopped(x))
		return json_pack("{s:s, s:s}", "code", "failed", "text", text_of(c->lang, "next-failed"));
	return json_pack("{s:s, s:s}", "code", code, "text",
			 text ? text_of(c->lang, text) : waiting_text(c, x));
}

static enum err creator_json(struct caller *c, const struct dossier *x, json_t **out, struct error *e)
{
	struct account a;

	TRY(account_get(c->d.repo.db, c->d.repo.mem, x->v.created_by, &a, e));
	*out = json_pack("{s:s, s:s}", "id", a.id, "name", a.name);
	return ERR_OK;
}

/* How far each party has filled in; what is filled in is nobody's business before the act. */
static enum err count_values(struct caller *c, const struct dossier *x, json_t *recipients, struct error *e)
{
	struct filled *list;
	size_t n;

	TRY(fields_load(&c->d, x, &list, &n, e));
	for (size_t i = 0; i < x->n_recipients; i++) {
		struct field_count f = fields_count(list, n, recipient_seat(&x->recipients[i]));
		json_t *j = json_array_get(recipients, i);

		json_object_set_new(j, "values_done", json_integer((json_int_t)f.done));
		json_object_set_new(j, "values_total", json_integer((json_int_t)f.total));
	}
	return ERR_OK;
}

static enum err add_lists(struct caller *c, const struct dossier *x, json_t *documents, json_t *recipients,
			  struct error *e)
{
	json_t *item;

	for (size_t i = 0; i < x->n_documents; i++) {
		if (strcmp(x->documents[i].kind, "contract") != 0)
			continue;
		TRY(document_json(c, &x->documents[i], &item, e));
		json_array_append_new(documents, item);
	}
	for (size_t i = 0; i < x->n_recipients; i++) {
		TRY(recipient_json(c, &x->recipients[i], &item, e));
		json_object_set_new(item, "actions", actions_json(c, x, &x->recipients[i]));
		json_array_append_new(recipients, item);
	}
	TRY(count_values(c, x, recipients, e));
	return act_stamps_json(c, x, recipients, e);
}

enum err envelope_json(struct caller *c, const struct dossier *x, json_t **out, struct error *e)
{
	json_t *documents, *recipients, *creator, *kept, *j;
	int64_t open;
	enum err rc;

	TRY(question_open_count(&c->d.repo, x->v.id, &open, e));
	TRY(preservation_json(c, x, &kept, e));
	TRY(creator_json(c, x, &creator, e));
	TRY(summary_json(c, x, &j, e));
	documents = json_array();
	recipients = json_array();
	json_object_set_new(j, "documents", documents);
	json_object_set_new(j, "recipients", recipients);
	json_object_set_new(j, "created_by", creator);
	json_object_set_new(j, "message", json_string(x->v.message));
	json_object_set_new(j, "version", json_integer(x->v.version));
	json_object_set_new(j, "level_requested", json_string(x->v.level_requested));
	json_object_set_new(j, "level_reached", json_text(x->v.level_reached));
	json_object_set_new(j, "preservation", kept);
	json_object_set_new(j, "actions", envelope_actions(c, x));
	json_object_set_new(j, "returned", returned_json(&x->v));
	json_object_set_new(j, "open_questions", json_integer(open));
	json_object_set_new(j, "next", next_json(c, x));
	json_object_set_new(j, "failure", has_stopped(x) ? json_pack("{s:s}", "text", text_of(c->lang, "next-failed"))
							 : json_null());
	rc = draft_members_json(c, x, j, e);
	if (rc == ERR_OK)
		rc = add_lists(c, x, documents, recipients, e);
	if (rc != ERR_OK) {
		json_decref(j);
		return rc;
	}
	*out = j;
	return ERR_OK;
}
