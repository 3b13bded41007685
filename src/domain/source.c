#include "domain/source.h"
#include <assert.h>
#include <jansson.h>
#include "domain/flow.h"
#include "domain/jobs.h"
#include "domain/text.h"

enum { TRIES_MAX = 3 };

static enum err enqueue(struct domain *d, const char *kind, const struct document *doc, struct error *e)
{
	return job_enqueue(d, &(struct job_request){ .kind = kind, .envelope = doc->envelope_id,
						     .document = doc->id }, e);
}

enum err document_source_rows(struct domain *d, const struct document_new *in, const struct document *doc,
			      struct error *e)
{
	_Bool pdf = !in->format;
	struct document_source s = {
		.document_id = doc->id, .format = pdf ? "pdf" : in->format,
		.name = in->source_name ? in->source_name : in->name, .fonts = "[]", .reading = "waiting",
		.created_at = doc->created_at,
	};

	TRY(document_source_insert(&d->repo, &s, e));
	return enqueue(d, pdf ? JOB_READ_TEXT : JOB_CONVERT, doc, e);
}

enum err document_try(struct domain *d, const char *document, _Bool *again, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct document_source s;
	struct document doc;
	enum err rc;

	*again = 0;
	TRY(db_begin(tx.db, e));
	rc = document_get(&d->repo, document, &doc, e);
	if (rc == ERR_NOT_FOUND || (rc == ERR_OK && strcmp(doc.state, "processing") != 0))
		return ERR_OK;
	TRY(rc);
	TRY(document_source_get(&d->repo, document, &s, e));
	*again = s.tries++ < TRIES_MAX;
	TRY(document_source_update(&d->repo, &s, e));
	return db_commit(tx.db, e);
}

static enum err audit(struct domain *d, const char *kind, const struct document *doc, const char *sha256,
		      const char *converter, struct error *e)
{
	const struct audit_data data[] = {
		{ "document", doc->id, 0 },
		{ "sha256", sha256, 0 },
		{ "converter", converter, 0 },
		{ "document_name", doc->name, 1 },
	};

	return audit_append(d, &(struct audit_entry){ .envelope = doc->envelope_id, .kind = kind, .data = data,
						      .n = COUNT_OF(data) }, NULL, e);
}

static enum err first_revision(struct domain *d, const struct document *doc, const struct document_new *in,
			       struct error *e)
{
	struct revision rev = {
		.document_id = doc->id, .no = 1, .kind = "upload", .blob_id = in->base.blob,
		.size = in->base.size, .sha256 = in->base.sha256, .state256 = in->state256,
		.state384 = in->state384, .state512 = in->state512,
		.signing_index = in->signing_index, .created_at = domain_now(d),
	};

	TRY(blob_row_ready(&d->repo, in->base.blob, in->base.size, in->base.wrapped_key, e));
	return revision_insert(&d->repo, &rev, e);
}

enum err document_converted(struct domain *d, const char *document, const struct document_new *in,
			    const struct conversion *how, struct error *e)
{
	struct document_source s;
	struct document doc;

	TRY(document_get(&d->repo, document, &doc, e));
	if (strcmp(doc.state, "processing") != 0)
		return error_set(e, ERR_NOT_FOUND, "the document is not waiting for a conversion");
	TRY(document_source_get(&d->repo, document, &s, e));
	TRY(first_revision(d, &doc, in, e));
	doc.state = "ready";
	doc.pages = in->pages;
	doc.notes = in->notes;
	doc.head_no = doc.visible_no = 1;
	TRY(document_update(&d->repo, &doc, e));
	s.converter = how->converter;
	s.fonts = how->fonts;
	TRY(document_source_update(&d->repo, &s, e));
	TRY(audit(d, "document.converted", &doc, in->base.sha256, how->converter, e));
	return enqueue(d, JOB_READ_TEXT, &doc, e);
}

enum err document_refuse(struct domain *d, const char *document, const char *code, struct error *e)
{
	struct document doc;
	enum err rc = document_get(&d->repo, document, &doc, e);

	if (rc == ERR_NOT_FOUND || (rc == ERR_OK && strcmp(doc.state, "processing") != 0))
		return ERR_OK;
	TRY(rc);
	doc.state = "refused";
	doc.notes = domain_printf(d, "[\"%s\"]", code);
	TRY(document_update(&d->repo, &doc, e));
	TRY(document_read_failed(d, document, code, e));
	return audit(d, "document.refused", &doc, doc.original_sha256, NULL, e);
}

/* reading ----------------------------------------------------------------- */

static enum err settle_reading(struct domain *d, const char *document, const struct document_source *with,
			       struct error *e)
{
	struct document_source s;
	enum err rc = document_source_get(&d->repo, document, &s, e);

	if (rc == ERR_NOT_FOUND)
		return ERR_OK; /* the document has gone meanwhile */
	TRY(rc);
	s.reading = with->reading;
	s.reading_error = with->reading_error;
	s.pages_read = with->pages_read;
	s.cut = with->cut;
	s.read_at = domain_now(d);
	return document_source_update(&d->repo, &s, e);
}

enum err document_read_done(struct domain *d, const char *document, const struct document_read *in,
			    struct error *e)
{
	const struct document_source with = { .reading = "done", .pages_read = in->pages, .cut = in->cut };
	struct document doc;
	enum err rc = document_get(&d->repo, document, &doc, e);

	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(rc);
	TRY(document_finding_delete_all(&d->repo, document, e));
	for (size_t i = 0; i < in->n; i++) {
		struct document_finding f = in->findings[i];

		f.document_id = document;
		f.no = (int64_t)i + 1;
		TRY(document_finding_insert(&d->repo, &f, e));
	}
	return settle_reading(d, document, &with, e);
}

enum err document_read_failed(struct domain *d, const char *document, const char *code, struct error *e)
{
	const struct document_source with = { .reading = "failed", .reading_error = code };

	return settle_reading(d, document, &with, e);
}

/* telling ------------------------------------------------------------------ */

static const char *member(struct domain *d, const json_t *j, const char *name)
{
	const char *s = json_string_value(json_object_get(j, name));

	return s ? domain_printf(d, "%s", s) : "";
}

static struct wording_warning wording_of(struct domain *d, const struct document_finding *f, const json_t *j,
					 const char *lang)
{
	const char *code = member(d, j, "code");
	const char *instead = domain_printf(d, "%s-instead", code);
	const struct text_value v[] = {
		{ "words", member(d, j, "words") },
		{ "page", domain_printf(d, "%lld", (long long)f->page) },
	};

	return (struct wording_warning){
		.code = code,
		.text = text_fill(d->repo.mem, text_of(lang, code), v, COUNT_OF(v)),
		.instead = text_of(lang, instead),
		.excerpt = member(d, j, "excerpt"),
		.page = f->page,
	};
}

enum err document_wordings(struct domain *d, const struct document *doc, const char *lang,
			   const struct wording_warning **out, size_t *n_out, struct error *e)
{
	const struct document_finding *list;
	struct wording_warning *warnings;
	size_t all, n = 0;

	TRY(document_finding_list(&d->repo, doc->id, &list, &all, e));
	warnings = arena_alloc_n(d->repo.mem, all + 1, sizeof(*warnings));
	if (!warnings)
		return error_set(e, ERR_TOO_LARGE, "the warnings exceed the memory limit");
	for (size_t i = 0; i < all; i++) {
		json_t *j = strcmp(list[i].kind, "wording") ? NULL : json_loads(list[i].data, 0, NULL);

		if (j)
			warnings[n++] = wording_of(d, &list[i], j, lang);
		json_decref(j);
	}
	*out = warnings;
	*n_out = n;
	return ERR_OK;
}

enum err document_tag_faults(struct domain *d, const struct document *doc, size_t *out, struct error *e)
{
	const struct document_finding *list;
	size_t all, n = 0;

	TRY(document_finding_list(&d->repo, doc->id, &list, &all, e));
	for (size_t i = 0; i < all; i++) {
		json_t *j = strcmp(list[i].kind, "tag") ? NULL : json_loads(list[i].data, 0, NULL);

		n += json_object_get(j, "fault") != NULL;
		json_decref(j);
	}
	*out = n;
	return ERR_OK;
}
