#include "desk.h"
#include <stdio.h>
#include "must.h"
#include "os/file.h"
#include "records.h"
#include "sig/pades/sign.h"

enum { FILE_MAX_BYTES = 16 << 20 };

void work_done(struct work *w)
{
	arena_free(w->mem);
}

void desk_open(struct desk *d, const char *folder)
{
	*d = (struct desk){ .clock = clock_fixed(0), .folder = folder };
	cast_make(&d->cast, &d->clock);
	d->net = internet_make(&d->cast);
	d->cache = trust_cache_new(NULL);
}

void desk_close(struct desk *d)
{
	trust_cache_free(d->cache);
	cast_done(&d->cast);
}

void desk_path(const struct desk *d, const struct paper *p, const char *kind, char out[PATH_SIZE])
{
	snprintf(out, PATH_SIZE, "%s/%04u.%s", d->folder, p->n, kind);
}

void work_load(struct work *w)
{
	AUTO(buf) struct buf b = { 0 };

	MUST_OK(file_read(w->path, FILE_MAX_BYTES, &b, &error));
	MUST(arena_copy(w->mem, buf_bytes(&b), &w->file));
	w->src = pdf_source_memory(w->file);
}

static void append(const struct work *w, struct paper *p, const struct pdf_tail *t)
{
	FILE *f = fopen(w->path, "ab");

	MUST(f && fwrite(t->data, 1, t->len, f) == t->len && fclose(f) == 0);
	p->size += t->len;
}

static struct tsp_authority unit(struct work *w, const struct desk *d, enum member_id id)
{
	const struct member *m = &d->cast.members[id];
	const char *host = d->cast.authorities[m->row->by].row->host;

	return (struct tsp_authority){ .name = m->row->name,
				       .url = arena_printf(w->mem, "http://%s/tsa/%d", host, id) };
}

void work_units(struct work *w, struct desk *d, const struct paper *p, _Bool renew)
{
	const struct era *era = era_of(clock_now(&d->clock));
	size_t n = COUNT_OF(era->units);

	for (size_t i = 0; i < n; i++)
		w->units[i] = unit(w, d, era->units[(p->n + i) % n]);
	if (!renew && p->fate->unit >= 0) {
		w->units[0] = unit(w, d, (enum member_id)p->fate->unit);
		n = 1;
	}
	w->authorities = (struct tsp_authorities){ .list = w->units,
						   .n = n,
						   .fetcher = &d->net.fetcher,
						   .clock = &d->clock,
						   .rng = rng_system(),
						   .token_bytes = 4096 };
}

struct work work_begin(struct desk *d, const struct paper *p)
{
	struct work w = { .mem = arena_new(0) };
	const char *rows = era_of(clock_now(&d->clock))->policy;

	desk_path(d, p, "pdf", w.path);
	MUST_OK(algo_policy_parse(bytes_of_str(rows), w.mem, &w.algorithms, &error));
	/* who remembers answers has some that are older than what they judge */
	w.online = (struct trust_online){ .fetcher = &d->net.fetcher,
					  .cache = p->n % 4 ? NULL : d->cache,
					  .clock = &d->clock };
	return w;
}

static void sign_once(struct desk *d, struct paper *p, enum member_id by, const char *field)
{
	AUTO(work) struct work w = work_begin(d, p);
	struct pades_request rq = { .field = field,
				    .new_field = 1,
				    .certify = p->fate->certify,
				    .time = clock_now(&d->clock) };
	struct pades_signed result;
	struct pdf_update *u;
	struct pdf_doc *doc;
	struct pdf_tail t;

	work_units(&w, d, p, 0);
	work_load(&w);
	MUST_OK(pdf_doc_open(&w.src, w.mem, NULL, &doc, &error));
	MUST_OK(pdf_update_begin(doc, w.mem, &u, &error));
	MUST_OK(pades_sign(u, &rq, d->cast.members[by].signer, &w.authorities, w.mem, &t, &result,
			   &error));
	append(&w, p, &t);
}

void desk_sign(struct desk *d, struct paper *p)
{
	time_ms now = clock_now(&d->clock);
	const struct {
		enum member_id first, second;
	} by[] = {
		[BY_PROVIDER] = { provider_key(now), MEMBERS },
		[BY_PERSON] = { person_key(now), MEMBERS },
		[BY_BOTH] = { person_key(now), provider_key(now) },
		[BY_LEAVER] = { LEAVER, MEMBERS },
		[BY_REVOKED] = { REVOKED, MEMBERS },
		[BY_BETRAYED] = { BETRAYED, MEMBERS },
	};
	char path[PATH_SIZE];

	desk_path(d, p, "pdf", path);
	p->size = paper_write(p, path);
	sign_once(d, p, by[p->fate->by].first, "Signature1");
	if (by[p->fate->by].second != MEMBERS)
		sign_once(d, p, by[p->fate->by].second, "Signature2");
}

enum err desk_extend(struct desk *d, struct paper *p, struct desk_wish wish, struct error *e)
{
	AUTO(work) struct work w = work_begin(d, p);
	struct pades_extend_request rq = {
		.gather = { .trust = d->cast.trust,
			    .online = &w.online,
			    .algorithms = w.algorithms,
			    .at = clock_now(&d->clock),
			    .newer = wish.newer || wish.data },
		.level = wish.data ? LEVEL_B_LT : LEVEL_B_LTA,
		.renew = wish.renew,
		.allow_lower = wish.though_silent,
		.digest = era_of(clock_now(&d->clock))->digest,
		.authorities = &w.authorities,
	};
	struct pades_extended result;
	struct pdf_tail t;

	work_units(&w, d, p, wish.renew);
	work_load(&w);
	TRY(pades_extend(&w.src, &rq, w.mem, &t, &result, e));
	if (wish.renew && !result.timestamped)
		return error_set(e, ERR_LEVEL, "not time-stamped: %s", result.material.missing);
	p->before = p->size;
	if (t.len)
		append(&w, p, &t);
	if (!wish.data)
		p->good_until = result.after.good_until;
	p->newer_at = result.material.newer_at;
	p->begun = 1;
	return ERR_OK;
}

static void flip(const struct work *w)
{
	unsigned char *copy = arena_alloc(w->mem, w->file.len);
	size_t at = bytes_find(w->file, BYTES_LIT("(Contract"), 0);

	MUST(copy && at != SIZE_MAX);
	memcpy(copy, w->file.data, w->file.len);
	copy[at + 1] = 'K';
	MUST_OK(file_write_atomic(w->path, BYTES(copy, w->file.len), 0600, &error));
}

void desk_damage(struct desk *d, struct paper *p)
{
	AUTO(work) struct work w = work_begin(d, p);

	work_load(&w);
	if (p->fate->damage == FLIPPED)
		flip(&w);
	else if (p->fate->damage == OVERWRITTEN)
		paper_overwrite(w.file, w.path);
	else if (p->fate->damage == CUT_BACK)
		MUST_OK(file_write_atomic(w.path, bytes_slice(w.file, 0, p->before), 0600, &error));
}

static void explain_one(const struct sig_report *s, struct judgement *out)
{
	out->sub = s->sub;
	for (size_t k = 0; k < s->findings.n; k++)
		if (s->findings.list[k].code == s->findings.worst)
			snprintf(out->detail, sizeof(out->detail), "%s: %s (%s)", s->field,
				 finding_text(s->findings.worst, 0), s->findings.list[k].detail);
}

/* The first signature that is not valid; a time-stamp when it is only those. */
static void explain(const struct validate_report *r, const struct pades_standing *st,
		    struct judgement *out)
{
	snprintf(out->detail, sizeof(out->detail), "%.190s", st->below);
	for (int stamps = 1; stamps >= 0; stamps--)
		for (size_t i = r->n; i-- > 0;)
			if ((r->signatures[i].kind == SIG_DOCUMENT_TIMESTAMP) == stamps &&
			    r->signatures[i].indication != IND_PASSED)
				explain_one(&r->signatures[i], out);
	if (r->verdict == VERDICT_UNREADABLE)
		snprintf(out->detail, sizeof(out->detail), "%.180s", r->error.msg);
}

struct judgement desk_judge(struct desk *d, const struct paper *p, _Bool online)
{
	AUTO(work) struct work w = work_begin(d, p);
	struct validate_options o = { .trust = d->cast.trust,
				      .algorithms = w.algorithms,
				      .at = clock_now(&d->clock) };
	struct validate_existence existence;
	struct judgement out = { .recorded = 1 };
	struct validate_report r;
	struct pades_standing st;

	work_load(&w);
	if (online)
		o.online = &w.online;
	if (p->records) {
		out.recorded = record_proves(d, &w, p, &existence);
		o.existence = &existence;
		o.n_existence = out.recorded;
	}
	r = validate_file(&w.src, &o, w.mem);
	st = pades_standing(&r, 0, w.mem);
	out.verdict = r.verdict;
	out.level = st.level;
	explain(&r, &st, &out);
	return out;
}
