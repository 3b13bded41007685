#include "jobs/witness.h"
#include "base/buf.h"
#include "sig/asn1/cert.h"

static enum err no_room(struct error *e)
{
	return error_set(e, ERR_TOO_LARGE, "register: out of memory");
}

/* keys ------------------------------------------------------------------- */

static _Bool have_key(const struct signing_key *keys, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(keys[i].id, id))
			return 1;
	return 0;
}

static enum err fetch_key(struct work *w, const char *id, struct signing_key *out, struct error *e)
{
	AUTO(buf) struct buf pem = { 0 };
	struct sealer_key k;

	TRY(sealer_key_by_id(w->j->thread->sealer, id, w->j->mem, &k, e));
	for (size_t i = 0; i < k.n_chain; i++)
		cert_put_pem(k.chain[i], &pem);
	*out = (struct signing_key){ .id = id,
				     .kind = "provider",
				     .valid_from = k.valid_from,
				     .valid_to = k.valid_to,
				     .created_at = domain_now(&w->d) };
	return !pem.overflow && arena_copy(w->j->mem, buf_bytes(&pem), &out->chain) ? ERR_OK : no_room(e);
}

/* Certificates of the keys that signed: whoever checks the trail needs them. */
static enum err ask_keys(struct work *w, const struct register_missing *m, size_t n,
			 struct witness *out, struct error *e)
{
	struct signing_key *keys = arena_alloc_n(w->j->mem, n, sizeof(*keys)), known;

	if (!keys)
		return no_room(e);
	out->keys = keys;
	for (size_t i = 0; i < n; i++) {
		enum err rc;

		if (have_key(keys, out->n_keys, m[i].key_id))
			continue;
		rc = signing_key_get(w->j->db, w->j->mem, m[i].key_id, &known, e);
		if (rc == ERR_NOT_FOUND)
			rc = fetch_key(w, m[i].key_id, &keys[out->n_keys], e);
		else if (rc == ERR_OK)
			continue;
		TRY(rc);
		out->n_keys++;
	}
	return ERR_OK;
}

/* lines ------------------------------------------------------------------ */

static enum err take_line(struct work *w, const char *seal, const struct sealer_proof *p,
			  struct witness *out, struct error *e)
{
	char *line = arena_strndup(w->j->mem, (const char *)p->line.data, p->line.len);

	if (!line)
		return no_room(e);
	out->state = (struct register_state){ (int64_t)p->size, p->head, p->root };
	out->lines[out->n++] = (struct register_line){ .seal_id = seal,
						       .envelope_id = w->x.v.id,
						       .line = line,
						       .size = (int64_t)p->size,
						       .path = p->path,
						       .recorded_at = domain_now(&w->d) };
	return ERR_OK;
}

static enum err ask_line(struct work *w, const char *seal, struct witness *out, struct error *e)
{
	struct sealer_proof p;
	enum err rc = sealer_register_proof(w->j->thread->sealer, seal, (uint64_t)out->state.size,
					    w->j->mem, &p, e);

	if (rc == ERR_OK)
		return take_line(w, seal, &p, out, e);
	if (rc != ERR_NOT_FOUND)
		return rc;
	log_event(w->j->env->log, LOG_ERROR, "register.missing", LF_STR("envelope", w->x.v.id),
		  LF_STR("act", seal));
	return ERR_OK;
}

enum err witness_ask(struct work *w, struct witness *out, struct error *e)
{
	const struct register_missing *m;
	struct witness x = { .lines = NULL };
	size_t n;

	TRY(register_missing_list(&w->d.repo, w->x.v.id, &m, &n, e));
	if (n > REGISTER_LINES_MAX)
		n = REGISTER_LINES_MAX;
	x.lines = arena_alloc_n(w->j->mem, n + 1, sizeof(*x.lines));
	if (!x.lines)
		return no_room(e);
	TRY(ask_keys(w, m, n, &x, e));
	for (size_t i = 0; i < n; i++)
		TRY(ask_line(w, m[i].id, &x, e));
	*out = x;
	return ERR_OK;
}

enum err witness_write(struct work *w, const struct witness *x, struct error *e)
{
	for (size_t i = 0; i < x->n_keys; i++)
		TRY(signing_key_insert(w->j->db, &x->keys[i], e));
	return register_record(&w->d, x->lines, x->n, &x->state, e);
}
