#include "domain/notice.h"
#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include "base/buf.h"
#include "domain/jobs.h"
#include "domain/text.h"
#include "domain/vault.h"
#include "store/repo/organisation.h"

static const struct notice {
	const char *kind, *subject_en, *subject_ja, *text_en, *text_ja;
} notices[] = {
#define NOTICE(kind, subject_en, subject_ja, text_en, text_ja) \
	{ kind, subject_en, subject_ja, text_en, text_ja },
#include "domain/notices.def"
#undef NOTICE
};

static const struct notice *notice_find(const char *kind)
{
	for (size_t i = 0; i < COUNT_OF(notices); i++)
		if (!strcmp(notices[i].kind, kind))
			return &notices[i];
	assert(!"notices.def has no such kind");
	abort();
}

/* Everything that a notice may name. */
struct facts {
	const char *locale;
	const char *company, *sender, *title, *message, *name, *party, *link, *envelope, *deadline;
	const char *reason, *count, *list;
	_Bool trial, hidden; /* hidden: the title is not for mails */
};

static void html_escape(struct buf *b, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		switch (s[i]) {
		case '&':
			buf_append_str(b, "&amp;");
			break;
		case '<':
			buf_append_str(b, "&lt;");
			break;
		case '>':
			buf_append_str(b, "&gt;");
			break;
		case '"':
			buf_append_str(b, "&quot;");
			break;
		default:
			buf_append_byte(b, (unsigned char)s[i]);
		}
	}
}

static _Bool is_our_link(const struct facts *f, const char *line, size_t n)
{
	const char *links[] = { f->link, f->envelope };

	for (size_t i = 0; i < COUNT_OF(links); i++)
		if (links[i] && *links[i] && strlen(links[i]) == n && !strncmp(links[i], line, n))
			return 1;
	return 0;
}

/* The text again, line by line; only our own links become links. */
static const char *html_of(struct domain *d, const struct facts *f, const char *text)
{
	AUTO(buf) struct buf b = { 0 };
	char *out;

	buf_printf(&b, "<!DOCTYPE html><html lang=\"%s\"><meta charset=\"utf-8\"><body "
		   "style=\"font-family:sans-serif;line-height:1.6\">", f->locale);
	while (*text) {
		size_t n = strcspn(text, "\n");

		if (is_our_link(f, text, n)) {
			buf_append_str(&b, "<a href=\"");
			html_escape(&b, text, n);
			buf_append_str(&b, "\">");
			html_escape(&b, text, n);
			buf_append_str(&b, "</a>");
		} else {
			html_escape(&b, text, n);
		}
		buf_append_str(&b, "<br>\n");
		text += n + (text[n] == '\n');
	}
	buf_append_str(&b, "</body></html>\n");
	out = arena_strndup(d->repo.mem, (const char *)b.data, b.len);
	assert(out);
	return out;
}

/* Leaves out the lines "Reason: {reason}" whose value is missing. */
static const char *without_empty(struct domain *d, const char *text, const struct text_value *v, size_t n)
{
	AUTO(buf) struct buf b = { 0 };
	char *out;

	while (*text) {
		size_t len = strcspn(text, "\n");
		char *line = arena_strndup(d->repo.mem, text, len);
		_Bool drop = 0;

		assert(line);
		for (size_t i = 0; i < n; i++)
			drop = drop || ((!v[i].value || !*v[i].value) &&
					strstr(line, domain_printf(d, "{%s}", v[i].name)));
		if (!drop)
			buf_printf(&b, "%s\n", line);
		text += len + (text[len] == '\n');
	}
	out = arena_strndup(d->repo.mem, b.data ? (const char *)b.data : "", b.len);
	assert(out);
	return out;
}

static struct notice_content render(struct domain *d, const struct notice *n, const struct facts *f)
{
	_Bool ja = !strcmp(f->locale, "ja");
	const char *mark = f->trial ? text_of(f->locale, "trial-mark") : "";
	const char *title = f->hidden ? text_of(f->locale, "title-hidden") : f->title;
	const struct text_value v[] = {
		{ "company", f->company }, { "sender", f->sender }, { "title", title },
		{ "message", f->message }, { "name", f->name }, { "party", f->party },
		{ "link", f->link }, { "envelope", f->envelope }, { "deadline", f->deadline },
		{ "reason", f->reason }, { "count", f->count }, { "list", f->list },
		{ "trial", f->trial ? text_of(f->locale, "trial-mail") : NULL },
	};
	struct notice_content c;

	c.subject = domain_printf(d, "%s%s", text_fill(d->repo.mem, ja ? n->subject_ja : n->subject_en, v,
						       COUNT_OF(v)), mark);
	c.text = text_fill(d->repo.mem, without_empty(d, ja ? n->text_ja : n->text_en, v, COUNT_OF(v)), v,
			   COUNT_OF(v));
	c.html = html_of(d, f, c.text);
	return c;
}

static enum err sender_facts(struct domain *d, const struct envelope *v, struct account *sender,
			     struct facts *f, struct error *e)
{
	struct organisation o;
	char when[TIME_JST_SIZE] = "";

	TRY(organisation_get(&d->repo, &o, e));
	TRY(account_get(d->repo.db, d->repo.mem, v->sent_by ? v->sent_by : v->created_by, sender, e));
	if (v->expire_at)
		time_jst(v->expire_at, when);
	f->company = o.name;
	f->sender = sender->name;
	f->title = v->title;
	f->deadline = domain_printf(d, "%s", when);
	f->trial = v->trial;
	f->hidden = v->title_hidden != 0;
	return ERR_OK;
}

static const char *party_name(struct domain *d, const struct recipient *r, const char *locale)
{
	const char *sama = !strcmp(locale, "ja") ? " 様" : "";

	if (!*r->company)
		return domain_printf(d, "%s%s", r->name, sama);
	return !strcmp(locale, "ja") ? domain_printf(d, "%s %s%s", r->company, r->name, sama)
				     : domain_printf(d, "%s (%s)", r->name, r->company);
}

/* Where a mail goes, and what it belongs to. */
struct address {
	const char *kind, *envelope, *recipient, *name, *email;
};

static struct bytes body_json(struct domain *d, const struct notice_content *c)
{
	json_t *j = json_pack("{s:s, s:s}", "text", c->text, "html", c->html);
	char *s = json_dumps(j, JSON_COMPACT | JSON_SORT_KEYS);
	const char *copy;

	assert(s);
	copy = domain_printf(d, "%s", s);
	free(s);
	json_decref(j);
	return bytes_of_str(copy);
}

static enum err enqueue(struct domain *d, const struct address *to, const struct facts *f,
			const struct notice_content *c, struct error *e)
{
	/* links of a contract that is not marked 試用 are nobody else's, whatever is set now (practice 1) */
	_Bool open = d->set->trial && f->trial;
	struct mail m = {
		.id = domain_id(d, "mal"), .envelope_id = to->envelope, .recipient_id = to->recipient,
		.kind = to->kind, .locale = f->locale, .to_name = to->name, .to_email = to->email,
		.subject = c->subject, .encrypted = !open, .body = body_json(d, c),
		.state = d->set->mail_ready ? "queued" : "outbox", .created_at = domain_now(d),
	};

	if (!open)
		TRY(vault_encrypt(d, m.id, m.body, &m.body, e));
	TRY(mail_insert(&d->repo, &m, e));
	if (!d->set->mail_ready)
		return ERR_OK;
	return job_enqueue(d, &(struct job_request){ .kind = JOB_MAIL, .envelope = to->envelope,
						     .mail = m.id }, e);
}

enum err notice_party(struct domain *d, const char *kind, const struct envelope *v,
		      const struct recipient *r, const char *token, struct error *e)
{
	const struct address to = { kind, v->id, r->id, r->name, r->email };
	struct facts f = { .locale = r->locale, .name = r->name, .message = v->message,
			   .reason = v->withdraw_reason };
	struct notice_content c;
	struct account sender;

	TRY(sender_facts(d, v, &sender, &f, e));
	if (token)
		f.link = domain_printf(d, "%s/r/#%s", d->set->base_url, token);
	c = render(d, notice_find(kind), &f);
	return enqueue(d, &to, &f, &c, e);
}

enum err notice_sender(struct domain *d, const char *kind, const struct envelope *v,
		       const struct recipient *r, struct error *e)
{
	struct facts f = { .reason = r ? r->decline_reason : NULL };
	struct notice_content c;
	struct account sender;
	struct address to;

	TRY(sender_facts(d, v, &sender, &f, e));
	to = (struct address){ kind, v->id, NULL, sender.name, sender.email };
	f.locale = sender.locale;
	f.name = sender.name;
	f.party = r ? party_name(d, r, sender.locale) : NULL;
	f.envelope = domain_printf(d, "%s/envelopes/%s", d->set->base_url, v->id);
	c = render(d, notice_find(kind), &f);
	return enqueue(d, &to, &f, &c, e);
}

enum err notice_member(struct domain *d, const char *kind, const struct envelope *v, const char *account,
		       const char *comment, struct error *e)
{
	struct facts f = { .reason = comment, .party = d->actor.name };
	struct notice_content c;
	struct account sender;
	struct address to;
	struct member m;
	enum err rc = member_get(&d->repo, account, &m, e);

	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(rc);
	TRY(sender_facts(d, v, &sender, &f, e));
	to = (struct address){ kind, v->id, NULL, m.name, m.email };
	f.locale = m.locale;
	f.name = m.name;
	f.envelope = domain_printf(d, "%s/envelopes/%s", d->set->base_url, v->id);
	c = render(d, notice_find(kind), &f);
	return enqueue(d, &to, &f, &c, e);
}

enum err notice_invitation(struct domain *d, const char *email, const char *token, struct error *e)
{
	const struct address to = { .kind = "invitation", .name = "", .email = email };
	struct facts f = { .locale = "ja", .sender = d->actor.name };
	struct notice_content c;
	struct organisation o;

	TRY(organisation_get(&d->repo, &o, e));
	f.company = o.name;
	f.trial = d->set->trial;
	f.link = domain_printf(d, "%s/invite#%s", d->set->base_url, token);
	c = render(d, notice_find("invitation"), &f);
	return enqueue(d, &to, &f, &c, e);
}

enum err notice_owners(struct domain *d, const char *kind, const struct notice_digest *about,
		       struct error *e)
{
	struct facts f = { .trial = d->set->trial, .deadline = about->deadline, .list = about->list };
	const struct member *members;
	struct organisation o;
	size_t n;

	TRY(organisation_get(&d->repo, &o, e));
	TRY(member_list(&d->repo, &members, &n, e));
	f.company = o.name;
	f.count = domain_printf(d, "%lld", (long long)about->count);
	f.envelope = domain_printf(d, "%s/preservation", d->set->base_url);
	for (size_t i = 0; i < n; i++) {
		const struct address to = { .kind = kind, .name = members[i].name, .email = members[i].email };
		struct notice_content c;

		if (strcmp(members[i].role, "owner") != 0)
			continue;
		f.locale = members[i].locale;
		f.name = members[i].name;
		c = render(d, notice_find(kind), &f);
		TRY(enqueue(d, &to, &f, &c, e));
	}
	return ERR_OK;
}

enum err notice_preview(struct domain *d, const struct envelope *v, const struct recipient *r,
			struct notice_content *out, struct error *e)
{
	struct facts f = { .locale = r->locale, .name = r->name, .message = v->message };
	struct account sender;

	TRY(sender_facts(d, v, &sender, &f, e));
	f.trial = d->set->trial; /* as it would be sent now */
	f.link = domain_printf(d, "%s/r/#●●●●●●●●", d->set->base_url);
	*out = render(d, notice_find("request"), &f);
	return ERR_OK;
}

enum err notice_read(struct domain *d, const struct mail *m, struct notice_content *out, struct error *e)
{
	struct bytes body = m->body;
	json_t *j;

	if (m->encrypted)
		TRY(vault_decrypt(d, m->id, m->body, &body, e));
	j = json_loadb((const char *)body.data, body.len, 0, NULL);
	if (!j)
		return error_set(e, ERR_IO, "a stored mail is not readable");
	out->subject = m->subject;
	out->text = domain_printf(d, "%s", json_string_value(json_object_get(j, "text")));
	out->html = domain_printf(d, "%s", json_string_value(json_object_get(j, "html")));
	json_decref(j);
	return ERR_OK;
}
