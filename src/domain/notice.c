#include "domain/notice.h"
#include <assert.h>
#include <jansson.h>
#include "domain/jobs.h"
#include "domain/text.h"
#include "domain/vault.h"
#include "store/repo/organisation.h"

/* The values of notice_values.def, one by one. */
struct filling {
	const char *locale;
	_Bool trial;
#define VALUE(name, en, ja, doc) const char *name;
#include "domain/notice_values.def"
#undef VALUE
};

static struct notice_content render(struct domain *d, const struct notice_template *t,
				    const struct filling *f)
{
	const struct text_value v[] = {
#define VALUE(name, en, ja, doc) { #name, f->name },
#include "domain/notice_values.def"
#undef VALUE
	};

	return notice_render(d->repo.mem, t, f->locale, v, COUNT_OF(v), f->trial);
}

static const char *when(struct domain *d, time_ms t)
{
	char text[TIME_JST_SIZE] = "";

	if (t)
		time_jst(t, text);
	return domain_printf(d, "%s", text);
}

/* What the organisation and the envelope say, whoever it is said to. */
static enum err fill_envelope(struct domain *d, const struct envelope *v, struct filling *f,
			      struct error *e)
{
	struct organisation o;
	struct account sender;

	TRY(organisation_get(&d->repo, &o, e));
	f->company = o.name;
	f->trial = d->set->trial;
	if (!v)
		return ERR_OK;
	TRY(account_get(d->repo.db, d->repo.mem, v->sent_by ? v->sent_by : v->created_by, &sender,
			e));
	f->sender = sender.name;
	f->title = v->title_hidden ? text_of(f->locale, "title-hidden") : v->title;
	f->message = v->message;
	f->deadline = when(d, v->expire_at);
	f->envelope = v->id;
	f->page = domain_printf(d, "%s/envelopes/%s", d->set->base_url, v->id);
	f->trial = v->sent_at ? v->trial != 0 : d->set->trial;
	return ERR_OK;
}

static void fill_facts(struct domain *d, const struct notice_facts *facts, struct filling *f)
{
	if (!facts)
		return;
	if (facts->token)
		f->link = domain_printf(d, "%s/r/#%s", d->set->base_url, facts->token);
	if (facts->path)
		f->page = domain_printf(d, "%s%s", d->set->base_url, facts->path);
	if (facts->deadline)
		f->deadline = when(d, facts->deadline);
	f->until = when(d, facts->until);
	f->who = facts->who;
	f->reason = facts->reason;
	f->text = facts->text;
	f->code = facts->code;
	f->category = facts->category;
	f->note = facts->note ? text_of(f->locale, facts->note) : NULL;
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
	const char *reply_to; /* NULL: answers go nowhere but to the service */
};

static struct bytes body_json(struct domain *d, const struct notice_content *c)
{
	return bytes_of_str(
		domain_json(d, json_pack("{s:s, s:s}", "text", c->text, "html", c->html)));
}

/* Stands in the envelope sender. Whoever knows it can say that this mail was not delivered, no
 * more. */
static const char *bounce_token(struct domain *d)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned char random[26];
	char *token = arena_alloc(d->repo.mem, sizeof(random) + 1);

	assert(token);
	rng_fill(d->rng, random, sizeof(random));
	for (size_t i = 0; i < sizeof(random); i++)
		token[i] = letters[random[i] & 31];
	return token;
}

/* The envelope's own wish, the organisation's, or the person who sends: never the service, where
 * nobody reads. */
static enum err answers_to(struct domain *d, const struct envelope *v, const char **out,
			   struct error *e)
{
	struct mail_setting s;
	struct account sender;

	TRY(mail_setting_get(&d->repo, &s, e));
	*out = v->reply_to && *v->reply_to ? v->reply_to : s.reply_to;
	if (*out)
		return ERR_OK;
	TRY(account_get(d->repo.db, d->repo.mem, v->sent_by ? v->sent_by : v->created_by, &sender,
			e));
	*out = sender.email;
	return ERR_OK;
}

static enum err enqueue(struct domain *d, const struct address *to, const struct filling *f,
			const struct notice_content *c, struct error *e)
{
	/* links of a contract that is not marked 試用 are nobody else's, whatever is set now
	 * (practice 1) */
	_Bool open = d->set->trial && f->trial;
	struct mail m = {
		.id = domain_id(d, "mal"),
		.envelope_id = to->envelope,
		.recipient_id = to->recipient,
		.kind = to->kind,
		.locale = f->locale,
		.to_name = to->name,
		.to_email = to->email,
		.subject = c->subject,
		.encrypted = !open,
		.body = body_json(d, c),
		.reply_to = to->reply_to,
		.bounce_token = bounce_token(d),
		.state = d->set->mail_ready ? "queued" : "outbox",
		.created_at = domain_now(d),
	};

	if (!open)
		TRY(vault_encrypt(d, m.id, m.body, &m.body, e));
	TRY(mail_insert(&d->repo, &m, e));
	if (!d->set->mail_ready)
		return ERR_OK;
	return job_enqueue(
		d,
		&(struct job_request){ .kind = JOB_MAIL, .envelope = to->envelope, .mail = m.id },
		e);
}

/* A kind that is no file of mails/ is a bug. */
static enum err post(struct domain *d, const struct address *to, const struct filling *f,
		     struct error *e)
{
	const struct notice_template *t = notice_template_find(to->kind);
	struct notice_content c;

	assert(t && f->locale);
	c = render(d, t, f);
	return enqueue(d, to, f, &c, e);
}

enum err notice_to_party(struct domain *d, const char *kind, const struct envelope *v,
			 const struct recipient *r, const struct notice_facts *facts,
			 struct error *e)
{
	struct address to = { kind, v->id, r->id, r->name, r->email, NULL };
	struct filling f = { .locale = r->locale, .name = r->name };

	TRY(fill_envelope(d, v, &f, e));
	TRY(answers_to(d, v, &to.reply_to, e));
	fill_facts(d, facts, &f);
	return post(d, &to, &f, e);
}

static enum err to_account(struct domain *d, const struct address *about, const struct envelope *v,
			   const struct recipient *r, const char *account,
			   const struct notice_facts *facts, struct error *e)
{
	struct address to = *about;
	struct filling f = { 0 };
	struct account a;

	TRY(account_get(d->repo.db, d->repo.mem, account, &a, e));
	to.name = a.name;
	to.email = a.email;
	f.locale = a.locale;
	f.name = a.name;
	f.party = r ? party_name(d, r, a.locale) : NULL;
	TRY(fill_envelope(d, v, &f, e));
	fill_facts(d, facts, &f);
	return post(d, &to, &f, e);
}

enum err notice_to_sender(struct domain *d, const char *kind, const struct envelope *v,
			  const struct recipient *r, const struct notice_facts *facts,
			  struct error *e)
{
	const struct address about = { .kind = kind, .envelope = v->id };

	return to_account(d, &about, v, r, v->sent_by ? v->sent_by : v->created_by, facts, e);
}

enum err notice_to_member(struct domain *d, const char *kind, const struct envelope *v,
			  const char *account, const struct notice_facts *facts, struct error *e)
{
	const struct address about = { .kind = kind, .envelope = v ? v->id : NULL };

	return to_account(d, &about, v, NULL, account, facts, e);
}

enum err notice_to_address(struct domain *d, const char *kind,
			   const struct notice_address *addressee, const struct envelope *v,
			   const struct notice_facts *facts, struct error *e)
{
	const struct address to = { kind, v ? v->id : NULL, NULL, addressee->name, addressee->email,
				    NULL };
	struct filling f = { .locale = addressee->locale, .name = addressee->name };

	TRY(fill_envelope(d, v, &f, e));
	fill_facts(d, facts, &f);
	return post(d, &to, &f, e);
}

enum err notice_party(struct domain *d, const char *kind, const struct envelope *v,
		      const struct recipient *r, const char *token, struct error *e)
{
	return notice_to_party(
		d, kind, v, r,
		&(struct notice_facts){ .token = token, .reason = v->withdraw_reason }, e);
}

enum err notice_sender(struct domain *d, const char *kind, const struct envelope *v,
		       const struct recipient *r, struct error *e)
{
	return notice_to_sender(
		d, kind, v, r, &(struct notice_facts){ .reason = r ? r->decline_reason : NULL }, e);
}

enum err notice_invitation(struct domain *d, const char *email, const char *token, struct error *e)
{
	const struct address to = { .kind = "invitation", .name = "", .email = email };
	struct filling f = { .locale = "ja", .sender = d->actor.name };

	TRY(fill_envelope(d, NULL, &f, e));
	f.link = domain_printf(d, "%s/invite#%s", d->set->base_url, token);
	return post(d, &to, &f, e);
}

enum err notice_owners(struct domain *d, const char *kind, const struct notice_digest *about,
		       struct error *e)
{
	struct filling f = { .deadline = about->deadline, .list = about->list };
	const struct member *members;
	size_t n;

	TRY(fill_envelope(d, NULL, &f, e));
	TRY(member_list(&d->repo, &members, &n, e));
	f.count = domain_printf(d, "%lld", (long long)about->count);
	f.page = domain_printf(d, "%s/preservation", d->set->base_url);
	for (size_t i = 0; i < n; i++) {
		const struct address to = { .kind = kind,
					    .name = members[i].name,
					    .email = members[i].email };

		if (strcmp(members[i].role, "owner") != 0)
			continue;
		f.locale = members[i].locale;
		f.name = members[i].name;
		TRY(post(d, &to, &f, e));
	}
	return ERR_OK;
}

/* The samples of one language, for what only the act itself knows. */
static struct filling samples(const char *locale)
{
	static const struct filling en = {
#define VALUE(name, en, ja, doc) .name = en,
#include "domain/notice_values.def"
#undef VALUE
	}, ja = {
#define VALUE(name, en, ja, doc) .name = ja,
#include "domain/notice_values.def"
#undef VALUE
	};

	return strcmp(locale, "ja") ? en : ja;
}

enum err notice_preview(struct domain *d, const char *kind, const struct envelope *v,
			const struct recipient *r, const char *locale, struct notice_content *out,
			struct error *e)
{
	const struct notice_template *t = notice_template_find(kind);
	_Bool to_party = t && !strcmp(t->to, "party");
	struct account sender;
	struct filling f;

	if (!t)
		return error_set(e, ERR_NOT_FOUND, "there is no mail of the kind \"%.40s\"", kind);
	TRY(account_get(d->repo.db, d->repo.mem, v->sent_by ? v->sent_by : v->created_by, &sender,
			e));
	if (!locale)
		locale = to_party ? r->locale : sender.locale;
	f = samples(locale);
	f.locale = locale;
	TRY(fill_envelope(d, v, &f, e));
	f.name = to_party ? r->name : sender.name;
	f.party = party_name(d, r, locale);
	f.link = domain_printf(d, "%s/r/#●●●●●●●●", d->set->base_url);
	*out = render(d, t, &f);
	return ERR_OK;
}

enum err notice_read(struct domain *d, const struct mail *m, struct notice_content *out,
		     struct error *e)
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
