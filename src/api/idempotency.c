#include "api/idempotency.h"
#include <stdlib.h>
#include "domain/vault.h"

enum {
	KEY_MAX = 255,
	/* A run that is longer may be overtaken, and then fails as a whole. */
	LEASE_MS = 5 * 1000,
	LEASE_LONG_MS = 60 * 1000, /* while files arrive or are copied */
	KEYS_MAX = 10 * 1000, /* of one caller at a time */
	ANSWER_MAX = 512 * 1024, /* larger answers are not kept */
	PIECE = 16 * 1024,
};

/* The key without the quotes of a structured string (RFC 8941 §3.3.3); bare ones are common. */
static enum err key_parse(const char *header, struct bytes *out, struct error *e)
{
	size_t n = strlen(header);

	if (n >= 2 && header[0] == '"' && header[n - 1] == '"') {
		header++;
		n -= 2;
	}
	for (size_t i = 0; i < n; i++)
		if (header[i] <= 0x20 || header[i] > 0x7e || header[i] == '"' || header[i] == '\\')
			n = 0;
	if (!n || n > KEY_MAX)
		return error_set(
			e, ERR_INVALID,
			"Idempotency-Key is 1 to %d visible ASCII characters, such as a UUID",
			KEY_MAX);
	*out = BYTES(header, n);
	return ERR_OK;
}

/* Of what the JSON says, whatever its spaces and the order of its members. */
static void json_digest(const struct caller *c, unsigned char out[32])
{
	char *text = c->rq->json ? json_dumps(c->rq->json,
					      JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY)
				 : NULL;

	digest_sha256(bytes_of_str(text ? text : ""), out);
	free(text);
}

static void body_seen(void *ctx, struct bytes piece)
{
	struct idempotency *k = ctx;

	digest_update(&k->body, piece);
}

/* Of a streamed body, once all of it was read. */
static struct bytes stream_digest(struct idempotency *k)
{
	digest_final(&k->body, k->body_hash);
	return BYTES(k->body_hash, 32);
}

/* The method and the whole address; the order of a query is part of it. */
static const char *route_text(struct caller *c)
{
	const struct fields *q = &c->rq->query;
	const char *text = domain_printf(&c->d, "%s %s", c->rq->method, c->rq->path);

	for (size_t i = 0; i < q->n; i++)
		text = domain_printf(&c->d, "%s%c%s=%s", text, i ? '&' : '?', q->items[i].name,
				     q->items[i].value);
	return text;
}

static const char *caller_id(const struct caller *c)
{
	return c->kind == CALLER_MEMBER ? c->member.account_id : c->recipient.recipient_id;
}

struct claiming {
	struct caller *c;
	struct idempotency_row *want, found;
	_Bool claimed;
};

static enum err take(struct claiming *t, struct error *e)
{
	int64_t n;

	TRY(idempotency_count(&t->c->d.repo, t->want->caller, &n, e));
	if (n >= KEYS_MAX)
		return error_set(e, ERR_RATE_LIMITED, "more than %d idempotency keys in a day",
				 KEYS_MAX);
	TRY(idempotency_insert(&t->c->d.repo, t->want, e));
	t->claimed = 1;
	return ERR_OK;
}

/* Claims a free or forsaken key; leaves one that is taken in t->found. */
static enum err claim_work(struct db *db, void *ctx, struct error *e)
{
	struct claiming *t = ctx;
	struct idempotency_row *f = &t->found;
	time_ms now = domain_now(&t->c->d);
	_Bool over;
	enum err rc;

	(void)db;
	*f = (struct idempotency_row){ .caller = t->want->caller, .key_hash = t->want->key_hash };
	rc = idempotency_get(&t->c->d.repo, f, e);
	if (rc == ERR_NOT_FOUND)
		return take(t, e);
	TRY(rc);
	over = f->created_at + IDEMPOTENCY_KEPT_MS <= now;
	if (!over && (!strcmp(f->state, "done") || f->lease_until > now ||
		      strcmp(f->route, t->want->route) != 0))
		return ERR_OK;
	TRY(idempotency_delete(&t->c->d.repo, f, e));
	return take(t, e);
}

/* What is left of a streamed body, so that it can be compared. */
static enum err drain(struct caller *c, struct error *e)
{
	unsigned char piece[PIECE];
	size_t n = 1;

	while (n)
		TRY(body_read(c->rq->stream, piece, sizeof(piece), &n, e));
	return ERR_OK;
}

static enum err answer_read(struct caller *c, const struct idempotency_row *f, struct response *rs,
			    struct error *e)
{
	char csrf[CSRF_SIZE];
	struct bytes plain;

	rs->status = (int)f->status;
	if (!f->answer.len)
		return f->status == 204 ? ERR_OK
					: error_set(e, ERR_KEY_NOT_KEPT,
						    "done before, with status %d", rs->status);
	TRY(vault_decrypt(&c->d, f->id, f->answer, &plain, e));
	rs->json = json_loadb((const char *)plain.data, plain.len, 0, NULL);
	if (!rs->json)
		return error_set(e, ERR_IO, "a stored answer is not readable");
	if (json_object_get(rs->json, "csrf")) {
		csrf_of(c->cookie, csrf); /* of this session, not of the one that asked first */
		json_object_set_new(rs->json, "csrf", json_string(csrf));
	}
	return ERR_OK;
}

static enum err answer_again(struct caller *c, struct idempotency *k,
			     const struct idempotency_row *f, struct response *rs, struct error *e)
{
	struct bytes body = k->row.body_hash;

	if (strcmp(f->route, k->row.route) != 0)
		return error_set(e, ERR_KEY_OTHER, "the key was used for %s", f->route);
	if (strcmp(f->state, "done") != 0)
		return error_set(e, ERR_KEY_BUSY,
				 "the first request with this key has no answer yet");
	if (c->rq->stream) {
		TRY(drain(c, e));
		body = stream_digest(k);
	}
	if (f->body_hash.len && !bytes_eq(f->body_hash, body))
		return error_set(e, ERR_KEY_OTHER, "the key was used with another body");
	k->replayed = 1;
	return answer_read(c, f, rs, e);
}

/* Files come in or are copied before the last transaction, which alone is joined. */
static _Bool in_steps(const struct caller *c)
{
	return c->rq->stream || c->rq->route->slow;
}

static _Bool applies(const struct caller *c)
{
	const char *m = c->rq->method;

	return c->kind != CALLER_ANYONE && strcmp(m, "GET") != 0 && strcmp(m, "HEAD") != 0 &&
	       request_header(c->rq, "Idempotency-Key");
}

enum err idempotency_begin(struct caller *c, struct idempotency *k, struct response *rs,
			   struct error *e)
{
	struct claiming t = { .c = c, .want = &k->row };
	struct bytes key;

	if (!applies(c))
		return ERR_OK;
	TRY(key_parse(request_header(c->rq, "Idempotency-Key"), &key, e));
	digest_sha256(key, k->key_hash);
	k->row = (struct idempotency_row){
		.caller = caller_id(c),
		.key_hash = BYTES(k->key_hash, sizeof(k->key_hash)),
		.id = domain_id(&c->d, "idk"),
		.route = route_text(c),
		.claim = domain_id(&c->d, "clm"),
		.lease_until = domain_now(&c->d) + (in_steps(c) ? LEASE_LONG_MS : LEASE_MS),
		.created_at = domain_now(&c->d),
	};
	if (c->rq->stream) {
		digest_init(&k->body, DIGEST_SHA256);
		body_observe(c->rq->stream, body_seen, k);
	} else {
		json_digest(c, k->body_hash);
		k->row.body_hash = BYTES(k->body_hash, 32);
	}
	TRY(db_transact(c->d.repo.db, claim_work, &t, e));
	k->held = t.claimed;
	return t.claimed ? ERR_OK : answer_again(c, k, &t.found, rs, e);
}

void idempotency_join(struct caller *c)
{
	if (applies(c))
		db_join(c->d.repo.db);
}

/* Cookies, links and codes are not kept, nor what is no JSON. */
static enum err answer_text(struct caller *c, struct idempotency *k, struct response *rs,
			    struct error *e)
{
	json_t *kept;
	char *text;
	enum err rc = ERR_OK;

	if (!rs->json || c->rq->route->secret || fields_find(&rs->headers, "Set-Cookie", 1))
		return ERR_OK;
	kept = json_copy(rs->json);
	if (json_object_get(kept, "csrf"))
		json_object_set_new(kept, "csrf", json_null());
	text = json_dumps(kept, JSON_COMPACT);
	if (text && strlen(text) <= ANSWER_MAX)
		rc = vault_encrypt(&c->d, k->row.id, bytes_of_str(text), &k->row.answer, e);
	free(text);
	json_decref(kept);
	return rc;
}

static enum err store(struct caller *c, struct idempotency *k, struct response *rs, struct error *e)
{
	AUTO(tx) struct tx tx = { c->d.repo.db };

	if (c->rq->stream)
		k->row.body_hash = stream_digest(k);
	k->row.status = rs->status ? rs->status : rs->json ? 200 : 204;
	TRY(db_begin(tx.db, e));
	TRY(answer_text(c, k, rs, e));
	TRY(idempotency_finish(&c->d.repo, &k->row, e));
	TRY(db_commit(tx.db, e));
	return db_join_commit(tx.db, e);
}

/* Refused, or an answer that cannot be kept: nothing stands in the way of another try. What the
 * handler did commit (counters of attempts) stays. */
static enum err release(struct caller *c, struct idempotency *k, struct error *e)
{
	AUTO(tx) struct tx tx = { c->d.repo.db };

	TRY(db_begin(tx.db, e));
	TRY(idempotency_release(&c->d.repo, &k->row, e));
	TRY(db_commit(tx.db, e));
	return db_join_commit(tx.db, e);
}

/* The joined transaction had failed as a whole; without this the key would wait for its lease's
 * end. */
static void release_alone(struct caller *c, struct idempotency *k)
{
	struct error aside;

	db_join_abandon(c->d.repo.db);
	if (release(c, k, &aside) != ERR_OK)
		log_event(c->app->log, LOG_ERROR, "api.refused", LF_STR("rq", c->rq->id),
			  LF_STR("error", aside.msg));
}

enum err idempotency_end(struct caller *c, struct idempotency *k, struct response *rs, enum err rc,
			 struct error *e)
{
	struct error aside;

	if (!k->held || rc == ERR_BUSY) {
		db_join_abandon(c->d.repo.db);
		return rc;
	}
	if (rc == ERR_OK && (rs->json || !(rs->body.len || rs->source)))
		rc = store(c, k, rs, e);
	else if (release(c, k, &aside) != ERR_OK)
		release_alone(c, k);
	db_join_abandon(c->d.repo.db);
	return rc;
}

enum err idempotency_give_up(struct caller *c, struct idempotency *k, enum err rc)
{
	if (k->held)
		release_alone(c, k);
	return rc;
}
