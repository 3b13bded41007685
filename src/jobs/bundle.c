/* job "bundle": one ZIP with the evidence of an envelope flows into a blob, encrypted like the
 * files. Done again after a crash it is made anew; the blob of a broken run is swept. */
#include "evidence/bundle.h"
#include "domain/vault.h"
#include "jobs/context.h"
#include "jobs/revision.h"
#include "jobs/world.h"
#include "store/repo/evidence.h"

enum { ANCHORS_MAX = 64 };

struct bundling {
	struct work w;
	struct bundle row;
	struct bundle_world world;
	struct bytes anchors[ANCHORS_MAX];
	struct digest digest;
	struct blob_writer *writer;
};

static enum err take_piece(void *ctx, struct bytes piece, struct error *e)
{
	struct bundling *b = ctx;

	digest_update(&b->digest, piece);
	return blob_write(b->writer, piece, e);
}

/* Whom the installation believes: the local authority, and those of the setting tsa. */
static enum err collect_anchors(struct bundling *b, struct error *e)
{
	const struct jobs_env *env = b->w.j->env;
	size_t n = 0;
	enum err rc = sealer_ca_certificate(b->w.j->thread->sealer, b->w.j->mem, &b->anchors[0], e);

	if (rc == ERR_OK)
		n = 1;
	else if (rc != ERR_NOT_FOUND)
		return rc;
	for (size_t i = 0; i < env->n_authorities; i++)
		for (size_t k = 0; k < env->authorities[i].a.n_anchors && n < ANCHORS_MAX; k++)
			b->anchors[n++] = env->authorities[i].a.anchors[k];
	b->world.anchors = b->anchors;
	b->world.n_anchors = n;
	return ERR_OK;
}

static enum err open_world(struct bundling *b, struct error *e)
{
	struct job_run *j = b->w.j;

	if (!j->thread->world)
		TRY(jobs_world_open(j->env, j->thread, &j->thread->world, e));
	b->world.blobs = j->env->blobs;
	b->world.trust = jobs_world_trust(j->thread->world);
	b->world.algorithms = j->env->algorithms;
	b->world.at = b->row.asked_at;
	return collect_anchors(b, e);
}

static enum err write_zip(struct bundling *b, struct error *e)
{
	AUTO(zip) struct zip *z = NULL;

	digest_init(&b->digest, DIGEST_SHA256);
	TRY(zip_new(take_piece, b, &z, e));
	return bundle_write(&b->w.d, &b->w.x, &b->world, z, e);
}

static enum err write_blob(struct bundling *b, struct stored_blob *out, struct error *e)
{
	AUTO(secret) struct secret *org_key = NULL;
	AUTO(blob_writer) struct blob_writer *writer = NULL;
	struct blob_info info;

	TRY(vault_key(&b->w.d, &org_key, e));
	TRY(stored_blob_claim(&b->w.d, &out->id, e));
	TRY(blob_create(b->world.blobs, org_key, b->w.d.rng, out->id, &writer, e));
	b->writer = writer;
	TRY(write_zip(b, e));
	TRY(blob_commit(writer, b->w.j->mem, &info, e));
	out->size = (int64_t)info.size;
	out->wrapped_key = info.wrapped_key;
	return ERR_OK;
}

static const char *digest_text(struct bundling *b)
{
	unsigned char value[DIGEST_MAX];
	char hex[2 * DIGEST_MAX + 1];

	digest_final(&b->digest, value);
	hex_encode(BYTES(value, digest_size(DIGEST_SHA256)), hex);
	return domain_printf(&b->w.d, "%s", hex);
}

static enum err finish(struct bundling *b, const struct stored_blob *blob, struct error *e)
{
	AUTO(tx) struct tx tx = { b->w.j->db };
	const char *old = b->row.blob_id;

	b->row.state = "ready";
	b->row.made_at = domain_now(&b->w.d);
	b->row.blob_id = blob->id;
	b->row.size = blob->size;
	b->row.sha256 = digest_text(b);
	b->row.failure = NULL;
	TRY(db_begin(tx.db, e));
	TRY(blob_row_ready(&b->w.d.repo, blob->id, blob->size, blob->wrapped_key, e));
	TRY(bundle_set(&b->w.d.repo, &b->row, e));
	if (old)
		TRY(blob_row_doom(&b->w.d.repo, old, e));
	TRY(job_finish(b->w.j, e));
	return db_commit(tx.db, e);
}

enum err job_bundle(struct job_run *j, struct error *e)
{
	struct bundling b = { .writer = NULL };
	struct stored_blob blob;

	TRY(work_load(j, &b.w, e));
	TRY(bundle_get(&b.w.d.repo, b.w.x.v.id, &b.row, e));
	if (strcmp(b.row.state, "making") != 0)
		return ERR_OK;
	TRY(open_world(&b, e));
	TRY(write_blob(&b, &blob, e));
	return finish(&b, &blob, e);
}

enum err job_bundle_failed(struct job_run *j, const struct error *cause, struct error *e)
{
	struct bundling b = { .writer = NULL };

	TRY(work_load(j, &b.w, e));
	TRY(bundle_get(&b.w.d.repo, b.w.x.v.id, &b.row, e));
	b.row.state = "failed";
	b.row.failure = domain_printf(&b.w.d, "%.200s", cause->msg);
	return bundle_set(&b.w.d.repo, &b.row, e);
}
