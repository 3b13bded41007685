#include "evidence/bundle.h"
#include "domain/text.h"
#include "evidence/bundle_work.h"
#include "evidence/json.h"
#include "evidence/trail.h"

enum { NAME_MAX_BYTES = 120 };

/* In this order in the file. A row is a part. */
static enum err (*const parts[])(struct bundle_work *b, struct error *e) = {
	bundle_documents, bundle_attachments, bundle_trail,  bundle_mails,  bundle_texts,
	bundle_consents,  bundle_about,	      bundle_papers, bundle_recipe,
};

enum err bundle_exhibit(struct bundle_work *b, const struct exhibit *x, struct error *e)
{
	struct exhibit *list = arena_grow(b->d->repo.mem, b->exhibits, b->n_exhibits,
					  &b->cap_exhibits, sizeof(*list));

	if (!list)
		return error_set(e, ERR_TOO_LARGE, "bundle: too many files");
	b->exhibits = list;
	b->exhibits[b->n_exhibits++] = *x;
	return ERR_OK;
}

enum err bundle_text(struct bundle_work *b, const char *path, const char *text, struct error *e)
{
	return zip_add(b->z, path, bytes_of_str(text), e);
}

const char *bundle_fill(struct bundle_work *b, struct bytes text)
{
	char at[TIME_JST_SIZE];
	const struct text_value values[] = {
		{ "envelope", b->x->v.id },
		{ "title", b->x->v.title },
		{ "sender", b->org.name },
		{ "at", at },
		{ "signing_ja", bundle_signing(b, 1) },
		{ "signing_en", bundle_signing(b, 0) },
	};
	char *copy = arena_strndup(b->d->repo.mem, (const char *)text.data, text.len);

	time_jst(b->w->at, at);
	return text_fill(b->d->repo.mem, copy ? copy : "", values, COUNT_OF(values));
}

const char *bundle_name(struct bundle_work *b, const char *name)
{
	size_t len = strlen(name);
	char *copy;

	for (; len > NAME_MAX_BYTES || (len && ((unsigned char)name[len] & 0xC0) == 0x80);)
		len--; /* not inside of a character */
	copy = arena_strndup(b->d->repo.mem, name, len);
	if (!copy)
		return "file";
	for (char *c = copy; *c; c++)
		if ((unsigned char)*c < 0x20 || strchr("/\\:*?\"<>|\x7f", *c))
			*c = '_';
	return *copy && *copy != '.' ? copy : "file";
}

void bundle_csv(struct buf *out, const char *const *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_append_str(out, i ? ",\"" : "\"");
		/* what begins like a formula would be run by a spreadsheet */
		if (cells[i] && *cells[i] && strchr("=+-@", *cells[i]))
			buf_append_byte(out, '\'');
		for (const char *c = cells[i] ? cells[i] : ""; *c; c++) {
			if (*c == '"')
				buf_append_byte(out, '"');
			buf_append_byte(out, (unsigned char)*c);
		}
		buf_append_byte(out, '"');
	}
	buf_append_str(out, "\r\n");
}

enum err bundle_write(struct domain *d, const struct dossier *x, const struct bundle_world *w,
		      struct zip *z, struct error *e)
{
	struct bundle_work b = { .d = d, .x = x, .w = w, .z = z };
	enum err rc = ERR_OK;

	TRY(organisation_get(&d->repo, &b.org, e));
	TRY(bundle_fields(&b, e));
	TRY(trail_export(d, x, TRAIL_PARTIES, &b.trail, e));
	json_object_set_new(b.trail, "exported_at", evidence_time(w->at));
	for (size_t i = 0; rc == ERR_OK && i < COUNT_OF(parts); i++)
		rc = parts[i](&b, e);
	json_decref(b.trail);
	TRY(rc);
	return zip_end(z, e);
}
