/* What becomes of an upload: converted, refused, read. Called by the worker inside its transaction,
 * but where it is said otherwise. */
#pragma once
#include "domain/envelope.h"
#include "store/repo/intake.h"

/* An upload that is no PDF: stored as it came, document.state "processing", and a job. A transaction
 * of its own. in->base and what a PDF has are not set. */
enum err document_receive(struct domain *d, const struct document_new *in, struct document *out,
			  struct error *e) MUST_USE;
/* Rows that every upload has: what it was, and the job that reads its text. Step of document_finish. */
enum err document_source_rows(struct domain *d, const struct document_new *in, const struct document *doc,
			      struct error *e) MUST_USE;

/* A conversion begins: counted, so that a file that kills its worker is not tried for ever.
 * *again false: enough, or the document is not waiting any more. A transaction of its own. */
enum err document_try(struct domain *d, const char *document, _Bool *again, struct error *e) MUST_USE;
/* The converted PDF is in->base. Refuses nothing: ERR_NOT_FOUND when the document has gone. */
struct conversion {
	const char *converter, *fonts; /* fonts: JSON list of those that were missing */
};
enum err document_converted(struct domain *d, const char *document, const struct document_new *in,
			    const struct conversion *how, struct error *e) MUST_USE;
/* code: text code of texts.def. Nothing happens unless the document is being processed. */
enum err document_refuse(struct domain *d, const char *document, const char *code, struct error *e) MUST_USE;

/* What was found in the text; replaces what an earlier run found. */
struct document_read {
	const struct document_finding *findings; /* document_id and no are filled in here */
	size_t n;
	int64_t pages;
	_Bool cut;
};
enum err document_read_done(struct domain *d, const char *document, const struct document_read *in,
			    struct error *e) MUST_USE;
/* code: text code of texts.def. */
enum err document_read_failed(struct domain *d, const char *document, const char *code,
			      struct error *e) MUST_USE;

/* Wordings that fit paper only, in the language asked for. */
struct wording_warning {
	const char *code, *text, *instead, *excerpt;
	int64_t page;
};
enum err document_wordings(struct domain *d, const struct document *doc, const char *lang,
			   const struct wording_warning **out, size_t *n, struct error *e) MUST_USE;
/* How many tags of it are wrong. */
enum err document_tag_faults(struct domain *d, const struct document *doc, size_t *out,
			     struct error *e) MUST_USE;
