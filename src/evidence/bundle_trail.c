/* The audit trail, its daily records, the extract of the register, keys and anchors. */
#include <stdlib.h>
#include "evidence/bundle_work.h"
#include "evidence/trail.h"
#include "sig/asn1/cert.h"

static const char *str(const json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));

	return s ? s : "";
}

static enum err put_days(struct bundle_work *b, struct error *e)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(b->trail, "days"), i, one)
	{
		const char *text = str(one, "record"), *day = str(one, "day");
		unsigned char *record = arena_alloc(b->d->repo.mem, strlen(text) + 1);
		size_t n;

		if (!record || !base64_decode(text, strlen(text), record, &n))
			return error_set(e, ERR_TOO_LARGE, "bundle: no room for a record");
		TRY(bundle_text(b, domain_printf(b->d, "audit/days/%s.txt", day), str(one, "bytes"),
				e));
		TRY(zip_add(b->z, domain_printf(b->d, "audit/days/%s.ers", day), BYTES(record, n),
			    e));
	}
	return ERR_OK;
}

static enum err put_register(struct bundle_work *b, struct error *e)
{
	AUTO(buf) struct buf lines = { 0 };
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(b->trail, "register"), i, one)
		buf_append_str(&lines, str(one, "line"));
	return zip_add(b->z, "audit/register.txt", buf_bytes(&lines), e);
}

static enum err put_keys(struct bundle_work *b, struct error *e)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(b->trail, "keys"), i, one)
		TRY(bundle_text(b, domain_printf(b->d, "verify/keys/%s.pem", str(one, "id")),
				str(one, "certificates"), e));
	return ERR_OK;
}

static enum err put_anchors(struct bundle_work *b, struct error *e)
{
	AUTO(buf) struct buf pem = { 0 };

	for (size_t i = 0; i < b->w->n_anchors; i++)
		cert_put_pem(b->w->anchors[i], &pem);
	if (pem.overflow)
		return error_set(e, ERR_TOO_LARGE, "bundle: no room for the roots");
	return zip_add(b->z, "verify/anchor.pem", buf_bytes(&pem), e);
}

static enum err put_pdf(struct bundle_work *b, const char *lang, struct error *e)
{
	const char *path = domain_printf(b->d, "audit/audit-trail.%s.pdf", lang);
	struct bytes pdf;

	TRY(trail_pdf(b->d, b->x, b->trail, lang, &pdf, e));
	return zip_add(b->z, path, pdf, e);
}

enum err bundle_trail(struct bundle_work *b, struct error *e)
{
	struct bytes text;

	TRY(trail_text(b->d, b->trail, &text, e));
	TRY(zip_add(b->z, "audit/audit-trail.json", text, e));
	TRY(put_pdf(b, "ja", e));
	TRY(put_pdf(b, "en", e));
	TRY(put_days(b, e));
	TRY(put_register(b, e));
	TRY(put_keys(b, e));
	TRY(put_anchors(b, e));
	return bundle_exhibit(
		b,
		&(struct exhibit){
			.path = "audit/audit-trail.ja.pdf",
			.title_ja = "証跡（監査記録）",
			.title_en = "Audit trail",
			.author = "電子契約サービス提供者",
			.at = b->w->at,
			.purpose_ja = "送信から締結までの各行為の日時、行為者および内容、"
				      "これらの記録が改変されていない事実",
			.purpose_en = "when each act happened, by whom and with what content; that "
				      "the record was not changed" },
		e);
}
