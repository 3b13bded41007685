/* What the parts of a bundle share; for src/evidence/bundle*.c only. */
#pragma once
#include <jansson.h>
#include "base/buf.h"
#include "evidence/bundle.h"
#include "evidence/sheet.h"
#include "store/repo/organisation.h"

/* One row of the draft list of exhibits (証拠説明書). */
struct exhibit {
	const char *path, *title_ja, *title_en, *author, *purpose_ja, *purpose_en;
	time_ms at;
};
/* Which documents got signature fields from the service. */
enum bundle_fields { BUNDLE_FIELDS_IN_ALL, BUNDLE_FIELDS_IN_SOME, BUNDLE_FIELDS_IN_NONE };

struct bundle_work {
	struct domain *d;
	const struct dossier *x;
	const struct bundle_world *w;
	struct zip *z;
	struct organisation org;
	json_t *trail; /* as parties may see it */
	enum bundle_fields fields;
	struct exhibit *exhibits;
	size_t n_exhibits, cap_exhibits;
};

enum err bundle_exhibit(struct bundle_work *b, const struct exhibit *x, struct error *e) MUST_USE;
/* A string into an entry. */
enum err bundle_text(struct bundle_work *b, const char *path, const char *text,
		     struct error *e) MUST_USE;
/* A stored file into an entry. */
enum err bundle_blob(struct bundle_work *b, const char *path, const char *blob, int64_t size,
		     struct error *e) MUST_USE;
/* {envelope}, {title}, {sender}, {at}, {signing_ja}, {signing_en} filled in. */
const char *bundle_fill(struct bundle_work *b, struct bytes text);
/* Who signs the documents of this contract, and how. */
const char *bundle_signing(const struct bundle_work *b, _Bool ja);
/* Finds out b->fields. */
enum err bundle_fields(struct bundle_work *b, struct error *e) MUST_USE;
/* A name that every system takes as a file's: no separators, no control characters, not too long.
 */
const char *bundle_name(struct bundle_work *b, const char *name);
void bundle_csv(struct buf *out, const char *const *cells, size_t n);

/* embedded texts, src/evidence/text and docs/formats */
struct bytes embedded_readme(void), embedded_verify_sh(void), embedded_court(_Bool ja),
	embedded_custody(void), embedded_audit_verify(void), embedded_audit_trail(void);

enum err bundle_documents(struct bundle_work *b, struct error *e) MUST_USE;
enum err bundle_attachments(struct bundle_work *b, struct error *e) MUST_USE;
enum err bundle_trail(struct bundle_work *b, struct error *e) MUST_USE;
enum err bundle_mails(struct bundle_work *b, struct error *e) MUST_USE;
enum err bundle_texts(struct bundle_work *b, struct error *e) MUST_USE;
enum err bundle_consents(struct bundle_work *b, struct error *e) MUST_USE;
enum err bundle_about(struct bundle_work *b, struct error *e) MUST_USE;
enum err bundle_papers(struct bundle_work *b, struct error *e) MUST_USE;
enum err bundle_recipe(struct bundle_work *b, struct error *e) MUST_USE;
