/* Attachments: added to a draft, removed, downloaded; never shown inside a page. */
#include <stdlib.h>
#include "api/attachments.h"
#include "api/blob_intake.h"
#include "api/envelopes.h"
#include "api/idempotency.h"
#include "api/output.h"
#include "domain/vault.h"
#include "store/blob_chain.h"

json_t *attachment_json(const struct attachment *a)
{
	return json_pack("{s:s, s:s, s:I, s:s, s:s}", "id", a->id, "name", a->name, "size",
			 (json_int_t)a->size, "type", a->media_type, "sha256", a->sha256);
}

enum err attachments_json(struct caller *c, const char *envelope, json_t **out, struct error *e)
{
	const struct attachment *list;
	size_t n;

	TRY(attachment_list(&c->d.repo, envelope, &list, &n, e));
	*out = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(*out, attachment_json(&list[i]));
	return ERR_OK;
}

static enum err store(struct caller *c, const char *envelope, const char *name, const char *blob,
		      intake_read_fn *read, void *ctx, struct attachment *out, struct error *e)
{
	struct attachment_new in = { .envelope = envelope, .name = name, .blob = blob };
	struct stored_file f;

	TRY(blob_intake(&c->d, c->app->blobs, blob, c->app->upload_max, read, ctx, &f, e));
	in.media_type = media_type_of(BYTES(f.head, f.head_len));
	in.sha256 = f.sha256;
	in.size = f.size;
	in.wrapped_key = f.wrapped_key;
	if (c->rq->stream)
		idempotency_join(c);
	return attachment_finish(&c->d, &in, out, e);
}

enum err attachment_take(struct caller *c, const char *envelope, const char *name,
			 intake_read_fn *read, void *ctx, struct attachment *out, struct error *e)
{
	const char *blob = domain_id(&c->d, "blb");
	enum err rc;

	TRY(attachment_begin(&c->d, envelope, blob, e));
	rc = store(c, envelope, name, blob, read, ctx, out, e);
	if (rc != ERR_OK)
		blob_intake_forget(&c->d, c->app->blobs, blob);
	return rc;
}

static enum err read_body(void *ctx, unsigned char *out, size_t cap, size_t *n, struct error *e)
{
	return body_read(ctx, out, cap, n, e);
}

static enum err add(struct caller *c, struct response *rs, struct error *e)
{
	struct attachment a;
	const char *name;
	struct dossier x;

	TRY(sender_dossier(c, &x, e));
	TRY(upload_name(c, "attachment", &name, e));
	TRY(attachment_take(c, x.v.id, name, read_body, c->rq->stream, &a, e));
	rs->json = attachment_json(&a);
	return ERR_OK;
}
API_HANDLER(attachment_post, add)

static enum err discard(struct caller *c, struct response *rs, struct error *e)
{
	struct dossier x;

	(void)rs;
	TRY(sender_dossier(c, &x, e));
	return attachment_remove(&c->d, x.v.id, request_param(c->rq, "attachment_id"), e);
}
API_HANDLER(attachment_delete_route, discard)

/* Always as a download: what somebody attached is nothing that a page of ours shows. */
static enum err send_file(struct caller *c, const char *envelope, struct response *rs,
			  struct error *e)
{
	struct blob_chain *chain;
	struct attachment a;

	TRY(attachment_find(&c->d, envelope, request_param(c->rq, "attachment_id"), &a, e));
	TRY(vault_open_blob(&c->d, c->app->blobs, a.blob_id, &chain, e));
	TRY(download_answer(c, chain, (uint64_t)a.size, a.sha256, rs, e));
	rs->content_type = a.media_type;
	rs->download_name = a.name;
	return ERR_OK;
}

static enum err member_file(struct caller *c, struct response *rs, struct error *e)
{
	struct dossier x;

	TRY(caller_dossier(c, &x, e));
	return send_file(c, x.v.id, rs, e);
}
API_HANDLER(attachment_file, member_file)

static enum err party_file(struct caller *c, struct response *rs, struct error *e)
{
	struct dossier x;

	TRY(recipient_dossier(c, &x, e));
	return send_file(c, x.v.id, rs, e);
}
API_HANDLER(recipient_attachment_file, party_file)
