/* Downloads: a document as it is, as it was uploaded, the agreement certificate. Read from
 * the encrypted blobs where the browser asks, whole or in ranges. */
#include <stdlib.h>
#include "api/attachments.h"
#include "domain/vault.h"
#include "intake/sniff.h"
#include "store/repo/intake.h"
#include "store/blob_chain.h"

/* Outlives the handler: freed by the server when the answer is through. */
struct download {
	struct blob_chain *chain;
};

static enum err read_download(void *ctx, uint64_t off, unsigned char *out, size_t len,
			      struct error *e)
{
	struct download *d = ctx;

	return blob_chain_read(d->chain, off, out, len, e);
}

static void free_download(void *ctx)
{
	struct download *d = ctx;

	blob_chain_free(d->chain);
	free(d);
}

enum err download_answer(struct caller *c, struct blob_chain *chain, uint64_t size, const char *sha256,
			 struct response *rs, struct error *e)
{
	struct body_source *source = ARENA_NEW(c->rq->mem, struct body_source);
	struct download *d = calloc(1, sizeof(*d));

	if (!d)
		abort();
	d->chain = chain;
	if (!source || blob_chain_size(chain) < size) {
		free_download(d);
		return error_set(e, ERR_IO, "the stored file is shorter than recorded");
	}
	*source = (struct body_source){ size, read_download, free_download, d };
	rs->source = source;
	rs->content_type = "application/pdf";
	rs->etag = domain_printf(&c->d, "\"%s\"", sha256);
	response_header(c->rq, rs, "Cache-Control", "private, no-cache");
	return ERR_OK;
}

static enum err open_chain(struct caller *c, const struct blob_part *parts, size_t n,
			   struct blob_chain **out, struct error *e)
{
	AUTO(secret) struct secret *key = NULL;

	TRY(vault_key(&c->d, &key, e));
	return blob_chain_open(c->app->blobs, key, parts, n, out, e);
}

/* The upload as it came: with its own kind and name when it was converted. */
static enum err name_original(struct caller *c, const struct document *doc, struct response *rs,
			      struct error *e)
{
	struct document_source from;
	enum err rc = document_source_get(&c->d.repo, doc->id, &from, e);

	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(rc);
	rs->content_type = sniff_media_type(from.format);
	if (strcmp(from.format, "pdf") != 0)
		rs->download_name = from.name; /* nothing that a browser should show */
	return ERR_OK;
}

static enum err send_original(struct caller *c, const struct document *doc, struct response *rs,
			      struct error *e)
{
	struct blob_chain *chain;
	struct blob_row row;

	TRY(blob_row_get(&c->d.repo, doc->original_blob, &row, e));
	TRY(open_chain(c, &(struct blob_part){ .id = row.id, .wrapped_key = row.wrapped_key }, 1, &chain, e));
	TRY(download_answer(c, chain, (uint64_t)doc->original_size, doc->original_sha256, rs, e));
	return name_original(c, doc, rs, e);
}

static enum err send_current(struct caller *c, const struct document *doc, struct response *rs,
			     struct error *e)
{
	const struct revision_part *rows;
	struct blob_chain *chain;
	struct blob_part *parts;
	struct revision head;
	size_t n;

	if (!doc->head_no)
		return domain_refuse(&c->d, ERR_CONFLICT, strcmp(doc->state, "refused") ? "document-processing"
											: "document-refused", e);
	TRY(revision_get(&c->d.repo, doc->id, doc->head_no, &head, e));
	TRY(revision_parts(&c->d.repo, doc->id, doc->head_no, &rows, &n, e));
	parts = arena_alloc_n(c->rq->mem, n, sizeof(*parts));
	if (!parts)
		return error_set(e, ERR_TOO_LARGE, "the document has too many revisions");
	for (size_t i = 0; i < n; i++)
		parts[i] = (struct blob_part){ rows[i].blob_id, rows[i].wrapped_key,
					       (uint64_t)rows[i].size };
	TRY(open_chain(c, parts, n, &chain, e));
	return download_answer(c, chain, (uint64_t)head.size, head.sha256, rs, e);
}

static void name_download(struct caller *c, const char *name, struct response *rs)
{
	const char *download = request_query(c->rq, "download");

	if (download && !strcmp(download, "1"))
		rs->download_name = name;
}

static enum err send_document(struct caller *c, const struct dossier *x, _Bool may_original,
			      struct response *rs, struct error *e)
{
	const struct document *doc = dossier_document(x, request_param(c->rq, "document_id"));
	const char *revision = request_query(c->rq, "revision");

	if (!doc)
		return error_set(e, ERR_NOT_FOUND, "no such document");
	name_download(c, doc->name, rs);
	if (may_original && revision && !strcmp(revision, "original"))
		return send_original(c, doc, rs, e);
	return send_current(c, doc, rs, e);
}

static enum err member_file(struct caller *c, struct response *rs, struct error *e)
{
	struct dossier x;

	TRY(caller_dossier(c, &x, e));
	return send_document(c, &x, 1, rs, e);
}
API_HANDLER(document_file, member_file)

enum err recipient_dossier(struct caller *c, struct dossier *out, struct error *e)
{
	TRY(dossier_load(&c->d, c->recipient.envelope_id, out, e));
	/* a contract that went to the wrong address is taken back whole */
	if (out->state == ENVELOPE_WITHDRAWN)
		return domain_refuse(&c->d, ERR_LINK_EXPIRED, "withdrawn-closed", e);
	return ERR_OK;
}

static enum err recipient_file(struct caller *c, struct response *rs, struct error *e)
{
	struct dossier x;

	TRY(recipient_dossier(c, &x, e));
	return send_document(c, &x, 0, rs, e);
}
API_HANDLER(recipient_document_file, recipient_file)

static enum err send_certificate(struct caller *c, const struct dossier *x, struct response *rs,
				 struct error *e)
{
	for (size_t i = 0; i < x->n_documents; i++) {
		if (strcmp(x->documents[i].kind, "certificate") != 0 ||
		    x->state != ENVELOPE_COMPLETED)
			continue;
		name_download(c, x->documents[i].name, rs);
		return send_current(c, &x->documents[i], rs, e);
	}
	return domain_refuse(&c->d, ERR_CONFLICT, "not-finished", e);
}

static enum err member_certificate(struct caller *c, struct response *rs, struct error *e)
{
	struct dossier x;

	TRY(caller_dossier(c, &x, e));
	return send_certificate(c, &x, rs, e);
}
API_HANDLER(envelope_certificate, member_certificate)

static enum err party_certificate(struct caller *c, struct response *rs, struct error *e)
{
	struct dossier x;

	TRY(recipient_dossier(c, &x, e));
	return send_certificate(c, &x, rs, e);
}
API_HANDLER(recipient_certificate, party_certificate)
