#include "cmd/sign_level.h"
#include <stdio.h>
#include <stdlib.h>
#include "cmd/mapping.h"
#include "cmd/verify_world.h"
#include "sig/validate/validate.h"

struct level_world {
	const struct level_options *o;
	struct arena *mem;	       /* for the policy */
	struct trust *trust, *anchors; /* with what may help, and without */
	struct verify_world *world;
	const struct algo_policy *algorithms; /* NULL: the built-in one */
	_Bool vouched;
};

_Bool level_parse(const char *name, enum pades_level *out)
{
	for (int l = LEVEL_B_B; l <= LEVEL_B_LTA; l++) {
		if (strcmp(name, pades_level_name((enum pades_level)l)) != 0)
			continue;
		*out = (enum pades_level)l;
		return 1;
	}
	return 0;
}

enum err level_options_unused(const struct level_options *o, struct error *e)
{
	const struct {
		const char *name;
		_Bool given;
	} rows[] = {
		{ "--trust", o->trust.n > 0 },
		{ "--certs", o->certs.n > 0 },
		{ "--crl", o->crls.n > 0 },
		{ "--policy-file", o->policy_file != NULL },
		{ "--cache", o->cache_dir != NULL },
		{ "--offline", o->offline },
		{ "--allow-private", o->allow_private },
		{ "--newer", o->newer },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].given)
			return error_set(e, ERR_INVALID, "%s belongs to --level B-LT and B-LTA",
					 rows[i].name);
	return ERR_OK;
}

void level_world_free(struct level_world *w)
{
	if (!w)
		return;
	verify_world_free(w->world);
	trust_free(w->trust);
	trust_free(w->anchors);
	arena_free(w->mem);
	free(w);
}

/* Revocation lists only: a certificate among them would silently become trusted. */
static enum err add_lists(struct level_world *w, struct error *e)
{
	size_t anchors = trust_count(w->trust);

	for (size_t i = 0; i < w->o->crls.n; i++)
		TRY(trust_add_path(w->trust, TRUST_ALL, w->o->crls.items[i], e));
	if (trust_count(w->trust) != anchors)
		return error_set(e, ERR_INVALID, "--crl takes revocation lists, not certificates");
	return ERR_OK;
}

static enum err add_anchors(const struct level_world *w, struct trust *to,
			    const struct sign_tsa_options *tsa, struct error *e)
{
	for (size_t i = 0; i < w->o->trust.n; i++)
		TRY(trust_add_path(to, TRUST_ALL, w->o->trust.items[i], e));
	return tsa->trust ? trust_add_path(to, TRUST_TIMESTAMP, tsa->trust, e) : ERR_OK;
}

static enum err add_trust(struct level_world *w, const struct sign_tsa_options *tsa,
			  struct error *e)
{
	TRY(add_anchors(w, w->anchors, tsa, e));
	TRY(add_anchors(w, w->trust, tsa, e));
	for (size_t i = 0; i < w->o->certs.n; i++)
		TRY(trust_add_path(w->trust, TRUST_HELP, w->o->certs.items[i], e));
	return add_lists(w, e);
}

static enum err load_policy(struct level_world *w, struct error *e)
{
	const char *path = w->o->policy_file;
	AUTO(mapping) struct mapping m = { 0 };
	enum err rc;

	if (!path)
		return ERR_OK;
	rc = mapping_open(path, &m, e);
	if (rc == ERR_OK)
		rc = algo_policy_parse(mapping_bytes(&m), w->mem, &w->algorithms, e);
	return rc == ERR_OK ? ERR_OK : error_wrap(e, rc, path);
}

/* The level is the validator's verdict, and that trusts nobody by itself. */
static enum err check_trust(const struct level_world *w, const struct sign_tsa_options *tsa,
			    struct error *e)
{
	if (trust_count(w->trust) || sign_tsa_wants_local(tsa))
		return ERR_OK;
	return error_set(e, ERR_INVALID,
			 "nobody is trusted: give the roots that the signer's and the "
			 "time-stamp authority's certificates lead to with --trust");
}

enum err level_world_open(const struct level_options *o, const struct sign_tsa_options *tsa,
			  struct level_world **out, struct error *e)
{
	AUTO(level_world) struct level_world *w = calloc(1, sizeof(*w));
	const struct verify_world_options world = { .online = !o->offline,
						    .allow_private = o->allow_private,
						    .cache_dir = o->offline ? NULL : o->cache_dir };

	if (!w)
		abort();
	w->o = o;
	w->mem = arena_new(0);
	w->trust = trust_new();
	w->anchors = trust_new();
	TRY(add_trust(w, tsa, e));
	TRY(check_trust(w, tsa, e));
	TRY(load_policy(w, e));
	TRY(verify_world_open(&world, &w->world, e));
	*out = TAKE_PTR(w);
	return ERR_OK;
}

/* As late as can be, for a list that is younger than the signature; once, for trust that was used
 * stays as it is. */
static enum err vouch(struct level_world *w, const struct level_job *job, struct error *e)
{
	if (!job->tsa || w->vouched)
		return ERR_OK;
	w->vouched = 1;
	return sign_tsa_vouch(job->tsa, w->anchors, w->trust, e);
}

static struct pades_gather_options gather_options(const struct level_world *w,
						  const struct level_job *job)
{
	return (struct pades_gather_options){ .trust = w->trust,
					      .anchors = w->anchors,
					      .online = verify_world_online(w->world),
					      .algorithms = w->algorithms,
					      .at = clock_now(clock_system()),
					      .newer = w->o->newer,
					      .foreign_end = job->foreign_end };
}

enum err level_standing(struct level_world *w, const struct pdf_source *src,
			const struct level_job *job, struct arena *mem, struct pades_standing *out,
			struct error *e)
{
	struct validate_options v = { .trust = w->anchors,
				      .at = clock_now(clock_system()),
				      .algorithms = w->algorithms };
	struct validate_report r;

	TRY(vouch(w, job, e));
	r = validate_file(src, &v, mem);
	if (r.verdict == VERDICT_UNREADABLE) {
		*e = r.error;
		return e->code;
	}
	*out = pades_standing(&r, job->foreign_end, mem);
	return ERR_OK;
}

static const char *kept(struct arena *mem, const char *text)
{
	const char *copy = arena_strdup(mem, text);

	return copy ? copy : "an error";
}

static const char *newer_text(struct arena *mem, time_ms at)
{
	char when[TIME_RFC3339_SIZE];
	const char *text;

	time_rfc3339(at, when);
	text = arena_printf(mem,
			    "some revocation data is older than what it speaks of; newer is "
			    "expected from %s",
			    when);
	return text ? text : "newer revocation data";
}

static _Bool wants_newer(const struct level_world *w, const struct pades_material *m)
{
	return w->o->newer && m->newer_at;
}

/* Asked before a time-stamp is spent; what was fetched is in the cache when it is asked again. */
static enum err check_newer(const struct level_world *w, const struct pdf_source *src,
			    const struct pades_gather_options *o, struct arena *mem,
			    struct level_outcome *r, struct error *e)
{
	if (!w->o->newer || w->o->allow_lower)
		return ERR_OK;
	TRY(pades_gather(src, o, mem, &r->x.material, e));
	if (!r->x.material.newer_at || r->x.material.untimed)
		return ERR_OK;
	r->missing = newer_text(mem, r->x.material.newer_at);
	return error_set(e, ERR_LEVEL, "%s", r->missing);
}

/* With --allow-lower an authority that fails costs the time-stamp, not the validation data. */
static enum err extend_or_less(const struct pdf_source *src, struct pades_extend_request *rq,
			       struct arena *mem, struct pdf_tail *out, struct level_outcome *r,
			       struct error *e)
{
	enum err rc = pades_extend(src, rq, mem, out, &r->x, e);
	struct error second = { 0 };

	if (rc == ERR_OK || rc == ERR_LEVEL || !rq->allow_lower || rq->renew || !rq->authorities)
		return rc;
	rq->level = LEVEL_B_LT;
	rq->authorities = NULL;
	if (pades_extend(src, rq, mem, out, &r->x, &second) != ERR_OK)
		return rc;
	r->missing = kept(mem, e->msg);
	r->advice = "extend the file when an authority answers";
	return ERR_OK;
}

/* An extension that was given up was not judged: then what was before it is what there is. */
static void conclude(const struct level_world *w, struct arena *mem, struct level_outcome *r)
{
	const struct pades_standing *st = r->x.after.below ? &r->x.after : &r->x.before;
	const struct pades_material *m = &r->x.material;

	r->reached = st->level;
	if (r->missing[0])
		return;
	if (r->reached < r->requested)
		r->missing = m->missing && m->missing[0] ? m->missing : st->below ? st->below : "";
	else if (wants_newer(w, m))
		r->missing = newer_text(mem, m->newer_at);
}

enum err level_extend(struct level_world *w, const struct pdf_source *src,
		      const struct level_job *job, struct arena *mem, struct pdf_tail *out,
		      struct level_outcome *result, struct error *e)
{
	struct pades_extend_request rq = { .level = job->level,
					   .renew = job->renew,
					   .allow_lower = w->o->allow_lower,
					   .digest = job->digest,
					   .field = job->field };
	struct level_outcome r = { .requested = job->level, .missing = "", .extended = 1 };
	struct pdf_tail tail = { 0 };
	enum err rc;

	TRY(vouch(w, job, e));
	rq.authorities = job->tsa ? sign_tsa_list(job->tsa) : NULL;
	rq.gather = gather_options(w, job);
	rc = check_newer(w, src, &rq.gather, mem, &r, e);
	if (rc == ERR_OK)
		rc = extend_or_less(src, &rq, mem, &tail, &r, e);
	if (rc != ERR_OK && rc != ERR_LEVEL)
		return rc;
	conclude(w, mem, &r);
	r.bytes = tail.len;
	*result = r;
	if (rc == ERR_OK && !w->o->allow_lower && wants_newer(w, &r.x.material))
		return error_set(e, ERR_LEVEL, "%s", r.missing);
	if (rc == ERR_OK)
		*out = tail;
	return rc;
}
