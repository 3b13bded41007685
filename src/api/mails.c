/* What mails say, before they are sent: previews, the list of templates; and where answers go. */
#include "api/input.h"
#include "api/output.h"
#include "domain/mail_setting.h"
#include "domain/notice.h"

/* Query locale: "ja", "en" or absent. */
static enum err locale_read(struct caller *c, const char **out, struct error *e)
{
	const char *locale = request_query(c->rq, "locale");

	if (locale && strcmp(locale, "ja") != 0 && strcmp(locale, "en") != 0)
		domain_field_error(&c->d, "locale", "invalid");
	*out = locale;
	return domain_fields_ok(&c->d, e);
}

static json_t *content_json(const struct notice_template *t, const struct notice_content *m)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "kind", t->kind, "to", t->to, "note",
			 t->note, "subject", m->subject, "text", m->text, "html", m->html);
}

/* A mail to the sender is about a party; without one said, about the first. */
static enum err preview_party(struct caller *c, const struct dossier *x,
			      const struct recipient **out, struct error *e)
{
	const char *id = request_query(c->rq, "recipient_id");

	*out = id ? dossier_recipient(x, id) : x->n_recipients ? &x->recipients[0] : NULL;
	if (*out)
		return ERR_OK;
	domain_field_error(&c->d, "recipient_id", id ? "invalid" : "required");
	return domain_fields_ok(&c->d, e);
}

static enum err preview(struct caller *c, struct response *rs, struct error *e)
{
	const char *kind = request_query(c->rq, "kind"), *locale;
	const struct recipient *r;
	struct notice_content m;
	struct dossier x;

	TRY(caller_dossier(c, &x, e));
	TRY(locale_read(c, &locale, e));
	TRY(preview_party(c, &x, &r, e));
	kind = kind && *kind ? kind : "request";
	TRY(notice_preview(&c->d, kind, &x.v, r, locale, &m, e));
	rs->json = content_json(notice_template_find(kind), &m);
	return ERR_OK;
}
API_HANDLER(mail_preview, preview)

static enum err list_templates(struct caller *c, struct response *rs, struct error *e)
{
	json_t *items = json_array();

	for (size_t i = 0; i < notice_template_count; i++) {
		const struct notice_template *t = &notice_templates[i];
		struct notice_content m = notice_render_sample(c->rq->mem, t, c->lang);

		json_array_append_new(items,
				      json_pack("{s:s, s:s, s:s, s:s}", "kind", t->kind, "to",
						t->to, "note", t->note, "subject", m.subject));
	}
	rs->json = json_pack("{s:o, s:n}", "items", items, "next_cursor");
	(void)e;
	return ERR_OK;
}
API_HANDLER(mail_templates_get, list_templates)

static enum err show_template(struct caller *c, struct response *rs, struct error *e)
{
	const struct notice_template *t = notice_template_find(request_param(c->rq, "kind"));
	struct notice_content m;
	const char *locale;

	TRY(locale_read(c, &locale, e));
	if (!t)
		return error_set(e, ERR_NOT_FOUND, "there is no mail of this kind");
	m = notice_render_sample(c->rq->mem, t, locale ? locale : c->lang);
	rs->json = content_json(t, &m);
	return ERR_OK;
}
API_HANDLER(mail_template_get, show_template)

static json_t *setting_json(const struct mail_setting *s)
{
	return json_pack("{s:o, s:I}", "reply_to", json_text(s->reply_to), "version",
			 (json_int_t)s->version);
}

static enum err show_setting(struct caller *c, struct response *rs, struct error *e)
{
	struct mail_setting s;

	TRY(mail_setting_get(&c->d.repo, &s, e));
	rs->json = setting_json(&s);
	return ERR_OK;
}
API_HANDLER(mail_setting_get_route, show_setting)

struct setting_input {
	const char *reply_to;
	int64_t version;
};
static const struct input_rule setting_rules[] = {
	INPUT(setting_input, reply_to, INPUT_TEXT, 0),
	INPUT(setting_input, version, INPUT_INT, 1),
};

static enum err change_setting(struct caller *c, struct response *rs, struct error *e)
{
	struct setting_input in = { 0 };
	struct mail_setting s;

	TRY(input_body(c, setting_rules, COUNT_OF(setting_rules), &in, e));
	TRY(mail_setting_change(&c->d, in.reply_to, in.version, &s, e));
	rs->json = setting_json(&s);
	return ERR_OK;
}
API_HANDLER(mail_setting_put_route, change_setting)
