#include "domain/envelope.h"
#include "store/repo/approval.h"
#include "store/repo/shelf.h"

static enum err load_rest(struct domain *d, struct dossier *x, struct error *e)
{
	if (!envelope_state_parse(x->v.state, &x->state))
		return error_set(e, ERR_INTERNAL, "an envelope has an unknown state");
	TRY(recipient_list(&d->repo, x->v.id, &x->recipients, &x->n_recipients, e));
	return document_list(&d->repo, x->v.id, &x->documents, &x->n_documents, e);
}

enum err dossier_load(struct domain *d, const char *id, struct dossier *out, struct error *e)
{
	struct dossier x = { 0 };

	TRY(envelope_get(&d->repo, id, &x.v, e));
	TRY(load_rest(d, &x, e));
	*out = x;
	return ERR_OK;
}

enum err dossier_lock(struct domain *d, const char *id, struct dossier *out, struct error *e)
{
	struct dossier x = { 0 };

	TRY(envelope_lock(&d->repo, id, domain_now(d), &x.v, e));
	TRY(load_rest(d, &x, e));
	*out = x;
	return ERR_OK;
}

/* The part of a list, sorted by envelope, that belongs to one; at: of its envelope_id in a row. */
static size_t slice(const void *list, size_t size, size_t at, size_t n, const char *id, size_t *count)
{
	size_t first = 0, end;

	while (first < n &&
	       strcmp(*(const char *const *)(const void *)((const char *)list + first * size + at), id) != 0)
		first++;
	for (end = first; end < n; end++)
		if (strcmp(*(const char *const *)(const void *)((const char *)list + end * size + at), id) != 0)
			break;
	*count = end - first;
	return first;
}

enum err dossier_many(struct domain *d, const struct envelope *list, size_t n, struct dossier *out,
		      struct error *e)
{
	struct recipient *recipients;
	struct document *documents;
	const char *ids[MANY_MAX];
	size_t n_recipients, n_documents;

	for (size_t i = 0; i < n; i++)
		ids[i] = list[i].id;
	TRY(recipient_many(&d->repo, ids, n, &recipients, &n_recipients, e));
	TRY(document_many(&d->repo, ids, n, &documents, &n_documents, e));
	for (size_t i = 0; i < n; i++) {
		struct dossier x = { .v = list[i] };

		if (!envelope_state_parse(x.v.state, &x.state))
			return error_set(e, ERR_INTERNAL, "an envelope has an unknown state");
		x.recipients = recipients + slice(recipients, sizeof(*recipients),
						  offsetof(struct recipient, envelope_id), n_recipients,
						  x.v.id, &x.n_recipients);
		x.documents = documents + slice(documents, sizeof(*documents),
						offsetof(struct document, envelope_id), n_documents,
						x.v.id, &x.n_documents);
		out[i] = x;
	}
	return ERR_OK;
}

static _Bool is_party(const struct dossier *x, const char *account)
{
	for (size_t i = 0; i < x->n_recipients; i++)
		if (x->recipients[i].account_id && !strcmp(x->recipients[i].account_id, account))
			return x->state != ENVELOPE_DRAFT;
	return 0;
}

enum err dossier_for_member(struct domain *d, const char *id, _Bool read_all, struct dossier *out,
			    struct error *e)
{
	struct dossier x;
	_Bool may;

	TRY(dossier_load(d, id, &x, e));
	may = read_all || !strcmp(x.v.created_by, d->actor.id) || is_party(&x, d->actor.id);
	if (!may)
		TRY(approval_was_asked(&d->repo, id, d->actor.id, &may, e));
	if (!may)
		return error_set(e, ERR_NOT_FOUND, "no such envelope");
	*out = x;
	return ERR_OK;
}

struct recipient *dossier_recipient(const struct dossier *x, const char *id)
{
	for (size_t i = 0; i < x->n_recipients; i++)
		if (!strcmp(x->recipients[i].id, id))
			return &x->recipients[i];
	return NULL;
}

struct document *dossier_document(const struct dossier *x, const char *id)
{
	for (size_t i = 0; i < x->n_documents; i++)
		if (!strcmp(x->documents[i].id, id))
			return &x->documents[i];
	return NULL;
}

size_t dossier_contracts(const struct dossier *x)
{
	size_t n = 0;

	for (size_t i = 0; i < x->n_documents; i++)
		n += !strcmp(x->documents[i].kind, "contract");
	return n;
}

_Bool dossier_allows(const struct dossier *x, enum envelope_event ev)
{
	struct envelope_step step;

	if ((x->v.discarded_at != 0) != (ev == EV_RESTORE))
		return 0;
	return envelope_step(x->state, ev, &step, NULL) == ERR_OK;
}

enum err document_digest(struct domain *d, const struct document *doc, const char **out, struct error *e)
{
	struct revision rev;

	TRY(revision_get(&d->repo, doc->id, doc->head_no, &rev, e));
	*out = rev.sha256;
	return ERR_OK;
}
