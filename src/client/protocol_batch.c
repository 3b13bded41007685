/* Answers about a batch: several requests, each with its own documents, operations and end. */
#include "client/protocol_work.h"

/* the offer ------------------------------------------------------------------- */

static enum err asked_read(struct json_in in, struct client_asked *to, struct client_offer *o,
			   struct client_document *documents, struct error *e)
{
	TRY(json_get_word(in, "id", ID_MAX, &to->id, e));
	TRY(protocol_read_asked(in, to, e));
	TRY(json_get_text(in, "subject_hint", NAME_CHARS, &to->subject_hint, e));
	to->first = o->n_documents;
	TRY(protocol_read_documents(in, documents, &o->n_documents, e));
	to->n = o->n_documents - to->first;
	return ERR_OK;
}

static _Bool named_twice(const struct client_asked *list, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (!strcmp(list[k].id, list[n].id))
			return 1;
	return 0;
}

static enum err left_out_read(struct json_in in, struct client_offer *o, struct error *e)
{
	struct client_left_out *to;
	const json_t *list;

	if (!json_object_get(in.o, "left_out"))
		return ERR_OK;
	TRY(json_get_array(in, "left_out", CLIENT_REQUESTS_MAX, &list, e));
	to = arena_alloc_n(in.mem, json_array_size(list) + 1, sizeof(*to));
	if (!to)
		return protocol_no_room(e);
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct json_in one = { json_array_get(list, i), in.mem };

		TRY(json_get_text(one, "title", NAME_CHARS, &to[i].title, e));
		TRY(protocol_read_problem(one, &to[i].problem, e));
	}
	o->left_out = to;
	o->n_left_out = json_array_size(list);
	return ERR_OK;
}

enum err protocol_read_batch(struct json_in in, struct client_offer *o,
			     struct client_document *documents, struct error *e)
{
	struct client_asked *to;
	const json_t *list;

	TRY(json_get_array(in, "requests", CLIENT_REQUESTS_MAX, &list, e));
	if (!json_array_size(list))
		return error_set(e, ERR_INVALID,
				 "the server's answer cannot be used: there is no request");
	to = arena_alloc_n(in.mem, json_array_size(list), sizeof(*to));
	if (!to)
		return protocol_no_room(e);
	for (size_t i = 0; i < json_array_size(list); i++) {
		TRY(asked_read((struct json_in){ json_array_get(list, i), in.mem }, &to[i], o,
			       documents, e));
		if (named_twice(to, i))
			return error_set(
				e, ERR_INVALID,
				"the server's answer cannot be used: a request stands twice");
	}
	o->title = o->sender = o->message = "";
	o->requests = to;
	o->n_requests = json_array_size(list);
	o->batch = 1;
	return left_out_read(in, o, e);
}

/* answers about some of them --------------------------------------------------- */

struct reading {
	const struct client_offer *offer;
	void *list; /* of what `one` fills in */
	size_t n;
	struct client_accepted accepted;
	/* Reads one element: the request is known already. */
	enum err (*one)(struct reading *r, struct json_in in, size_t at, struct error *e);
};

static enum err request_find(const struct reading *r, struct json_in in, size_t *at,
			     struct error *e)
{
	const char *id;

	TRY(json_get_word(in, "id", ID_MAX, &id, e));
	for (*at = 0; *at < r->offer->n_requests; ++*at)
		if (!strcmp(r->offer->requests[*at].id, id))
			return ERR_OK;
	return error_set(e, ERR_INVALID,
			 "the server answered about a request that was not asked for");
}

static enum err requests_read(struct json_in in, struct reading *r, struct error *e)
{
	_Bool seen[CLIENT_REQUESTS_MAX] = { 0 };
	const json_t *list;

	TRY(json_get_array(in, "requests", CLIENT_REQUESTS_MAX, &list, e));
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct json_in one = { json_array_get(list, i), in.mem };
		size_t at;

		TRY(request_find(r, one, &at, e));
		if (seen[at])
			return error_set(e, ERR_INVALID,
					 "the server answered about a request twice");
		seen[at] = 1;
		TRY(r->one(r, one, at, e));
		r->n++;
	}
	return ERR_OK;
}

static enum err some_read(struct json_in in, void *out, struct error *e)
{
	return requests_read(in, out, e);
}

/* size: of an element of the list. */
static enum err start(struct reading *r, size_t size, struct bytes body, protocol_read_fn *read,
		      struct arena *mem, struct error *e)
{
	r->list = arena_alloc_n(mem, CLIENT_REQUESTS_MAX, size);
	if (!r->list)
		return protocol_no_room(e);
	return protocol_with_object(body, mem, read, r, e);
}

static enum err fit_read(struct reading *r, struct json_in in, size_t at, struct error *e)
{
	struct client_fit *to = (struct client_fit *)r->list + r->n;

	to->at = at;
	TRY(protocol_read_problem(in, &to->problem, e));
	if (!to->problem[0] && json_is_object(json_object_get(in.o, "error")))
		to->problem = "?"; /* refused without a word */
	return ERR_OK;
}

static enum err fits_read(struct json_in in, void *out, struct error *e)
{
	struct reading *r = out;

	TRY(protocol_read_acceptance(in, &r->accepted, e));
	return requests_read(in, r, e);
}

enum err protocol_read_fits(struct bytes body, const struct client_offer *offer, struct arena *mem,
			    struct client_accepted *out, const struct client_fit **fits, size_t *n,
			    struct error *e)
{
	struct reading r = { .offer = offer, .one = fit_read };

	TRY(start(&r, sizeof(**fits), body, fits_read, mem, e));
	*out = r.accepted;
	*fits = r.list;
	*n = r.n;
	return ERR_OK;
}

static enum err prepared_read(struct reading *r, struct json_in in, size_t at, struct error *e)
{
	struct client_batch_prepared *to = (struct client_batch_prepared *)r->list + r->n;
	const char *state;

	*to = (struct client_batch_prepared){ .at = at, .problem = "" };
	TRY(json_get_word(in, "state", ID_MAX, &state, e));
	if (!strcmp(state, "working"))
		return ERR_OK;
	if (!strcmp(state, "ready"))
		return protocol_read_operations(in, r->offer, &r->offer->requests[at],
						&to->prepared, e);
	if (strcmp(state, "failed") != 0)
		return error_set(e, ERR_INVALID,
				 "the server's answer cannot be used: its state is \"%s\"", state);
	TRY(protocol_read_problem(in, &to->problem, e));
	to->problem = to->problem[0] ? to->problem : "?";
	return ERR_OK;
}

enum err protocol_read_batch_prepared(struct bytes body, const struct client_offer *offer,
				      struct arena *mem, const struct client_batch_prepared **out,
				      size_t *n, struct error *e)
{
	struct reading r = { .offer = offer, .one = prepared_read };

	TRY(start(&r, sizeof(**out), body, some_read, mem, e));
	*out = r.list;
	*n = r.n;
	return ERR_OK;
}

static enum err outcome_read(struct reading *r, struct json_in in, size_t at, struct error *e)
{
	struct client_batch_state *to = (struct client_batch_state *)r->list + r->n;
	struct client_outcome *o = &to->outcome;

	to->at = at;
	TRY(protocol_read_state(in, &o->state, e));
	TRY(protocol_read_problem(in, &o->problem, e));
	return protocol_read_results(in, &o->results, &o->n, e);
}

enum err protocol_read_batch_states(struct bytes body, const struct client_offer *offer,
				    struct arena *mem, const struct client_batch_state **out,
				    size_t *n, struct error *e)
{
	struct reading r = { .offer = offer, .one = outcome_read };

	TRY(start(&r, sizeof(**out), body, some_read, mem, e));
	*out = r.list;
	*n = r.n;
	return ERR_OK;
}
