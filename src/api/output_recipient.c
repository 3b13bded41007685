/* What a recipient sees: nothing of approvals, comments or other drafts (practice 9). */
#include "api/attachments.h"
#include "api/output.h"
#include "api/output_gate.h"
#include "api/output_party.h"
#include "domain/acts.h"
#include "domain/statement.h"
#include "store/repo/organisation.h"

struct sender {
	const char *company, *name;
};

static enum err sender_of(struct caller *c, const struct dossier *x, struct sender *out, struct error *e)
{
	struct organisation o;
	struct account a;

	TRY(organisation_get(&c->d.repo, &o, e));
	TRY(account_get(c->d.repo.db, c->d.repo.mem, x->v.sent_by ? x->v.sent_by : x->v.created_by, &a, e));
	*out = (struct sender){ o.name, a.name };
	return ERR_OK;
}

static enum err files_json(struct caller *c, const struct dossier *x, _Bool full, json_t *list,
			   struct error *e)
{
	for (size_t i = 0; i < x->n_documents; i++) {
		const struct document *doc = &x->documents[i];
		struct revision rev;
		json_t *j;

		if (strcmp(doc->kind, "contract") != 0)
			continue;
		TRY(revision_get(&c->d.repo, doc->id, doc->head_no, &rev, e));
		j = json_pack("{s:s, s:I, s:I}", "name", doc->name, "pages", (json_int_t)doc->pages, "size",
			      (json_int_t)rev.size);
		if (full) {
			json_object_set_new(j, "id", json_string(doc->id));
			json_object_set_new(j, "digest", json_string(rev.sha256));
		}
		json_array_append_new(list, j);
	}
	return ERR_OK;
}

static const char *effect_text(struct caller *c, const struct dossier *x, const struct sender *s)
{
	const struct text_value v[] = { { "own", s->company }, { "title", x->v.title } };

	return text_fill(c->d.repo.mem, text_of(c->lang, "effect"), v, COUNT_OF(v));
}

static json_t *landing_head(struct caller *c, const struct dossier *x, const struct recipient *r,
			    const char *state, const struct sender *s)
{
	return json_pack("{s:s, s:{s:s, s:s}, s:s, s:s, s:o, s:{s:s, s:s}, s:b, s:s, s:s}", "state", state,
			 "sender", "company", s->company, "name", s->name, "title", x->v.title, "message",
			 x->v.message, "expire_at", json_time(x->v.expire_at), "recipient", "name", r->name,
			 "company", r->company, "trial", (int)x->v.trial, "effect", effect_text(c, x, s),
			 "withdrawable_note", text_of(c->lang, "withdrawable-note"));
}

static enum err landing(struct caller *c, const struct dossier *x, const struct recipient *r,
			const char *state, _Bool full, json_t **out, struct error *e)
{
	json_t *files, *j;
	struct sender s;
	enum err rc;

	TRY(sender_of(c, x, &s, e));
	j = landing_head(c, x, r, state, &s);
	files = json_array();
	json_object_set_new(j, "documents", files);
	rc = files_json(c, x, full, files, e);
	if (rc != ERR_OK) {
		json_decref(j);
		return rc;
	}
	*out = j;
	return ERR_OK;
}

/* Acts of this recipient that the table allows now. The domain acts for them only to be asked. */
static json_t *may_json(struct caller *c, const struct dossier *x, const struct recipient *r)
{
	const char *names[ACT_COUNT_];
	struct domain d = c->d;
	json_t *list = json_array();
	size_t n;

	d.actor = (struct actor){ .kind = ACTOR_RECIPIENT, .id = r->id };
	n = act_list(&d, x, r, BY_PARTY, names);
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_string(names[i]));
	return list;
}

/* From the landing page, before anything is opened. */
static json_t *may_landing(struct caller *c, const struct dossier *x, const struct recipient *r)
{
	static const char *const here[] = { "open", "rearm", "report" };
	json_t *all = may_json(c, x, r), *list = json_array(), *one;
	size_t i;

	json_array_foreach (all, i, one)
		for (size_t k = 0; k < COUNT_OF(here); k++)
			if (!strcmp(json_string_value(one), here[k]))
				json_array_append(list, one);
	json_decref(all);
	return list;
}

/* Who handed it over learns that, and nothing of what the contract became since. */
static enum err only_handed_over(struct caller *c, const struct recipient *r, json_t *j, struct error *e)
{
	struct handed_over h;

	json_object_set_new(j, "forwarded", json_null());
	if (strcmp(r->state, "forwarded") != 0)
		return ERR_OK;
	json_object_set_new(j, "message", json_string(""));
	json_object_set_new(j, "expire_at", json_null());
	json_object_set_new(j, "documents", json_array());
	if (strcmp(json_string_value(json_object_get(j, "state")), "forwarded") != 0)
		return ERR_OK;
	TRY(recipient_handed_over(&c->d, r, &h, e));
	json_object_set_new(j, "forwarded",
			    json_pack("{s:o, s:o}", "to", json_text(h.to), "at", json_time(h.at)));
	return ERR_OK;
}

enum err landing_json(struct caller *c, const struct dossier *x, const struct recipient *r,
		      const char *state, json_t **out, struct error *e)
{
	json_t *j;
	enum err rc;

	TRY(landing(c, x, r, state, 0, &j, e));
	rc = only_handed_over(c, r, j, e);
	if (rc != ERR_OK) {
		json_decref(j);
		return rc;
	}
	json_object_set_new(j, "role", json_string(r->role));
	json_object_set_new(j, "may", may_landing(c, x, r));
	json_object_set_new(j, "steps", json_pack("[s, s, s, s]", "authenticate", "terms", "consent", "review"));
	*out = j;
	return ERR_OK;
}

static const char *act_state(const struct recipient *r)
{
	return !strcmp(r->state, "processing") || !strcmp(r->state, "completed") ? r->state : "none";
}

static json_t *others_json(const struct dossier *x, const struct recipient *me)
{
	json_t *list = json_array();

	for (size_t i = 0; i < x->n_recipients; i++) {
		const struct recipient *r = &x->recipients[i];

		if (r != me && strcmp(r->state, "forwarded") != 0)
			json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "id", r->id,
							      "name", r->name, "company", r->company, "side",
							      r->side, "state", r->state, "role", r->role));
	}
	return list;
}

/* What this role acts with; null for those who do not act. */
static void add_words(struct caller *c, const struct recipient *r, json_t *j)
{
	const char *version = statement_current(recipient_role_of(r));

	json_object_set_new(j, "statement",
			    version ? json_pack("{s:s, s:s}", "version", version, "text",
						statement_text(version, c->lang))
				    : json_null());
	json_object_set_new(j, "authority_statement",
			    json_text(version ? statement_authority(version, c->lang) : NULL));
}

/* Values and labels are content. */
static enum err shown_fields(struct caller *c, const struct dossier *x, const struct recipient *r,
			     const struct gate *g, json_t **out, struct error *e)
{
	if (g->next == GATE_NONE)
		return fields_json(c, x, r, out, e);
	*out = json_array();
	return ERR_OK;
}

static enum err shown_attachments(struct caller *c, const struct dossier *x, const struct gate *g,
				  json_t **out, struct error *e)
{
	if (g->next == GATE_NONE)
		return attachments_json(c, x->v.id, out, e);
	*out = json_array();
	return ERR_OK;
}

enum err view_json(struct caller *c, const struct dossier *x, const struct recipient *r, json_t **out,
		   struct error *e)
{
	char csrf[CSRF_SIZE];
	json_t *questions, *fields, *attachments, *rules, *copies, *j;
	struct gate g;
	enum err rc;

	TRY(gate_load(&c->d, &c->recipient, x, r, &g, e));
	TRY(questions_json(c, x->v.id, r->id, &questions, e));
	TRY(party_rules_json(c, r, &rules, e));
	TRY(signed_copies_json(c, x, r, &copies, e));
	TRY(landing(c, x, r, recipient_landing(&c->d, x, r, 0), g.next == GATE_NONE, &j, e));
	json_object_set_new(j, "gate", gate_json(c, &g));
	json_object_set_new(j, "questions", questions);
	json_object_set_new(j, "role", json_string(r->role));
	json_object_set_new(j, "method", json_string(r->method));
	json_object_set_new(j, "certificate_rules", rules);
	json_object_set_new(j, "signed_copies", copies);
	json_object_set_new(j, "may", may_json(c, x, r));
	rc = shown_attachments(c, x, &g, &attachments, e);
	if (rc == ERR_OK)
		rc = shown_fields(c, x, r, &g, &fields, e);
	if (rc != ERR_OK) {
		json_decref(j);
		return rc;
	}
	json_object_set_new(j, "fields", fields);
	json_object_set_new(j, "attachments", attachments);
	csrf_of(c->cookie, csrf);
	json_object_set_new(j, "csrf", json_string(csrf));
	json_object_set_new(j, "act", json_string(act_state(r)));
	add_words(c, r, j);
	json_object_set_new(j, "declared",
			    json_pack("{s:s, s:s, s:s, s:s}", "name",
				      r->declared_name ? r->declared_name : r->name, "company",
				      r->declared_company ? r->declared_company : r->company, "department",
				      r->declared_department ? r->declared_department : "", "title",
				      r->declared_title ? r->declared_title : ""));
	/* who else is asked is told to who has shown to be asked */
	json_object_set_new(j, "others", g.next == GATE_FACTOR ? json_array() : others_json(x, r));
	json_object_set_new(j, "completed_at", json_time(x->v.completed_at));
	*out = j;
	return ERR_OK;
}
