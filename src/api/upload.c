/* POST …/documents: a PDF, or what becomes one, is added to a draft. */
#include "api/attachments.h"
#include "api/envelopes.h"
#include "api/idempotency.h"
#include "intake/intake.h"
#include "api/output.h"

enum { NAME_MAX_BYTES = 255 };

static enum err read_body(void *ctx, unsigned char *out, size_t cap, size_t *n, struct error *e)
{
	return body_read(((struct caller *)ctx)->rq->stream, out, cap, n, e);
}

static void stored(void *ctx)
{
	idempotency_join(ctx);
}

/* The file's name as people know it; a path that a browser sends along is cut off. */
enum err upload_name(struct caller *c, const char *fallback, const char **out, struct error *e)
{
	const char *name = request_query(c->rq, "name"), *slash;

	if (!name || !*name)
		name = fallback;
	slash = strrchr(name, '/');
	name = slash ? slash + 1 : name;
	for (const char *p = name; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			domain_field_error(&c->d, "name", "control-characters");
	if (strlen(name) > NAME_MAX_BYTES)
		domain_field_error(&c->d, "name", "too-long");
	TRY(domain_fields_ok(&c->d, e));
	*out = name;
	return ERR_OK;
}

static enum err upload(struct caller *c, struct response *rs, struct error *e)
{
	struct intake in = {
		.d = &c->d,
		.blobs = c->app->blobs,
		.log = c->app->log,
		.work = c->app->temp_dir,
		.hide = c->app->data_dir,
		.repair_max = c->app->repair_max,
		.office = c->app->office,
		.envelope = request_param(c->rq, "id"),
		.read = read_body,
		.ctx = c,
		.stored = stored,
	};
	struct document doc;
	struct dossier x;

	TRY(sender_dossier(c, &x, e));
	TRY(upload_name(c, "document.pdf", &in.name, e));
	TRY(intake_run(&in, &doc, e));
	return document_json(c, &doc, &rs->json, e);
}
API_HANDLER(upload_document, upload)
