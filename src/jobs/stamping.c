#include "jobs/stamping.h"
#include "base/buf.h"
#include "store/repo/timestamp.h"

enum { SERIAL_MAX = 64 }; /* octets kept; RFC 3161 §2.4.2 asks for 20 to be supported */

static const struct stamp_source *source_at(const struct stamping *s, size_t turn)
{
	return &s->sources[s->order[turn]];
}

/* asked ------------------------------------------------------------------ */

static const char *row_of(const struct stamping *s, const struct stamp_source *source)
{
	for (size_t i = 0; i < s->n_open; i++)
		if (!strcmp(s->open[i].authority, source->name))
			return s->open[i].id;
	return NULL;
}

/* In a transaction: the row of the authority whose turn it is says "asked". */
static enum err write_asked(struct stamping *s, size_t turn, struct error *e)
{
	const struct stamp_source *source = source_at(s, turn);
	const char *id = row_of(s, source);
	struct timestamp_use row = {
		.id = domain_id(s->d, "tsu"),
		.envelope_id = s->w->envelope_id,
		.document_id = s->w->document_id,
		.subject = s->w->subject,
		.purpose = stamp_purpose_name(s->w->purpose),
		.authority = source->name,
		.class = stamp_class_name(source->class),
		.state = "asked",
		.asked_at = domain_now(s->d),
	};

	s->use_id = id ? id : row.id;
	if (id)
		return timestamp_use_ask_again(&s->d->repo, id, domain_now(s->d), e);
	return timestamp_use_insert(&s->d->repo, &row, e);
}

/* What an earlier run of the same work asked, and ended before the answer was on record. */
static enum err write_lost(struct stamping *s, struct error *e)
{
	for (size_t i = 0; i < s->n_open; i++)
		if (!strcmp(s->open[i].state, "asked"))
			TRY(timestamp_use_lost(&s->d->repo, s->open[i].id, domain_now(s->d), e));
	return ERR_OK;
}

static enum err choose(struct stamping *s, struct error *e)
{
	struct stamp_policy policy;
	size_t n_sources, n;

	TRY(stamp_policy_get(s->d, &policy, e));
	TRY(stamp_sources(s->d, &s->sources, &n_sources, e));
	s->order = arena_alloc_n(s->d->repo.mem, n_sources, sizeof(*s->order));
	if (!s->order)
		return error_set(e, ERR_TOO_LARGE, "time-stamp: too many authorities");
	/* nobody to ask is no reason to lose the step that this is written with */
	if (stamp_choose(&policy.rules[s->w->purpose], s->sources, n_sources, s->order, &n,
			 &s->why) == ERR_OK)
		s->n = n;
	return ERR_OK;
}

enum err stamping_begin(struct job_run *j, struct domain *d, const struct stamping_wish *w,
			struct stamping *out, struct error *e)
{
	struct stamping s = { .j = j, .d = d, .w = w };

	TRY(choose(&s, e));
	TRY(timestamp_use_open(&d->repo, w->subject, &s.open, &s.n_open, e));
	TRY(write_lost(&s, e));
	if (s.n)
		TRY(write_asked(&s, 0, e));
	*out = s;
	return ERR_OK;
}

/* asking ----------------------------------------------------------------- */

static enum err find_authority(const struct stamping *s, const struct stamp_source *source,
			       struct tsp_authority *out, struct error *e)
{
	const struct jobs_env *env = s->j->env;

	if (source->class == STAMP_LOCAL) {
		*out = (struct tsp_authority){ .name = source->name,
					       .request = sealer_stamp,
					       .ctx = s->j->thread->sealer };
		return ERR_OK;
	}
	for (size_t i = 0; i < env->n_authorities; i++)
		if (!strcmp(env->authorities[i].a.name, source->name)) {
			*out = env->authorities[i].a;
			return ERR_OK;
		}
	return error_set(e, ERR_INTERNAL, "%s: not known to the worker", source->name);
}

static enum err ask_one(const struct stamping *s, size_t turn, struct stamped *out, struct error *e)
{
	const struct stamp_source *source = source_at(s, turn);
	size_t room = s->w->token_bytes ? s->w->token_bytes : TSP_TOKEN_BYTES;
	struct tsp_authority authority;
	struct tsp_authorities one = {
		.list = &authority,
		.n = 1,
		.fetcher = s->j->thread->fetcher,
		.clock = s->j->env->clock,
		.rng = s->j->env->rng,
	};

	TRY(find_authority(s, source, &authority, e));
	TRY(tsp_stamp(&one, s->w->alg, s->w->imprint, s->d->repo.mem, &out->token, e));
	/* stored, it would stop the work for good */
	if (out->token.der.len > room)
		return error_set(e, ERR_TSP, "%s: its token of %zu bytes does not fit into %zu",
				 source->name, out->token.der.len, room);
	out->class = source->class;
	out->use_id = s->use_id;
	return ERR_OK;
}

/* An authority that gave nothing, and the next one: its row before it is asked. The fence keeps out
 * a run whose lease went to another. */
static enum err next_turn(struct stamping *s, size_t turn, enum err failure, struct error *e)
{
	AUTO(tx) struct tx tx = { s->d->repo.db };
	time_ms now = domain_now(s->d);

	TRY(db_begin(tx.db, e));
	TRY(queue_extend(tx.db, s->d->clock, s->j->job, e));
	/* whoever was asked and did not answer in time may have made one all the same */
	if (failure == ERR_TIMEOUT)
		TRY(timestamp_use_lost(&s->d->repo, s->use_id, now, e));
	else
		TRY(timestamp_use_refused(&s->d->repo, s->use_id, now, e));
	if (turn < s->n)
		TRY(write_asked(s, turn, e));
	return db_commit(tx.db, e);
}

enum err stamping_ask(struct stamping *s, struct stamped *out, struct error *e)
{
	AUTO(buf) struct buf why = { .limit = sizeof(e->msg) };

	if (!s->n)
		return error_set(e, ERR_TSP, "%s", s->why.msg);
	for (size_t turn = 0; turn < s->n; turn++) {
		struct error each = { 0 };
		struct stamped got;
		enum err rc = ask_one(s, turn, &got, &each);

		if (rc == ERR_OK) {
			*out = got;
			return ERR_OK;
		}
		buf_printf(&why, "%s%s", turn ? "; " : "", each.msg);
		TRY(next_turn(s, turn + 1, rc, e));
	}
	return error_set(e, ERR_TSP, "%s", buf_cstr(&why));
}

static enum err begin_alone(struct job_run *j, struct domain *d, const struct stamping_wish *w,
			    struct stamping *out, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };

	TRY(db_begin(tx.db, e));
	TRY(queue_extend(tx.db, d->clock, j->job, e));
	TRY(stamping_begin(j, d, w, out, e));
	return db_commit(tx.db, e);
}

enum err stamping_get(struct job_run *j, struct domain *d, const struct stamping_wish *w,
		      struct stamped *out, struct error *e)
{
	struct stamping s;

	TRY(begin_alone(j, d, w, &s, e));
	return stamping_ask(&s, out, e);
}

enum err stamping_got(struct domain *d, const struct stamped *s, struct error *e)
{
	struct bytes serial = s->token.serial;
	char hex[2 * SERIAL_MAX + 1];

	if (serial.len > SERIAL_MAX)
		serial.len = SERIAL_MAX;
	hex_encode(serial, hex);
	return timestamp_use_got(&d->repo,
				 &(struct timestamp_use){ .id = s->use_id,
							  .gen_time = s->token.gen_time,
							  .serial = hex },
				 domain_now(d), e);
}
