#include "domain/shown.h"
#include "domain/statement.h"

static const char *shown_digest(const struct agree_input *in, const char *document)
{
	for (size_t i = 0; i < in->n_shown; i++)
		if (!strcmp(in->shown[i].document, document))
			return in->shown[i].digest;
	return NULL;
}

enum err shown_check_documents(struct domain *d, const struct dossier *x, const struct agree_input *in,
			       struct error *e)
{
	size_t matched = 0;

	for (size_t i = 0; i < x->n_documents; i++) {
		const struct document *doc = &x->documents[i];
		const char *digest = shown_digest(in, doc->id);
		_Bool current = 0;

		if (strcmp(doc->kind, "contract") != 0)
			continue;
		/* numbers grow along the way from the base to the newest revision and are never used again, so
		 * one that is not below visible_no is on that way */
		if (digest)
			TRY(revision_shown(&d->repo, doc->id, doc->visible_no, doc->head_no, digest, &current, e));
		if (!current)
			return domain_refuse(d, ERR_STALE, "content-changed", e);
		matched++;
	}
	return matched == in->n_shown ? ERR_OK : domain_refuse(d, ERR_STALE, "content-changed", e);
}

enum err shown_check(struct domain *d, const struct dossier *x, const struct recipient *r,
		     const struct agree_input *in, struct error *e)
{
	const char *words = statement_current(recipient_role_of(r));

	TRY(shown_check_documents(d, x, in, e));
	if (!words || !in->statement_version || strcmp(in->statement_version, words) != 0)
		return domain_refuse(d, ERR_STALE, "content-changed", e);
	return ERR_OK;
}

enum err shown_data(struct domain *d, const struct dossier *x, const struct agree_input *in, size_t more,
		    struct audit_data **out, size_t *n, struct error *e)
{
	struct audit_data *data = arena_alloc_n(d->repo.mem, 2 * x->n_documents + more, sizeof(*data));
	size_t used = 0, no = 0;

	if (!data)
		return error_set(e, ERR_TOO_LARGE, "an audit event exceeds the memory limit");
	for (size_t i = 0; i < x->n_documents; i++) {
		const struct document *doc = &x->documents[i];
		const char *digest = in ? shown_digest(in, doc->id) : NULL;

		if (strcmp(doc->kind, "contract") != 0 || (in && !digest))
			continue;
		if (!in)
			TRY(document_digest(d, doc, &digest, e));
		no++;
		data[used++] = (struct audit_data){ domain_printf(d, "document.%zu", no), doc->id, 0 };
		data[used++] = (struct audit_data){ domain_printf(d, "sha256.%zu", no), digest, 0 };
	}
	*out = data;
	*n = used;
	return ERR_OK;
}
