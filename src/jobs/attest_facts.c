#include "jobs/attest_facts.h"
#include "domain/attachment.h"
#include "domain/certification.h"
#include "domain/consent.h"
#include "domain/field.h"

struct facts {
	struct work *w;
	struct certificate_fact *items;
	size_t n, cap;
	_Bool full;
};

static void add(struct facts *f, struct certificate_fact one)
{
	struct certificate_fact *items =
		arena_grow(f->w->j->mem, f->items, f->n, &f->cap, sizeof(*items));

	if (!items) {
		f->full = 1;
		return;
	}
	f->items = items;
	items[f->n++] = one;
}

static enum err done(const struct facts *f, const struct certificate_fact **out, size_t *n,
		     struct error *e)
{
	if (f->full)
		return error_set(e, ERR_TOO_LARGE, "certificate: out of memory");
	*out = f->items;
	*n = f->n;
	return ERR_OK;
}

/* consents ------------------------------------------------------------------- */

static const struct law *law_given(const struct consent_row *row)
{
	for (size_t i = 0; i < law_count(); i++)
		if (!strcmp(law_at(i)->code, row->law) && !strcmp(law_at(i)->version, row->version))
			return law_at(i);
	return NULL;
}

static const struct law_step *step_given(const struct law *l, const char *code)
{
	const struct law_step *s = NULL;

	for (size_t i = 0; l && (s = law_step(l, i)) && strcmp(s->code, code) != 0; i++)
		;
	return s;
}

/* What a consumer answered, such as the name of a relative, is not for the other parties. */
static void add_consent(struct facts *f, const struct consent_row *row)
{
	struct domain *d = &f->w->d;
	const struct law *l = law_given(row);
	const struct law_step *s = step_given(l, row->step);
	char at[TIME_JST_SIZE], back[TIME_JST_SIZE] = "";

	time_jst(row->at, at);
	if (row->withdrawn_at)
		time_jst(row->withdrawn_at, back);
	add(f, (struct certificate_fact){
		       .ja = "法定の承諾",
		       .en = "Statutory consent",
		       .value_ja = domain_printf(d, "%s（版 %s）：%s\n%s%s%s",
						 l ? l->title_ja : row->law, row->version,
						 s ? s->title_ja : row->step, at,
						 *back ? "　撤回 " : "", back),
		       .value_en = domain_printf(d, "%s (version %s): %s\n%s%s%s",
						 l ? l->title_en : row->law, row->version,
						 s ? s->title_en : row->step, at,
						 *back ? "  withdrawn " : "", back),
	       });
}

static enum err add_consents(struct facts *f, const struct recipient *r, struct error *e)
{
	const struct consent_row *rows;
	size_t n;

	TRY(consent_row_list(&f->w->d.repo, r->id, &rows, &n, e));
	for (size_t i = 0; i < n; i++)
		add_consent(f, &rows[i]);
	return ERR_OK;
}

/* fields --------------------------------------------------------------------- */

struct in_words {
	const char *ja, *en;
};

static struct in_words picture_words(struct domain *d, const struct field_content *c)
{
	switch (c->picture) {
	case FIELD_PICTURE_IMAGE:
		return (struct in_words){ domain_printf(d, "画像 SHA-256 %s", c->sha256),
					  domain_printf(d, "picture, SHA-256 %s", c->sha256) };
	case FIELD_PICTURE_INK:
		return (struct in_words){ "手書き", "handwriting" };
	case FIELD_PICTURE_SEAL:
		return (struct in_words){ domain_printf(d, "印影「%s」", c->seal.text),
					  domain_printf(d, "seal \"%s\"", c->seal.text) };
	case FIELD_PICTURE_TYPED:
	case FIELD_PICTURE_NONE:
		break;
	}
	return (struct in_words){ c->typed, c->typed };
}

/* NULL: there is nothing to tell. */
static struct in_words content_words(struct domain *d, const struct input_field *f,
				     const struct field_content *c)
{
	if (c->picture != FIELD_PICTURE_NONE)
		return picture_words(d, c);
	if (field_kind_of(f->kind)->takes != FIELD_TAKES_CHECK)
		return (struct in_words){ c->shown, c->shown };
	if (!strcmp(c->text, "on"))
		return (struct in_words){ "チェックあり", "checked" };
	return (struct in_words){ NULL, NULL };
}

static enum err add_field(struct facts *f, const struct filled *v, struct error *e)
{
	struct domain *d = &f->w->d;
	const char *label = *v->f.label ? v->f.label : v->f.name;
	struct field_content c;
	struct in_words words;

	TRY(field_content_load(d, &v->f, v->json, &c, e));
	if (c.empty)
		return ERR_OK;
	words = content_words(d, &v->f, &c);
	if (!words.ja || !*words.ja)
		return ERR_OK;
	add(f, (struct certificate_fact){
		       .ja = "入力項目",
		       .en = "Field",
		       .value_ja = domain_printf(d, "%s%s%s", label, *label ? "：" : "", words.ja),
		       .value_en = domain_printf(d, "%s%s%s", label, *label ? ": " : "", words.en),
	       });
	return ERR_OK;
}

/* act NULL: the sender's, which have no seat. */
static enum err add_fields(struct facts *f, const struct filled *list, size_t n, const char *act,
			   struct error *e)
{
	for (size_t i = 0; i < n; i++) {
		const struct filled *v = &list[i];
		_Bool of_it = act ? v->act_id && !strcmp(v->act_id, act) : !v->f.seat;

		if (v->frozen && of_it)
			TRY(add_field(f, v, e));
	}
	return ERR_OK;
}

/* attachments ---------------------------------------------------------------- */

static enum err add_attachments(struct facts *f, struct error *e)
{
	const struct attachment *list;
	size_t n;

	TRY(attachment_list(&f->w->d.repo, f->w->x.v.id, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		const struct attachment *a = &list[i];

		add(f, (struct certificate_fact){ "添付資料", "Attachment", a->name, a->name, 0 });
		add(f, (struct certificate_fact){ "SHA-256", "SHA-256", a->sha256, a->sha256, 1 });
	}
	return ERR_OK;
}

/* signing --------------------------------------------------------------------- */

/* A contract of certificates only says whether the service signed it too. */
static void add_certification(struct facts *f)
{
	_Bool given = certification_is_given(&f->w->x);

	if (certification_is_free(&f->w->x))
		add(f, (struct certificate_fact){
			       .ja = "書類への本サービスの署名",
			       .en = "Signature of the service\non the files",
			       .value_ja = given ? "あり（送信時と締結時。送信者の指定）"
						 : "なし（各当事者の電子証明書による署名とタイムスタンプの"
						   "み。送信の事実は下記の証跡に記録）",
			       .value_en = given ? "yes, at sending and at the conclusion, as the sender asked"
						 : "none: the parties' own certificates and time-stamps alone; "
						   "the sending is in the audit trail below",
		       });
}

static void add_method(struct facts *f, const struct recipient *r)
{
	if (recipient_signs(r) && !strcmp(r->method, "own_certificate"))
		add(f, (struct certificate_fact){ "署名方式", "Signing method",
						  "当事者型（当事者自身の電子証明書）",
						  "by a certificate of the party's own", 0 });
}

/* ---------------------------------------------------------------------------- */

enum err attest_facts(struct work *w, struct certificate_facts *f, struct error *e)
{
	struct facts facts = { .w = w };
	struct filled *list;
	size_t n;

	TRY(fields_load(&w->d, &w->x, &list, &n, e));
	add_certification(&facts);
	TRY(add_attachments(&facts, e));
	TRY(add_fields(&facts, list, n, NULL, e));
	return done(&facts, &f->facts, &f->n_facts, e);
}

enum err attest_party_facts(struct work *w, struct certificate_party *parties, struct error *e)
{
	struct filled *list;
	size_t n;

	TRY(fields_load(&w->d, &w->x, &list, &n, e));
	for (size_t i = 0; i < w->x.n_recipients; i++) {
		const struct recipient *r = &w->x.recipients[i];
		struct facts facts = { .w = w };

		add_method(&facts, r);
		TRY(add_consents(&facts, r, e));
		if (r->act_id)
			TRY(add_fields(&facts, list, n, r->act_id, e));
		TRY(done(&facts, &parties[i].facts, &parties[i].n_facts, e));
	}
	return ERR_OK;
}
