/* What an upload was, and what was found in it: rows of document_source and document_finding. */
#pragma once
#include "store/repo/repo.h"

struct document_source {
	const char *document_id;
	const char *format; /* "pdf", or what it was converted from */
	const char *name;   /* of the file as it came */
	const char *converter; /* NULL: it came as a PDF */
	const char *fonts;     /* JSON list of names */
	const char *reading, *reading_error; /* waiting, done, failed; text code or NULL */
	int64_t tries, pages_read, cut;
	time_ms created_at, read_at;
};
enum err document_source_insert(const struct repo *r, const struct document_source *s,
				struct error *e) MUST_USE;
enum err document_source_update(const struct repo *r, const struct document_source *s,
				struct error *e) MUST_USE;
/* ERR_NOT_FOUND: an upload from before sources were kept, or the service's own file. */
enum err document_source_get(const struct repo *r, const char *document, struct document_source *out,
			     struct error *e) MUST_USE;

struct document_finding {
	const char *document_id, *kind, *data; /* kind tag, wording, form; data JSON */
	int64_t no, page;		       /* page from 1 */
};
enum err document_finding_insert(const struct repo *r, const struct document_finding *f,
				 struct error *e) MUST_USE;
enum err document_finding_list(const struct repo *r, const char *document,
			       const struct document_finding **out, size_t *n, struct error *e) MUST_USE;
enum err document_finding_delete_all(const struct repo *r, const char *document, struct error *e) MUST_USE;
/* Both kinds of rows, before the document's own goes. */
enum err document_intake_delete(const struct repo *r, const char *document, struct error *e) MUST_USE;
