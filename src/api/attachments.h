/* Attachments and downloads, as other handlers use them. */
#pragma once
#include "api/api.h"
#include "api/blob_intake.h"
#include "domain/attachment.h"

struct blob_chain;

json_t *attachment_json(const struct attachment *a);
enum err attachments_json(struct caller *c, const char *envelope, json_t **out,
			  struct error *e) MUST_USE;
/* Takes a file in and adds it to a draft. */
enum err attachment_take(struct caller *c, const char *envelope, const char *name,
			 intake_read_fn *read, void *ctx, struct attachment *out,
			 struct error *e) MUST_USE;
/* The query's name of an upload, a path cut off; fallback when there is none. */
enum err upload_name(struct caller *c, const char *fallback, const char **out,
		     struct error *e) MUST_USE;

/* A stored file as the body of the answer; takes the chain over, also when it fails. */
enum err download_answer(struct caller *c, struct blob_chain *chain, uint64_t size,
			 const char *sha256, struct response *rs, struct error *e) MUST_USE;
/* The envelope of the recipient's session, while its files may be fetched. */
enum err recipient_dossier(struct caller *c, struct dossier *out, struct error *e) MUST_USE;
