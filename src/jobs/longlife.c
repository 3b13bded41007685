#include "jobs/longlife.h"
#include "base/buf.h"
#include "domain/vault.h"
#include "jobs/context.h"
#include "jobs/revision.h"
#include "jobs/seal.h"
#include "jobs/world.h"

enum { WHOLE_MAX = 16 * 1024 * 1024 };

struct longlife {
	struct job_run *j;
	struct domain *d;
	const struct longlife_wish *w;
	struct arena *mem; /* of the material: as large as the document asks for */
	const char *act;
	struct document doc;
	uint64_t foreign_end; /* what came with the upload */
	struct buf whole;     /* the head, when it is small enough to be read at once */
	int64_t whole_no;     /* which revision that is; 0: none */
	struct pades_standing standing;
	struct pades_material material;
	_Bool changed;
};

/* judging --------------------------------------------------------------- */

static enum err world_of(struct longlife *l, struct jobs_world **out, struct error *e)
{
	struct jobs_thread *t = l->j->thread;

	if (!t->world)
		TRY(jobs_world_open(l->j->env, t, &t->world, e));
	*out = t->world;
	return ERR_OK;
}

/* The newest revision as it is stored. */
struct head {
	struct revision_file file;
	struct pdf_source source;
};

static void head_done(struct head *h)
{
	revision_file_done(&h->file);
}
DEFINE_AUTO_DONE(head, struct head)

/* Judging reads a file several times; most are small. */
static enum err read_whole(struct longlife *l, const struct pdf_source *src, struct error *e)
{
	buf_reset(&l->whole);
	l->whole_no = 0;
	buf_reserve(&l->whole, (size_t)src->size);
	TRY(src->read(src->ctx, 0, l->whole.data, (size_t)src->size, e));
	l->whole.len = (size_t)src->size;
	l->whole_no = l->doc.head_no;
	return ERR_OK;
}

static enum err open_head(struct longlife *l, struct head *out, struct error *e)
{
	AUTO(secret) struct secret *org_key = NULL;

	if (l->whole_no != l->doc.head_no) {
		TRY(vault_key(l->d, &org_key, e));
		TRY(revision_file_open(l->d, l->j->env->blobs, org_key, l->doc.id, l->doc.head_no,
				       &out->file, e));
		out->source = out->file.source;
		if (out->source.size > WHOLE_MAX)
			return ERR_OK;
		TRY(read_whole(l, &out->source, e));
	}
	out->source = pdf_source_memory(buf_bytes(&l->whole));
	return ERR_OK;
}

static struct pades_gather_options options_of(struct longlife *l, const struct jobs_world *world)
{
	return (struct pades_gather_options){
		.trust = jobs_world_trust(world),
		.online = jobs_world_online(world),
		.algorithms = l->j->env->algorithms,
		.at = domain_now(l->d),
		.newer = 1,
		.foreign_end = l->foreign_end,
	};
}

static const char *first_failure(const struct validate_report *r)
{
	if (r->verdict == VERDICT_UNREADABLE)
		return r->error.msg;
	for (size_t i = 0; i < r->n; i++)
		if (r->signatures[i].indication == IND_FAILED)
			return finding_text(r->signatures[i].findings.worst, 0);
	return "";
}

static void stands(struct longlife *l, struct pades_standing st)
{
	l->standing = st;
	l->standing.level = st.proven; /* a party's own form of signature is kept like the others */
	l->standing.ends = domain_printf(l->d, "%s", st.ends);
	l->standing.below = domain_printf(l->d, "%s", st.below);
}

/* Offline, by the document alone. A foreign signature that fails is the upload's own affair, but
 * our own ones must never. */
static enum err judge(struct longlife *l, const struct pdf_source *src, struct error *e)
{
	struct jobs_world *world;
	struct validate_options o = { .at = domain_now(l->d), .algorithms = l->j->env->algorithms };
	AUTO(arena) struct arena *mem = arena_new(validate_memory(src->size));
	struct validate_report r;

	TRY(world_of(l, &world, e));
	o.trust = jobs_world_trust(world);
	r = validate_file(src, &o, mem);
	stands(l, pades_standing(&r, l->foreign_end, mem));
	if (l->standing.level == LEVEL_NONE)
		return error_set(e, ERR_BAD_SIG, "document %s does not verify: %.200s", l->doc.id,
				 first_failure(&r));
	return ERR_OK;
}

static enum err judge_stored(struct longlife *l, struct error *e)
{
	AUTO(head) struct head head = { 0 };

	TRY(open_head(l, &head, e));
	return judge(l, &head.source, e);
}

/* The material points into l->mem and, of a small file, into l->whole. */
static enum err gather(struct longlife *l, struct error *e)
{
	AUTO(head) struct head head = { 0 };
	struct pades_gather_options o;
	struct jobs_world *world;

	TRY(open_head(l, &head, e));
	TRY(world_of(l, &world, e));
	arena_free(l->mem);
	l->mem = arena_new(validate_memory(head.source.size));
	o = options_of(l, world);
	TRY(pades_gather(&head.source, &o, l->mem, &l->material, e));
	stands(l, l->material.standing);
	return ERR_OK;
}

/* Before a tail becomes a revision: the whole as it will be. */
static enum err check(const struct seal_wish *w, struct bytes tail, struct error *e)
{
	struct longlife *l = (struct longlife *)w->ctx;
	AUTO(head) struct head head = { 0 };
	AUTO(buf) struct buf copy = { 0 };
	struct pdf_joined joined = { .tail = tail };
	struct pdf_source src;

	TRY(open_head(l, &head, e));
	joined.head = head.source;
	src = pdf_source_joined(&joined);
	if (head.source.map) {
		buf_reserve(&copy, (size_t)src.size);
		buf_append(&copy, BYTES(head.source.map, (size_t)head.source.size));
		buf_append(&copy, tail);
		src = pdf_source_memory(buf_bytes(&copy));
	}
	return judge(l, &src, e);
}

/* sealing --------------------------------------------------------------- */

/* SHA-256 until the installation's policy gives it an end. */
static enum digest_alg digest_of_today(const struct algo_policy *p)
{
	time_ms end = algo_policy_digest(p ? p : algo_policy_default(), "sha256");

	return end == INT64_MAX ? DIGEST_SHA256 : DIGEST_SHA512;
}

static enum err reload(struct longlife *l, struct error *e)
{
	return document_get(&l->d->repo, l->w->document_id, &l->doc, e);
}

static enum err seal(struct longlife *l, const char *act, const struct pades_extension *x,
		     struct error *e)
{
	char field[FIELD_NAME_SIZE];
	struct seal_wish wish = {
		.document_id = l->doc.id,
		.act_id = act,
		.kind = "timestamp",
		.revision_kind = strncmp(act, "renewal:", 8) ? "timestamp" : "renewal",
		.extension = x,
		.digest = digest_of_today(l->j->env->algorithms),
		.check = check,
		.ctx = l,
	};
	struct pades_extension named = *x;

	field_name("Time", domain_id(l->d, "tst"), field);
	named.field = field;
	named.pdf_a = strstr(l->doc.notes, "\"note-pdfa\"") != NULL;
	wish.extension = &named;
	TRY(seal_document(l->j, l->d, &wish, NULL, e));
	l->changed = 1;
	return reload(l, e);
}

/* What an earlier run left open is finished first: its time-stamp may be paid for. */
static enum err finish_open(struct longlife *l, struct error *e)
{
	static const struct pades_extension as_prepared;
	struct seal row;
	enum err rc = seal_open(&l->d->repo, l->doc.id, &row, e);

	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(rc);
	if (strcmp(row.kind, "timestamp") != 0)
		return error_set(e, ERR_CONFLICT, "document %s is just being signed", l->doc.id);
	return seal(l, row.act_id, &as_prepared, e);
}

static enum err done_before(struct longlife *l, _Bool *out, struct error *e)
{
	struct seal row;
	enum err rc = seal_by_act(&l->d->repo, l->doc.id, l->act, &row, e);

	*out = rc == ERR_OK;
	return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

/* Whatever its level: then gathering judges it. */
static _Bool is_due(const struct longlife *l)
{
	return l->w->renew || l->w->newer;
}

/* A newer look that brings nothing newer is no reason for a time-stamp. */
static _Bool is_useful(const struct longlife *l)
{
	_Bool only_newer = l->standing.level >= l->w->level && !l->w->renew;

	return l->material.complete && !(only_newer && l->material.newer_at);
}

/* Another authority's time-stamp takes nothing away, and without one the proof ends. What was
 * gathered is left out: it was to judge what could not be judged. */
static _Bool is_urgent(const struct longlife *l)
{
	return l->w->urgent && l->w->renew && !l->material.complete && l->material.later &&
	       l->standing.level >= l->w->level;
}

static enum err extend(struct longlife *l, struct error *e)
{
	struct pades_extension x = { .timestamp = 1 };

	TRY(gather(l, e));
	if (l->material.untimed) {
		TRY(seal(l, domain_printf(l->d, "%s:first", l->act), &x, e));
		TRY(gather(l, e));
	}
	if (is_urgent(l))
		return seal(l, l->act, &x, e);
	if (!is_useful(l))
		return ERR_OK;
	x.material = &l->material;
	x.timestamp = l->w->level == LEVEL_B_LTA;
	return seal(l, l->act, &x, e);
}

/* ----------------------------------------------------------------------- */

static enum err load(struct longlife *l, struct error *e)
{
	struct revision first;

	TRY(reload(l, e));
	TRY(revision_get(&l->d->repo, l->doc.id, 1, &first, e));
	l->foreign_end = (uint64_t)first.size;
	l->act = domain_printf(l->d, "%s:%s", l->w->purpose, l->j->job->id);
	l->material.missing = "";
	return ERR_OK;
}

static enum err run(struct longlife *l, struct error *e)
{
	_Bool done;

	TRY(finish_open(l, e));
	TRY(done_before(l, &done, e));
	l->changed |= done;
	if (done || !is_due(l)) {
		TRY(judge_stored(l, e));
		if (done || l->standing.level >= l->w->level)
			return ERR_OK;
	}
	return extend(l, e);
}

static const char *why_lower(const struct longlife *l)
{
	if (l->standing.level >= l->w->level)
		return "";
	return l->material.missing[0] ? l->material.missing : l->standing.below;
}

static void tell(const struct longlife *l, struct longlife_result *out)
{
	*out = (struct longlife_result){
		.reached = l->standing.level,
		.good_until = l->standing.good_until,
		.ends = l->standing.ends,
		.newer_at = l->material.newer_at,
		.missing = domain_printf(l->d, "%s", why_lower(l)),
		.later = l->material.later,
		.changed = l->changed,
	};
}

enum err longlife_extend(struct job_run *j, struct domain *d, const struct longlife_wish *w,
			 struct longlife_result *out, struct error *e)
{
	struct longlife l = { .j = j, .d = d, .w = w };
	enum err rc = load(&l, e);

	if (rc == ERR_OK)
		rc = run(&l, e);
	if (rc == ERR_OK)
		tell(&l, out);
	arena_free(l.mem);
	buf_done(&l.whole);
	return rc;
}

enum err longlife_look(struct job_run *j, struct domain *d, const char *document,
		       struct longlife_result *out, struct error *e)
{
	const struct longlife_wish w = { .document_id = document, .purpose = "conclusion" };
	struct longlife l = { .j = j, .d = d, .w = &w };

	enum err rc = load(&l, e);

	if (rc == ERR_OK)
		rc = judge_stored(&l, e);
	if (rc == ERR_OK)
		tell(&l, out);
	buf_done(&l.whole);
	return rc;
}
