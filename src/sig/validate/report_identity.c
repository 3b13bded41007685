/* The identity that a signer's certificate claims, in the report. */
#include "sig/trust/identity.h"
#include "sig/validate/report.h"

static _Bool verified(const struct signer_report *s)
{
	return identity_verified(s->cert.identity, s->trusted, s->chain, s->n_chain);
}

static json_t *items_json(const struct cert_identity *id)
{
	json_t *list = json_array();

	for (size_t i = 0; i < id->n; i++) {
		enum identity_field f = id->items[i].field;

		json_array_append_new(
			list, json_pack("{s:s,s:s,s:s,s:s}", "key", identity_field_slug(f), "ja",
					identity_field_text(f, 1), "en", identity_field_text(f, 0),
					"value", id->items[i].value));
	}
	return list;
}

static json_t *notes_json(const struct cert_identity *id)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < IDENTITY_NOTE_COUNT_; i++) {
		enum identity_note n = (enum identity_note)i;

		if (identity_has_note(id, n))
			json_array_append_new(list, json_pack("{s:s,s:s,s:s}", "code",
							      identity_note_slug(n), "ja",
							      identity_note_text(n, 1), "en",
							      identity_note_text(n, 0)));
	}
	return list;
}

json_t *identity_json(const struct signer_report *s)
{
	const struct cert_identity *id = s->cert.identity;

	if (!id)
		return json_null();
	return json_pack("{s:s,s:s,s:s,s:b,s:o,s:o}", "kind", identity_kind_slug(id->kind), "ja",
			 identity_kind_text(id->kind, 1), "en", identity_kind_text(id->kind, 0),
			 "verified", verified(s), "items", items_json(id), "notes", notes_json(id));
}

static const char *standing(_Bool is_verified, _Bool ja)
{
	if (is_verified)
		return ja ? "発行者を確認済み" : "its issuer is confirmed";
	return ja ? "証明書の自称・発行者は未確認" : "claimed only, its issuer is not confirmed";
}

void identity_lines(const struct signer_report *s, _Bool ja, struct buf *out)
{
	const struct cert_identity *id = s->cert.identity;

	if (!id)
		return;
	buf_printf(out, "    %s: %s (%s)\n", ja ? "本人情報" : "identity",
		   identity_kind_text(id->kind, ja), standing(verified(s), ja));
	for (size_t i = 0; i < id->n; i++)
		buf_printf(out, "      %s: %s\n", identity_field_text(id->items[i].field, ja),
			   id->items[i].value);
	for (unsigned i = 0; i < IDENTITY_NOTE_COUNT_; i++)
		if (identity_has_note(id, (enum identity_note)i))
			buf_printf(out, "      * %s\n",
				   identity_note_text((enum identity_note)i, ja));
}
