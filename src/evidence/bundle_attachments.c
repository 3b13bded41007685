/* Attachments as they were sent, and the texts to which recipients consented before the contract.
 */
#include "domain/attachment.h"
#include "domain/consent.h"
#include "domain/terms.h"
#include "evidence/bundle_work.h"

static enum err put_attachment(struct bundle_work *b, size_t i, const struct attachment *a,
			       struct error *e)
{
	const char *path =
		domain_printf(b->d, "attachments/%02zu-%s", i + 1, bundle_name(b, a->name));

	TRY(bundle_blob(b, path, a->blob_id, a->size, e));
	return bundle_exhibit(
		b,
		&(struct exhibit){ .path = path,
				   .title_ja = a->name,
				   .title_en = a->name,
				   .author = b->org.name,
				   .at = a->created_at,
				   .purpose_ja = "本書面とともに各当事者に提示された資料の内容",
				   .purpose_en = "what was shown to the parties along with it" },
		e);
}

enum err bundle_attachments(struct bundle_work *b, struct error *e)
{
	const struct attachment *list;
	size_t n;

	TRY(attachment_list(&b->d->repo, b->x->v.id, &list, &n, e));
	for (size_t i = 0; i < n; i++)
		TRY(put_attachment(b, i, &list[i], e));
	return ERR_OK;
}

/* consents ------------------------------------------------------------------ */

/* Which versions: of every law and of the terms, those that somebody took. */
struct taken {
	const char *code, *version; /* code NULL: terms */
};
struct consents {
	struct bundle_work *b;
	struct buf log; /* who, which, when */
	struct buf texts;
	struct taken *taken;
	size_t n, cap;
};

static _Bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* True the first time. */
static enum err first_time(struct consents *c, const char *code, const char *version, _Bool *first,
			   struct error *e)
{
	struct taken *list;

	*first = 0;
	for (size_t i = 0; i < c->n; i++)
		if (same(c->taken[i].code, code) && same(c->taken[i].version, version))
			return ERR_OK;
	list = arena_grow(c->b->d->repo.mem, c->taken, c->n, &c->cap, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "bundle: too many consents");
	c->taken = list;
	list[c->n++] = (struct taken){ code, version };
	*first = 1;
	return ERR_OK;
}

static void put_law(struct buf *out, const struct law *l)
{
	buf_printf(out, "== %s / %s (%s %s) ==\n%s\n\n[ja]\n%s\n", l->title_ja, l->title_en,
		   l->code, l->version, l->clauses, l->text_ja);
	for (size_t i = 0; law_step(l, i); i++)
		buf_printf(out, "- %s (%s): %s\n", law_step(l, i)->title_ja, law_step(l, i)->code,
			   law_step(l, i)->text_ja);
	buf_printf(out, "\n[en]\n%s\n", l->text_en);
	for (size_t i = 0; law_step(l, i); i++)
		buf_printf(out, "- %s (%s): %s\n", law_step(l, i)->title_en, law_step(l, i)->code,
			   law_step(l, i)->text_en);
	buf_append_str(out, "\n");
}

static void put_terms(struct buf *out, const char *version)
{
	const char *ja = terms_text(version, "ja"), *en = terms_text(version, "en");

	buf_printf(out, "== 利用条件 / terms (%s) ==\n\n[ja]\n%s\n\n[en]\n%s\n\n", version,
		   ja ? ja : "", en ? en : "");
}

/* What somebody answered, such as the name of a relative, stays out. */
static enum err put_row(struct consents *c, const struct recipient *r,
			const struct consent_row *row, struct error *e)
{
	char at[TIME_RFC3339_SIZE], back[TIME_RFC3339_SIZE] = "";
	_Bool first;

	time_rfc3339(row->at, at);
	if (row->withdrawn_at)
		time_rfc3339(row->withdrawn_at, back);
	const char *const cells[] = { r->name, row->law, row->version, row->step, at, back };

	bundle_csv(&c->log, cells, COUNT_OF(cells));
	TRY(first_time(c, row->law, row->version, &first, e));
	for (size_t i = 0; first && i < law_count(); i++)
		if (same(law_at(i)->code, row->law) && same(law_at(i)->version, row->version))
			put_law(&c->texts, law_at(i));
	return ERR_OK;
}

static enum err put_party(struct consents *c, const struct recipient *r, struct error *e)
{
	const struct consent_row *rows;
	size_t n;

	TRY(consent_row_list(&c->b->d->repo, r->id, &rows, &n, e));
	for (size_t i = 0; i < n; i++)
		TRY(put_row(c, r, &rows[i], e));
	return ERR_OK;
}

/* The terms are accepted once in a person's life; the trail says when it was for this contract. */
static enum err put_event(struct consents *c, const json_t *event, struct error *e)
{
	const char *text = json_string_value(json_object_get(event, "payload"));
	json_t *payload = text ? json_loads(text, 0, NULL) : NULL;
	const char *kind = json_string_value(json_object_get(payload, "kind"));
	const char *version =
		json_string_value(json_object_get(json_object_get(payload, "data"), "version"));
	enum err rc = ERR_OK;
	_Bool first = 0;

	if (kind && version && !strcmp(kind, "recipient.terms_accepted")) {
		version = domain_printf(c->b->d, "%s", version);
		rc = first_time(c, NULL, version, &first, e);
	}
	if (first)
		put_terms(&c->texts, version);
	json_decref(payload);
	return rc;
}

static enum err put_all(struct consents *c, struct error *e)
{
	const json_t *event;
	size_t i;

	json_array_foreach(json_object_get(c->b->trail, "events"), i, event)
		TRY(put_event(c, event, e));
	for (i = 0; i < c->b->x->n_recipients; i++)
		TRY(put_party(c, &c->b->x->recipients[i], e));
	TRY(zip_add(c->b->z, "texts/consents.txt", buf_bytes(&c->texts), e));
	return zip_add(c->b->z, "texts/consents.csv", buf_bytes(&c->log), e);
}

enum err bundle_consents(struct bundle_work *b, struct error *e)
{
	static const char *const head[] = { "person", "law", "version", "step", "at", "withdrawn" };
	struct consents c = { .b = b };
	enum err rc;

	bundle_csv(&c.log, head, COUNT_OF(head));
	rc = put_all(&c, e);
	buf_done(&c.log);
	buf_done(&c.texts);
	return rc;
}
