#include "jobs/records.h"
#include "domain/vault.h"
#include "jobs/revision.h"
#include "jobs/world.h"
#include "sig/ers/verify.h"

enum { READ_BYTES = 64 * 1024 };

enum digest_alg records_digest(const struct jobs_env *env)
{
	const struct algo_policy *p = env->algorithms ? env->algorithms : algo_policy_default();

	return algo_policy_digest(p, "sha256") == INT64_MAX ? DIGEST_SHA256 : DIGEST_SHA512;
}

enum err records_current(struct domain *d, const char *document, struct evidence_record *out,
			 _Bool *found, struct error *e)
{
	struct evidence_record v;
	struct document doc;
	enum err rc;

	TRY(document_get(&d->repo, document, &doc, e));
	rc = evidence_record_newest(&d->repo, document, &v, e);
	*found = rc == ERR_OK && v.revision_no == doc.head_no;
	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(rc);
	*out = v;
	return ERR_OK;
}

enum err records_world(struct job_run *j, struct ers_world *out, struct error *e)
{
	struct jobs_thread *t = j->thread;

	if (!t->world)
		TRY(jobs_world_open(j->env, t, &t->world, e));
	*out = (struct ers_world){ .trust = jobs_world_trust(t->world),
				   .online = jobs_world_online(t->world),
				   .algorithms = j->env->algorithms };
	return ERR_OK;
}

/* the document's bytes --------------------------------------------------- */

static enum err hash_source(const struct pdf_source *src, enum digest_alg alg,
			    unsigned char out[DIGEST_MAX], struct error *e)
{
	unsigned char part[READ_BYTES];
	struct digest h;

	digest_init(&h, alg);
	for (uint64_t at = 0; at < src->size; at += READ_BYTES) {
		size_t n = src->size - at < READ_BYTES ? (size_t)(src->size - at) : READ_BYTES;

		TRY(src->read(src->ctx, at, part, n, e));
		digest_update(&h, BYTES(part, n));
	}
	digest_final(&h, out);
	return ERR_OK;
}

static enum err hash_stored(struct job_run *j, struct domain *d, const char *document, int64_t no,
			    enum digest_alg alg, unsigned char out[DIGEST_MAX], struct error *e)
{
	AUTO(revision_file) struct revision_file file = { 0 };
	AUTO(secret) struct secret *org_key = NULL;

	TRY(vault_key(d, &org_key, e));
	TRY(revision_file_open(d, j->env->blobs, org_key, document, no, &file, e));
	return hash_source(&file.source, alg, out, e);
}

/* leaves ---------------------------------------------------------------- */

static size_t add_leaf(struct record_tree *t, struct bytes hash)
{
	buf_append(&t->leaves, hash);
	return t->n_leaves++;
}

static struct domain for_one(const struct record_tree *t, struct arena *mem)
{
	struct domain d = *t->d;

	d.repo.mem = mem;
	return d;
}

static enum err new_leaf(struct record_tree *t, const struct preservation *row, struct arena *mem,
			 struct record_member *m, struct error *e)
{
	const struct longlife_wish wish = { .document_id = row->document_id,
					    .purpose = "renewal",
					    .level = LEVEL_B_LT,
					    .renew = 1 };
	struct domain d = for_one(t, mem);
	struct job_run run = *t->j;
	struct longlife_result r;
	struct document doc;

	run.mem = mem;
	TRY(longlife_extend(&run, &d, &wish, &r, e));
	TRY(document_get(&d.repo, row->document_id, &doc, e));
	TRY(hash_stored(t->j, &d, doc.id, doc.head_no, t->alg, m->digest, e));
	m->reached = pades_level_name(r.reached);
	m->revision_no = doc.head_no;
	m->at = add_leaf(t, BYTES(m->digest, digest_size(t->alg)));
	return ERR_OK;
}

static enum err add_group(struct record_tree *t, const struct ers_last *last, struct arena *mem,
			  struct record_group **out, struct error *e)
{
	struct record_group *g = ARENA_NEW(t->d->repo.mem, struct record_group);
	struct ers_completion done;
	struct ers_world world;

	TRY(records_world(t->j, &world, e));
	TRY(ers_token_complete(last->token, &world, domain_now(t->d), mem, &done, e));
	if (!g || !arena_copy(t->d->repo.mem, last->group, &g->id) ||
	    !arena_copy(t->d->repo.mem, done.token, &g->completed))
		return error_set(e, ERR_TOO_LARGE, "records: out of memory");
	g->missing = done.complete ? NULL : domain_printf(t->d, "%s", done.missing);
	g->later = done.later;
	g->at = SIZE_MAX;
	g->next = t->groups;
	t->groups = g;
	*out = g;
	return ERR_OK;
}

static enum err find_group(struct record_tree *t, const struct ers_last *last, struct arena *mem,
			   struct record_group **out, struct error *e)
{
	struct record_group *g = t->groups;

	while (g && !bytes_eq(g->id, last->group))
		g = g->next;
	if (!g)
		TRY(add_group(t, last, mem, &g, e));
	*out = g;
	if (!g->missing)
		return ERR_OK;
	return error_set(e, g->later ? ERR_UNAVAILABLE : ERR_CERT,
			 "the record's last time-stamp: %.200s", g->missing);
}

static struct ers_renewal renewal_of(const struct record_tree *t, const struct record_member *m)
{
	return (struct ers_renewal){
		.kind = m->rehashed ? ERS_RENEW_HASH_TREE : ERS_RENEW_TIMESTAMP,
		.completed = m->group->completed,
		.alg = t->alg,
		.digest = BYTES(m->digest, digest_size(t->alg)),
	};
}

/* Records of one group have one leaf in common, unless their documents are hashed again. */
static enum err next_leaf(struct record_tree *t, const struct evidence_record *v, struct arena *mem,
			  struct record_member *m, struct error *e)
{
	struct domain d = for_one(t, mem);
	struct ers_renewal renewal;
	struct ers_last last;
	struct ers_leaf leaf;

	TRY(ers_last(v->record, mem, &last, e));
	TRY(find_group(t, &last, mem, &m->group, e));
	m->revision_no = v->revision_no;
	m->rehashed = last.alg != t->alg;
	m->at = m->group->at;
	if (!m->rehashed && m->at != SIZE_MAX)
		return ERR_OK;
	if (m->rehashed)
		TRY(hash_stored(t->j, &d, v->document_id, v->revision_no, t->alg, m->digest, e));
	renewal = renewal_of(t, m);
	TRY(ers_renewal_leaf(v->record, &renewal, mem, &leaf, e));
	m->at = add_leaf(t, BYTES(leaf.hash, leaf.len));
	if (!m->rehashed)
		m->group->at = m->at;
	return ERR_OK;
}

enum err records_leaf(struct record_tree *t, const struct preservation *row, struct arena *mem,
		      struct record_member *out, struct error *e)
{
	struct record_member m = { .document_id = domain_printf(t->d, "%s", row->document_id),
				   .reached = domain_printf(t->d, "%s", row->level_reached) };
	struct domain d = for_one(t, mem);
	struct evidence_record v;
	_Bool found;

	TRY(records_current(&d, row->document_id, &v, &found, e));
	if (found)
		TRY(next_leaf(t, &v, mem, &m, e));
	else
		TRY(new_leaf(t, row, mem, &m, e));
	*out = m;
	return ERR_OK;
}

/* records --------------------------------------------------------------- */

enum err records_make(const struct record_tree *t, const struct ers_tree *tree, struct bytes token,
		      const struct record_member *m, struct arena *mem, struct evidence_record *out,
		      struct error *e)
{
	struct domain d = for_one(t, mem);
	struct evidence_record v = { .document_id = m->document_id,
				     .revision_no = m->revision_no,
				     .made_at = domain_now(t->d) };
	struct ers_renewal renewal;

	if (!m->group) {
		TRY(ers_make(tree, m->at, token, mem, &v.record, e));
		*out = v;
		return ERR_OK;
	}
	TRY(evidence_record_newest(&d.repo, m->document_id, &v, e));
	renewal = renewal_of(t, m);
	TRY(ers_renew(v.record, &renewal, tree, m->at, token, mem, &v.record, e));
	v.renewals++;
	*out = v;
	return ERR_OK;
}

struct stored_file {
	struct job_run *j;
	struct domain *d;
	const struct evidence_record *v;
};

static enum err digest_stored(void *ctx, enum digest_alg alg, unsigned char out[DIGEST_MAX],
			      struct error *e)
{
	struct stored_file *f = ctx;

	return hash_stored(f->j, f->d, f->v->document_id, f->v->revision_no, alg, out, e);
}

enum err records_judge(struct job_run *j, struct domain *d, const struct evidence_record *v,
		       struct longlife_result *out, struct error *e)
{
	struct stored_file file = { j, d, v };
	const struct ers_document document = { digest_stored, &file };
	struct ers_report report;
	struct ers_world world;

	TRY(records_world(j, &world, e));
	world.online = NULL;
	TRY(ers_verify(v->record, &document, &world, domain_now(d), d->repo.mem, &report, e));
	if (report.verdict != ERS_PASSED)
		return error_set(e, ERR_BAD_SIG, "the evidence record does not verify: %s",
				 report.n_findings ? ers_text(report.findings[0].code, 0) : "");
	out->good_until = report.good_until;
	out->ends = domain_printf(d, "%s", report.ends);
	return ERR_OK;
}
