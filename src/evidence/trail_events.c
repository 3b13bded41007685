/* The chain: hash = SHA-256(hash of the event before || payload). */
#include "evidence/trail_work.h"

static _Bool same_hex(const char *hex, const unsigned char hash[TRAIL_HASH])
{
	unsigned char other[TRAIL_HASH];

	return trail_hash(hex, other, TRAIL_HASH) && !memcmp(other, hash, TRAIL_HASH);
}

/* values ------------------------------------------------------------------ */

static _Bool value_fits(struct trail_work *w, const json_t *value, const json_t *hashed)
{
	const char *name = trail_str(value, "name"), *text = trail_str(value, "value");
	unsigned char hash[TRAIL_HASH];
	struct bytes salt;

	if (!name || !text || !trail_hex(w, trail_str(value, "salt"), &salt))
		return 0;
	digest_sha256_pair(salt, bytes_of_str(text), hash);
	return same_hex(trail_str(hashed, name), hash);
}

static void check_values(struct trail_work *w, size_t at, const json_t *event)
{
	const json_t *hashed = json_object_get(w->events[at].payload, "hashed"), *one;
	const json_t *values = trail_list(event, "values");
	size_t i;

	json_array_foreach(values, i, one) if (!value_fits(w, one, hashed))
		trail_add(w, TRAIL_VALUE, trail_where(w, "event %zu", at + 1), "%.60s",
			  trail_str(one, "name") ? trail_str(one, "name") : "no name");
	w->out->values += (int64_t)json_array_size(values);
	if (json_object_size(hashed) > json_array_size(values))
		w->out->erased += (int64_t)(json_object_size(hashed) - json_array_size(values));
}

/* events ------------------------------------------------------------------ */

static const unsigned char *hash_before(const struct trail_work *w, size_t at)
{
	static const unsigned char zero[TRAIL_HASH];

	return at ? w->events[at - 1].hash : zero;
}

/* What the payload says of its own place. */
static _Bool in_place(const struct trail_work *w, size_t at)
{
	const json_t *p = w->events[at].payload;
	const char *chain = trail_str(p, "chain");
	int64_t seq;

	return chain && !strcmp(chain, w->out->envelope) && trail_int(p, "seq", &seq) &&
	       seq == (int64_t)at + 1 && same_hex(trail_str(p, "prev"), hash_before(w, at));
}

static void check_payload(struct trail_work *w, size_t at, const json_t *event, const char *payload)
{
	struct trail_event *v = &w->events[at];
	const char *where = trail_where(w, "event %zu", at + 1);
	unsigned char hash[TRAIL_HASH];
	json_t *parsed;

	digest_sha256_pair(BYTES(hash_before(w, at), TRAIL_HASH), bytes_of_str(payload), hash);
	if (memcmp(hash, v->hash, TRAIL_HASH) != 0)
		trail_add(w, TRAIL_EVENT_ALTERED, where, "%s", "");
	parsed = json_loads(payload, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(parsed) || json_array_append_new(w->keep, parsed)) {
		trail_add(w, TRAIL_EVENT_ALTERED, where, "its payload is no JSON object");
		return;
	}
	v->payload = parsed;
	v->kind = trail_str(parsed, "kind");
	if (!in_place(w, at))
		trail_add(w, TRAIL_EVENT_LINK, where, "%s", "");
	check_values(w, at, event);
}

static void check_event(struct trail_work *w, size_t at, const json_t *event)
{
	const char *payload = trail_str(event, "payload"), *hash = trail_str(event, "hash");
	const char *where = trail_where(w, "event %zu", at + 1);

	if (!trail_hash(hash, w->events[at].hash, TRAIL_HASH)) {
		trail_add(w, TRAIL_FORMAT, where, "it has no hash");
		return;
	}
	w->out->head = trail_where(w, "%s", hash);
	if (payload)
		check_payload(w, at, event, payload);
	else if (json_is_true(json_object_get(event, "withheld")))
		w->out->withheld++;
	else
		trail_add(w, TRAIL_FORMAT, where, "it has neither payload nor mark");
}

/* The first number that is not the next one says what happened. */
static _Bool in_order(struct trail_work *w, size_t at, const json_t *event)
{
	int64_t seq, want = (int64_t)at + 1;

	if (!trail_int(event, "seq", &seq)) {
		trail_add(w, TRAIL_FORMAT, trail_where(w, "event %zu", at + 1), "no number");
		return 0;
	}
	if (seq == want)
		return 1;
	/* one that comes later in the file was moved; else it is gone */
	for (size_t i = at + 1; i < json_array_size(trail_list(w->file, "events")); i++) {
		int64_t later;

		if (trail_int(json_array_get(trail_list(w->file, "events"), i), "seq", &later) &&
		    later == want)
			seq = 0;
	}
	trail_add(w, seq < want ? TRAIL_EVENT_ORDER : TRAIL_EVENT_MISSING,
		  trail_where(w, "event %zu", at + 1), "%s", "");
	return 0;
}

enum err trail_check_events(struct trail_work *w, struct error *e)
{
	const json_t *list = trail_list(w->file, "events"), *one;
	size_t i;

	w->events = arena_alloc_n(w->mem, json_array_size(list) + 1, sizeof(*w->events));
	if (!w->events)
		return error_set(e, ERR_TOO_LARGE, "no room for the events");
	json_array_foreach(list, i, one)
	{
		if (!in_order(w, i, one))
			break; /* all that follows would differ too */
		check_event(w, i, one);
		w->n++;
	}
	w->out->events = (int64_t)json_array_size(list);
	if (!w->out->events)
		trail_add(w, TRAIL_EVENT_MISSING, "", "there are no events");
	return ERR_OK;
}
