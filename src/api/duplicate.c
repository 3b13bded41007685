/* POST …/duplicate: a new draft; every original upload is taken in again, as if it were uploaded.
 */
#include "api/attachments.h"
#include "api/envelopes.h"
#include "api/idempotency.h"
#include "intake/intake.h"
#include "domain/duplicate.h"
#include "domain/vault.h"
#include "store/blob_chain.h"

struct reading {
	struct blob_chain *chain;
	uint64_t at, size;
};

static enum err read_stored(void *ctx, unsigned char *out, size_t cap, size_t *n, struct error *e)
{
	struct reading *r = ctx;
	uint64_t left = r->size - r->at;
	size_t want = left < cap ? (size_t)left : cap;

	if (want)
		TRY(blob_chain_read(r->chain, r->at, out, want, e));
	r->at += want;
	*n = want;
	return ERR_OK;
}

static enum err open_stored(struct caller *c, const char *blob, int64_t size, struct reading *out,
			    struct error *e)
{
	*out = (struct reading){ .size = (uint64_t)size };
	return vault_open_blob(&c->d, c->app->blobs, blob, &out->chain, e);
}

static enum err copy_document(struct caller *c, struct duplicate *u, const struct document *from,
			      struct error *e)
{
	struct reading reading;
	struct intake in = {
		.d = &c->d,
		.blobs = c->app->blobs,
		.log = c->app->log,
		.work = c->app->temp_dir,
		.hide = c->app->data_dir,
		.repair_max = c->app->repair_max,
		.office = c->app->office,
		.envelope = u->to,
		.name = from->name,
		.read = read_stored,
		.ctx = &reading,
	};
	struct document doc;
	enum err rc;

	TRY(open_stored(c, from->original_blob, from->original_size, &reading, e));
	rc = intake_run(&in, &doc, e);
	blob_chain_free(reading.chain);
	if (rc == ERR_OK)
		duplicate_document(u, from->id, doc.id);
	return rc;
}

static enum err copy_attachment(struct caller *c, const struct duplicate *u,
				const struct attachment *from, struct error *e)
{
	struct reading reading;
	struct attachment a;
	enum err rc;

	TRY(open_stored(c, from->blob_id, from->size, &reading, e));
	rc = attachment_take(c, u->to, from->name, read_stored, &reading, &a, e);
	blob_chain_free(reading.chain);
	return rc;
}

static enum err copy_files(struct caller *c, const struct dossier *from, struct duplicate *u,
			   struct error *e)
{
	const struct attachment *list;
	size_t n;

	for (size_t i = 0; i < from->n_documents; i++)
		if (!strcmp(from->documents[i].kind, "contract"))
			TRY(copy_document(c, u, &from->documents[i], e));
	TRY(attachment_list(&c->d.repo, from->v.id, &list, &n, e));
	for (size_t i = 0; i < n; i++)
		TRY(copy_attachment(c, u, &list[i], e));
	idempotency_join(c);
	return duplicate_finish(&c->d, u, e);
}

static enum err duplicate(struct caller *c, struct response *rs, struct error *e)
{
	struct duplicate u;
	struct dossier x;
	enum err rc;

	TRY(sender_dossier(c, &x, e));
	TRY(duplicate_begin(&c->d, &x, &u, e));
	rc = copy_files(c, &x, &u, e);
	if (rc != ERR_OK) {
		/* half a copy is of no use: into the trash with it */
		if (envelope_discard(&c->d, u.to, NULL) != ERR_OK)
			log_event(c->app->log, LOG_WARN, "duplicate.left",
				  LF_STR("envelope", u.to));
		return rc;
	}
	return envelope_answer(c, u.to, rs, e);
}
API_HANDLER(envelope_duplicate_route, duplicate)
