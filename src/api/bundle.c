/* The bundle for a court: asked for, then downloaded. The sender's side only. */
#include "domain/bundle.h"
#include <stdlib.h>
#include "api/output.h"
#include "domain/vault.h"
#include "store/blob_chain.h"

static enum err sender_dossier(struct caller *c, struct dossier *out, struct error *e)
{
	TRY(caller_dossier(c, out, e));
	if (!caller_is_sender(c, out))
		return error_set(e, ERR_DENIED, "the bundle is the sender's");
	return ERR_OK;
}

static json_t *bundle_json(const struct bundle *v)
{
	return json_pack("{s:s, s:I, s:o, s:o, s:I, s:o, s:o}", "state", v->state, "revision",
			 (json_int_t)v->revision, "asked_at", json_time(v->asked_at), "made_at",
			 json_time(v->made_at), "size", (json_int_t)v->size, "sha256",
			 json_text(v->sha256), "failure", json_text(v->failure));
}

static enum err ask(struct caller *c, struct response *rs, struct error *e)
{
	struct dossier x;
	struct bundle v;

	TRY(sender_dossier(c, &x, e));
	TRY(bundle_request(&c->d, &x, &v, e));
	rs->json = bundle_json(&v);
	return ERR_OK;
}
API_HANDLER(bundle_post, ask)

/* download ---------------------------------------------------------------- */

static enum err read_chain(void *ctx, uint64_t off, unsigned char *out, size_t len, struct error *e)
{
	return blob_chain_read(ctx, off, out, len, e);
}

static void free_chain(void *ctx)
{
	blob_chain_free(ctx);
}

static enum err send_zip(struct caller *c, const struct bundle *v, struct response *rs,
			 struct error *e)
{
	struct body_source *source = ARENA_NEW(c->rq->mem, struct body_source);
	struct blob_chain *chain;

	if (!source)
		return error_set(e, ERR_TOO_LARGE, "no memory for the answer");
	TRY(vault_open_blob(&c->d, c->app->blobs, v->blob_id, &chain, e));
	*source = (struct body_source){ (uint64_t)v->size, read_chain, free_chain, chain };
	rs->source = source;
	rs->content_type = "application/zip";
	rs->etag = domain_printf(&c->d, "\"%s\"", v->sha256);
	rs->download_name = domain_printf(&c->d, "%s-evidence.zip", v->envelope_id);
	response_header(c->rq, rs, "Cache-Control", "private, no-cache");
	return ERR_OK;
}

static _Bool wants_json(const struct request *rq)
{
	const char *accept = request_header(rq, "Accept");

	return accept && strcasestr(accept, "application/json");
}

static enum err show(struct caller *c, struct response *rs, struct error *e)
{
	struct bundle v = { .state = "none" };
	struct dossier x;
	enum err rc;

	TRY(sender_dossier(c, &x, e));
	rc = bundle_get(&c->d.repo, x.v.id, &v, e);
	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	response_header(c->rq, rs, "Vary", "Accept");
	if (wants_json(c->rq)) {
		rs->json = bundle_json(&v);
		return ERR_OK;
	}
	if (rc == ERR_NOT_FOUND)
		return domain_refuse(&c->d, ERR_NOT_FOUND, "bundle-not-made", e);
	/* while a new one is made the one before is still there */
	if (!v.blob_id)
		return domain_refuse(&c->d, ERR_CONFLICT, "bundle-making", e);
	return send_zip(c, &v, rs, e);
}
API_HANDLER(bundle_get_route, show)
