#include "domain/audit.h"
#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include "crypto/digest.h"
#include "domain/consent.h"
#include "domain/text.h"

enum { SALT_SIZE = 16 };

static const struct {
	const char *kind, *en, *ja;
} events[] = {
#define EVENT(kind, en, ja) { kind, en, ja },
#include "domain/audit_events.def"
#undef EVENT
};

static const char *const actor_kinds[] = {
	[ACTOR_SYSTEM] = "system",
	[ACTOR_MEMBER] = "member",
	[ACTOR_RECIPIENT] = "recipient",
};

static const char *event_text(const char *kind, const char *lang)
{
	for (size_t i = 0; i < COUNT_OF(events); i++)
		if (!strcmp(events[i].kind, kind))
			return lang && !strcmp(lang, "ja") ? events[i].ja : events[i].en;
	return NULL;
}

_Bool audit_is_internal(const char *kind)
{
	return !strncmp(kind, "approval", strlen("approval"));
}

static json_t *hex_json(struct bytes b)
{
	char hex[2 * AUDIT_HASH_SIZE + 1];

	hex_encode(b, hex);
	return json_string(hex);
}

/* One event on its way into the chain. */
struct draft {
	struct domain *d;
	const char *chain;
	int64_t seq;
	json_t *data, *hashed;
};

static enum err add_personal(struct draft *x, const struct audit_data *v, struct error *e)
{
	unsigned char salt[SALT_SIZE], hash[AUDIT_HASH_SIZE];
	const struct audit_value_row row = { .name = v->name, .value = v->value, .seq = x->seq,
					     .salt = BYTES(salt, sizeof(salt)) };

	rng_fill(x->d->rng, salt, sizeof(salt));
	digest_sha256_pair(row.salt, bytes_of_str(v->value), hash);
	json_object_set_new(x->hashed, v->name, hex_json(BYTES(hash, sizeof(hash))));
	return audit_value_insert(&x->d->repo, x->chain, &row, e);
}

static enum err add_data(struct draft *x, const struct audit_data *data, size_t n, struct error *e)
{
	for (size_t i = 0; i < n; i++) {
		if (!data[i].value)
			continue;
		if (data[i].personal)
			TRY(add_personal(x, &data[i], e));
		else
			json_object_set_new(x->data, data[i].name, json_string(data[i].value));
	}
	return ERR_OK;
}

static enum err add_actor(struct draft *x, struct error *e)
{
	const struct actor *a = &x->d->actor;
	const struct audit_data personal[] = {
		{ "actor_name", a->name, 1 },
		{ "actor_email", a->email, 1 },
		{ "ip", a->ip, 1 },
		{ "user_agent", a->agent, 1 },
	};

	return add_data(x, personal, COUNT_OF(personal), e);
}

static json_t *actor_json(const struct actor *a)
{
	return json_pack("{s:s, s:s*}", "kind", actor_kinds[a->kind], "id", a->id);
}

/* jansson sorts keys by their bytes: one text for one content. */
static char *canonical(const json_t *j)
{
	char *s = json_dumps(j, JSON_COMPACT | JSON_SORT_KEYS);

	assert(s);
	return s;
}

static char *payload_of(const struct draft *x, const char *kind, time_ms at, struct bytes prev)
{
	char when[TIME_RFC3339_SIZE], *text;
	json_t *j;

	time_rfc3339(at, when);
	j = json_pack("{s:i, s:s, s:I, s:s, s:s, s:o, s:o, s:O, s:O}", "v", 1, "chain", x->chain, "seq",
		      (json_int_t)x->seq, "at", when, "kind", kind, "prev", hex_json(prev), "actor",
		      actor_json(&x->d->actor), "data", x->data, "hashed", x->hashed);
	text = canonical(j);
	json_decref(j);
	return text;
}

static enum err append(struct draft *x, const struct audit_entry *in, struct bytes prev,
		       struct audit_mark *mark, struct error *e)
{
	time_ms at = domain_now(x->d);
	struct audit_row row = { .chain = x->chain, .envelope_id = in->envelope, .kind = in->kind,
				 .seq = x->seq, .at = at, .prev_hash = prev };
	enum err rc;
	char *text;

	TRY(add_actor(x, e));
	TRY(add_data(x, in->data, in->n, e));
	text = payload_of(x, in->kind, at, prev);
	digest_sha256_pair(prev, bytes_of_str(text), mark->hash);
	mark->seq = x->seq;
	row.payload = text;
	row.hash = BYTES(mark->hash, sizeof(mark->hash));
	rc = audit_row_insert(&x->d->repo, &row, e);
	free(text);
	return rc;
}

enum err audit_append(struct domain *d, const struct audit_entry *in, struct audit_mark *mark_out,
		      struct error *e)
{
	static const unsigned char zero[AUDIT_HASH_SIZE];
	struct draft x = { .d = d, .chain = in->envelope ? in->envelope : d->repo.org };
	struct audit_mark mark;
	struct bytes prev;
	int64_t seq;
	enum err rc;

	assert(event_text(in->kind, "en"));
	TRY(audit_row_head(&d->repo, x.chain, &seq, &prev, e));
	x.seq = seq + 1;
	x.data = json_object();
	x.hashed = json_object();
	rc = append(&x, in, seq ? prev : BYTES(zero, sizeof(zero)), &mark, e);
	json_decref(x.data);
	json_decref(x.hashed);
	if (rc != ERR_OK)
		return error_wrap(e, rc, "audit");
	if (mark_out)
		*mark_out = mark;
	return ERR_OK;
}

/* A chain as read back, with the personal values that were not erased. */
struct chain {
	const struct audit_row *rows;
	const struct audit_value_row *values;
	size_t n, n_values;
};

static enum err chain_load(struct domain *d, const char *id, struct chain *out, struct error *e)
{
	TRY(audit_row_list(&d->repo, id, &out->rows, &out->n, e));
	return audit_value_list(&d->repo, id, &out->values, &out->n_values, e);
}

static _Bool tells_of(const struct audit_row *row, const struct audit_about *about)
{
	json_t *payload = strcmp(row->kind, about->kind) ? NULL : json_loads(row->payload, 0, NULL);
	const char *who = json_string_value(json_object_get(json_object_get(payload, "data"), "recipient"));
	_Bool same = who && !strcmp(who, about->recipient);

	json_decref(payload);
	return same;
}

enum err audit_personal(struct domain *d, const struct audit_about *about, const char *name,
			const char **out, struct error *e)
{
	const char *value = NULL;
	int64_t seq = 0;
	struct chain c;

	TRY(chain_load(d, about->envelope, &c, e));
	for (size_t i = 0; i < c.n; i++)
		if (tells_of(&c.rows[i], about))
			seq = c.rows[i].seq;
	for (size_t i = 0; i < c.n_values; i++)
		if (c.values[i].seq == seq && !strcmp(c.values[i].name, name))
			value = c.values[i].value;
	*out = value;
	return ERR_OK;
}

static const char *value_reason(const struct chain *c, const struct audit_row *row, const json_t *payload)
{
	for (size_t i = 0; i < c->n_values; i++) {
		const struct audit_value_row *v = &c->values[i];
		unsigned char hash[AUDIT_HASH_SIZE];
		char hex[2 * AUDIT_HASH_SIZE + 1];
		const char *want;

		if (v->seq != row->seq)
			continue;
		digest_sha256_pair(v->salt, bytes_of_str(v->value), hash);
		hex_encode(BYTES(hash, sizeof(hash)), hex);
		want = json_string_value(json_object_get(json_object_get(payload, "hashed"), v->name));
		if (!want || strcmp(want, hex))
			return "a personal value does not fit its hash";
	}
	return NULL;
}

/* The columns repeat what the payload says; they must say the same. */
static const char *column_reason(const struct audit_row *row, const json_t *payload, const char *chain)
{
	char when[TIME_RFC3339_SIZE];
	const char *at = json_string_value(json_object_get(payload, "at"));
	const char *kind = json_string_value(json_object_get(payload, "kind"));
	const char *in_chain = json_string_value(json_object_get(payload, "chain"));

	time_rfc3339(row->at, when);
	if (json_integer_value(json_object_get(payload, "seq")) != row->seq || !at || strcmp(at, when) ||
	    !kind || strcmp(kind, row->kind) || !in_chain || strcmp(in_chain, chain))
		return "the row and its payload differ";
	return NULL;
}

static const char *row_reason(const struct chain *c, size_t i, const char *chain)
{
	static const unsigned char zero[AUDIT_HASH_SIZE];
	const struct audit_row *row = &c->rows[i];
	struct bytes prev = i ? c->rows[i - 1].hash : BYTES(zero, sizeof(zero));
	unsigned char hash[AUDIT_HASH_SIZE];
	const char *reason;
	json_t *payload;

	if (row->seq != (int64_t)i + 1)
		return "an event is missing";
	if (!bytes_eq(row->prev_hash, prev))
		return "the link to the event before is broken";
	digest_sha256_pair(prev, bytes_of_str(row->payload), hash);
	if (!bytes_eq(row->hash, BYTES(hash, sizeof(hash))))
		return "the payload was altered";
	payload = json_loads(row->payload, 0, NULL);
	if (!payload)
		return "the payload is not JSON";
	reason = column_reason(row, payload, chain);
	if (!reason)
		reason = value_reason(c, row, payload);
	json_decref(payload);
	return reason;
}

static struct audit_verdict judge(const struct chain *c, const char *chain)
{
	struct audit_verdict v = { .intact = 1, .events = (int64_t)c->n };

	for (size_t i = 0; i < c->n && v.intact; i++) {
		v.reason = row_reason(c, i, chain);
		if (v.reason) {
			v.intact = 0;
			v.bad_seq = (int64_t)i + 1;
		}
	}
	return v;
}

enum err audit_verify(struct domain *d, const char *chain, struct audit_verdict *out, struct error *e)
{
	struct chain c;

	TRY(chain_load(d, chain, &c, e));
	*out = judge(&c, chain);
	return ERR_OK;
}

enum { FILL_MAX = 24 };

static void add_fill(struct text_value *fill, size_t *n, const char *name, const char *value)
{
	if (*n < FILL_MAX)
		fill[(*n)++] = (struct text_value){ name, value };
}

/* For people: a law and its step by their titles. The newest version stands for all, which differ in text only. */
static const char *in_words(const json_t *data, const char *name, const char *value, _Bool ja)
{
	const char *code = json_string_value(json_object_get(data, "law"));
	const struct law *law = code ? law_find(code) : NULL;
	const struct law_step *step;

	if (!law || !value)
		return value;
	if (!strcmp(name, "law"))
		return ja ? law->title_ja : law->title_en;
	for (size_t i = 0; !strcmp(name, "step") && (step = law_step(law, i)); i++)
		if (!strcmp(step->code, value))
			return ja ? step->title_ja : step->title_en;
	return value;
}

/* The sentence of one event; what was erased reads "(erased)". */
static void describe(struct domain *d, const struct chain *c, const char *lang, struct audit_event *ev)
{
	struct text_value fill[FILL_MAX];
	const char *pattern = event_text(ev->kind, lang), *name;
	json_t *payload = json_loads(ev->payload, 0, NULL), *data, *v;
	_Bool ja = lang && !strcmp(lang, "ja");
	const char *erased = ja ? "（削除済み）" : "(erased)";
	size_t n = 0;

	ev->actor_kind = json_string_value(json_object_get(json_object_get(payload, "actor"), "kind"));
	ev->actor_kind = domain_printf(d, "%s", ev->actor_kind ? ev->actor_kind : "system");
	for (size_t i = 0; i < c->n_values; i++) {
		if (c->values[i].seq != ev->seq)
			continue;
		if (!strcmp(c->values[i].name, "actor_name"))
			ev->actor_name = c->values[i].value;
		add_fill(fill, &n, c->values[i].name, c->values[i].value);
	}
	if (ev->actor_name || strcmp(ev->actor_kind, "system") != 0)
		add_fill(fill, &n, "actor", ev->actor_name ? ev->actor_name : erased);
	else
		add_fill(fill, &n, "actor", ja ? "システム" : "The system");
	data = json_object_get(payload, "data");
	json_object_foreach(data, name, v)
		add_fill(fill, &n, name, in_words(data, name, json_string_value(v), ja));
	json_object_foreach(json_object_get(payload, "hashed"), name, v)
		add_fill(fill, &n, name, erased);
	ev->text = text_fill(d->repo.mem, pattern ? pattern : ev->kind, fill, n);
	json_decref(payload);
}

enum err audit_read(struct domain *d, const char *chain, const char *lang, const struct audit_event **out,
		    size_t *n, _Bool *intact, struct error *e)
{
	struct audit_event *list;
	struct chain c;

	TRY(chain_load(d, chain, &c, e));
	list = arena_alloc_n(d->repo.mem, c.n + 1, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the audit trail exceeds the memory limit");
	for (size_t i = 0; i < c.n; i++) {
		char hex[2 * AUDIT_HASH_SIZE + 1] = "";

		if (c.rows[i].hash.len == AUDIT_HASH_SIZE)
			hex_encode(c.rows[i].hash, hex);
		list[i] = (struct audit_event){ .seq = c.rows[i].seq, .at = c.rows[i].at,
						.kind = c.rows[i].kind, .payload = c.rows[i].payload,
						.hash = domain_printf(d, "%s", hex) };
		describe(d, &c, lang, &list[i]);
	}
	*intact = judge(&c, chain).intact;
	*out = list;
	*n = c.n;
	return ERR_OK;
}
