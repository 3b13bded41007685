#include "client/protocol_work.h"

enum {
	SESSION_CHARS = 43,
	PAGES_MAX = 100000,
	ALGORITHMS_MAX = 32,
	ISSUERS_MAX = 64,
	ISSUER_BYTES = 4096,
	ATTRS_BYTES = 16384,
	STATE_BYTES = 64,
	TAIL_BYTES = 127,
	UPDATE_BYTES = CLIENT_PREPARED_MAX / 2,
};
static const uint64_t size_max = (uint64_t)1 << 40;

/* The names of struct client_document's digests; the order is that of enum digest_alg. */
static const char *const digest_keys[CLIENT_DIGESTS] = { "sha256", "sha384", "sha512" };

enum err protocol_no_room(struct error *e)
{
	return error_set(e, ERR_TOO_LARGE, "the server's answer is too large");
}

enum err protocol_with_object(struct bytes body, struct arena *mem, protocol_read_fn *read,
			      void *out, struct error *e)
{
	json_t *o;
	enum err rc;

	TRY(json_object_load(body, &o, e));
	rc = read((struct json_in){ o, mem }, out, e);
	json_decref(o);
	return rc;
}

static enum err document_read(struct json_in in, struct client_document *d, struct error *e)
{
	uint64_t pages;

	TRY(json_get_word(in, "id", ID_MAX, &d->id, e));
	TRY(json_get_text(in, "name", NAME_CHARS, &d->name, e));
	TRY(json_get_number(in, "pages", PAGES_MAX, &pages, e));
	TRY(json_get_number(in, "size", size_max, &d->size, e));
	d->pages = (unsigned)pages;
	for (enum digest_alg i = 0; i <= DIGEST_SHA512; i++)
		TRY(json_get_hex(in, digest_keys[i], digest_size(i), d->digest[i], e));
	return ERR_OK;
}

static _Bool stands_twice(const struct client_document *list, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (!strcmp(list[k].id, list[n].id))
			return 1;
	return 0;
}

enum err protocol_read_documents(struct json_in in, struct client_document *list, size_t *n,
				 struct error *e)
{
	const json_t *given;
	size_t more;

	TRY(json_get_array(in, "documents", CLIENT_DOCUMENTS_MAX, &given, e));
	more = json_array_size(given);
	if (!more || more > CLIENT_BATCH_DOCUMENTS_MAX - *n)
		return error_set(e, ERR_INVALID, "the server's answer cannot be used: there %s",
				 more ? "are too many documents" : "is no document");
	for (size_t i = 0; i < more; i++) {
		TRY(document_read((struct json_in){ json_array_get(given, i), in.mem }, &list[*n],
				  e));
		if (stands_twice(list, *n))
			return error_set(
				e, ERR_INVALID,
				"the server's answer cannot be used: a document stands twice");
		++*n;
	}
	return ERR_OK;
}

static enum err algorithms_read(struct json_in in, struct client_offer *o, struct error *e)
{
	const json_t *list;
	enum client_alg a;

	TRY(json_get_array(in, "signature_algorithms", ALGORITHMS_MAX, &list, e));
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *name = json_string_value(json_array_get(list, i));

		if (name && client_alg_parse(name, &a))
			o->algorithms |= 1u << a;
	}
	return ERR_OK;
}

static enum err issuers_read(struct json_in in, struct client_offer *o, struct error *e)
{
	const json_t *list;
	struct bytes *to;

	if (!json_object_get(in.o, "issuers"))
		return ERR_OK;
	TRY(json_get_array(in, "issuers", ISSUERS_MAX, &list, e));
	to = arena_alloc_n(in.mem, json_array_size(list) + 1, sizeof(*to));
	if (!to)
		return protocol_no_room(e);
	for (size_t i = 0; i < json_array_size(list); i++)
		TRY(json_binary(json_array_get(list, i), "issuers", ISSUER_BYTES, in.mem,
				&to[o->n_issuers++], e));
	o->issuers = to;
	return ERR_OK;
}

static enum err accept_read(struct json_in in, struct client_offer *o, struct error *e)
{
	const char *usage;

	TRY(json_get_object(in, "accept", &in, e));
	TRY(algorithms_read(in, o, e));
	TRY(issuers_read(in, o, e));
	TRY(json_get_word_or_none(in, "key_usage", ID_MAX, &usage, e));
	o->non_repudiation = usage && !strcmp(usage, "nonRepudiation");
	o->no_jpki = json_is_false(json_object_get(in.o, "jpki"));
	return json_get_text(in, "subject_hint", NAME_CHARS, &o->subject_hint, e);
}

static enum err account_read(struct json_in in, struct client_offer *o, struct error *e)
{
	struct json_in account;

	TRY(json_get_object(in, "account", &account, e));
	TRY(json_get_text(account, "name", NAME_CHARS, &o->account, e));
	return json_get_text(account, "company", NAME_CHARS, &o->company, e);
}

enum err protocol_read_asked(struct json_in in, struct client_asked *out, struct error *e)
{
	struct json_in request;

	TRY(json_get_object(in, "request", &request, e));
	TRY(json_get_text(request, "title", NAME_CHARS, &out->title, e));
	TRY(json_get_text(request, "sender", NAME_CHARS, &out->sender, e));
	TRY(json_get_text(request, "counterparty", NAME_CHARS, &out->counterparty, e));
	return json_get_text(request, "message", MESSAGE_CHARS, &out->message, e);
}

/* The one request of a ticket. */
static enum err only_read(struct json_in in, struct client_offer *o,
			  struct client_document *documents, struct error *e)
{
	struct client_asked *one = ARENA_NEW(in.mem, struct client_asked);

	if (!one)
		return protocol_no_room(e);
	TRY(protocol_read_asked(in, one, e));
	TRY(protocol_read_documents(in, documents, &o->n_documents, e));
	one->id = "";
	one->subject_hint = o->subject_hint;
	one->n = o->n_documents;
	o->title = one->title;
	o->sender = one->sender;
	o->message = one->message;
	o->requests = one;
	o->n_requests = 1;
	return ERR_OK;
}

static enum err requests_read(struct json_in in, struct client_offer *o, struct error *e)
{
	struct client_document *documents =
		arena_alloc_n(in.mem, CLIENT_BATCH_DOCUMENTS_MAX, sizeof(*documents));

	if (!documents)
		return protocol_no_room(e);
	o->documents = documents;
	if (!json_object_get(in.o, "requests"))
		return only_read(in, o, documents, e);
	return protocol_read_batch(in, o, documents, e);
}

static enum err offer_read(struct json_in in, void *out, struct error *e)
{
	struct client_offer o = { 0 };

	TRY(json_get_word(in, "session", SESSION_CHARS, &o.session, e));
	TRY(json_get_word(in, "confirm_code", ID_MAX, &o.confirm_code, e));
	TRY(json_get_text(in, "server_name", NAME_CHARS, &o.server_name, e));
	TRY(account_read(in, &o, e));
	TRY(accept_read(in, &o, e));
	TRY(requests_read(in, &o, e));
	*(struct client_offer *)out = o;
	return ERR_OK;
}

enum err protocol_read_offer(struct bytes body, struct arena *mem, struct client_offer *out,
			     struct error *e)
{
	return protocol_with_object(body, mem, offer_read, out, e);
}

static enum err algorithm_read(struct json_in in, const char *key, enum client_alg *out,
			       struct error *e)
{
	const char *name;

	TRY(json_get_word(in, key, ID_MAX, &name, e));
	if (!client_alg_parse(name, out))
		return error_set(e, ERR_INVALID,
				 "the server wants a signature algorithm that is not known: %s",
				 name);
	return ERR_OK;
}

enum err protocol_read_acceptance(struct json_in in, struct client_accepted *out, struct error *e)
{
	struct client_accepted a = { 0 };
	const char *status;

	TRY(json_get_text(in, "subject", NAME_CHARS, &a.subject, e));
	TRY(json_get_text(in, "issuer", NAME_CHARS, &a.issuer, e));
	TRY(json_get_word(in, "status", ID_MAX, &status, e));
	a.known_good = !strcmp(status, "good");
	TRY(algorithm_read(in, "chosen", &a.chosen, e));
	*out = a;
	return ERR_OK;
}

static enum err accepted_read(struct json_in in, void *out, struct error *e)
{
	return protocol_read_acceptance(in, out, e);
}

enum err protocol_read_accepted(struct bytes body, struct arena *mem, struct client_accepted *out,
				struct error *e)
{
	return protocol_with_object(body, mem, accepted_read, out, e);
}

static enum err state_read(struct json_in in, struct client_state *s, struct error *e)
{
	TRY(json_get_binary(in, "midstate", STATE_BYTES, &s->midstate, e));
	return json_get_binary(in, "tail", TAIL_BYTES, &s->tail, e);
}

static enum err proof_read(struct json_in in, struct client_operation *op, struct error *e)
{
	struct json_in proof, shown;
	const json_t *update;

	TRY(json_get_object(in, "proof", &proof, e));
	TRY(json_get_number(proof, "shown_size", size_max, &op->proof.shown_size, e));
	TRY(state_read(proof, &op->proof.state, e));
	TRY(json_get_array(proof, "update", COUNT_OF(op->proof.update), &update, e));
	if (json_array_size(update) != COUNT_OF(op->proof.update))
		return error_set(
			e, ERR_INVALID,
			"the server's answer cannot be used: \"update\" has not two parts");
	for (size_t i = 0; i < COUNT_OF(op->proof.update); i++)
		TRY(json_binary(json_array_get(update, i), "update", UPDATE_BYTES, in.mem,
				&op->proof.update[i], e));
	if (op->proof.alg == DIGEST_SHA256)
		return ERR_OK;
	TRY(json_get_object(in, "shown", &shown, e));
	return state_read(shown, &op->proof.shown, e);
}

static enum err operation_read(struct json_in in, struct client_operation *op,
			       const char **document, struct error *e)
{
	const char *digest;

	TRY(json_get_word(in, "op", ID_MAX, &op->op, e));
	TRY(json_get_word(in, "document", ID_MAX, document, e));
	TRY(algorithm_read(in, "signature_algorithm", &op->alg, e));
	TRY(json_get_word(in, "digest_algorithm", ID_MAX, &digest, e));
	op->proof.alg = client_alg_use(op->alg).digest;
	if (strcmp(digest, digest_name(op->proof.alg)) != 0)
		return error_set(
			e, ERR_INVALID,
			"the server's answer cannot be used: two digests for one signature");
	TRY(json_get_binary(in, "signed_attrs", ATTRS_BYTES, &op->signed_attrs, e));
	TRY(json_get_binary(in, "message_digest", DIGEST_MAX, &op->message_digest, e));
	return proof_read(in, op, e);
}

struct preparing {
	const struct client_offer *offer;
	const struct client_asked *asked;
	struct client_operation *operations;
};

/* Each document of the request once, nothing else. */
static enum err operation_place(struct preparing *p, const struct client_operation *op,
				const char *document, struct error *e)
{
	for (size_t i = 0; i < p->asked->n; i++) {
		size_t at = p->asked->first + i;

		if (strcmp(p->offer->documents[at].id, document) != 0)
			continue;
		if (p->operations[i].op)
			return error_set(e, ERR_INVALID, "the server prepared a document twice");
		p->operations[i] = *op;
		p->operations[i].document = at;
		return ERR_OK;
	}
	return error_set(e, ERR_INVALID, "the server prepared a document that was not shown");
}

enum err protocol_read_operations(struct json_in in, const struct client_offer *offer,
				  const struct client_asked *asked, struct client_prepared *out,
				  struct error *e)
{
	struct preparing p = { offer, asked,
			       arena_alloc_n(in.mem, asked->n, sizeof(*p.operations)) };
	const json_t *list;

	if (!p.operations)
		return protocol_no_room(e);
	TRY(json_get_array(in, "operations", CLIENT_DOCUMENTS_MAX, &list, e));
	if (json_array_size(list) != asked->n)
		return error_set(e, ERR_INVALID,
				 "the server did not prepare every document that was shown");
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct client_operation op = { 0 };
		const char *document;

		TRY(operation_read((struct json_in){ json_array_get(list, i), in.mem }, &op,
				   &document, e));
		TRY(operation_place(&p, &op, document, e));
	}
	*out = (struct client_prepared){ 1, p.operations, asked->n };
	return ERR_OK;
}

struct reading_prepared {
	const struct client_offer *offer;
	struct client_prepared made;
};

static enum err prepared_read(struct json_in in, void *out, struct error *e)
{
	struct reading_prepared *p = out;
	const char *state;

	TRY(json_get_word(in, "state", ID_MAX, &state, e));
	if (!strcmp(state, "working"))
		return ERR_OK;
	if (strcmp(state, "ready") != 0)
		return error_set(e, ERR_INVALID,
				 "the server's answer cannot be used: its state is \"%s\"", state);
	return protocol_read_operations(in, p->offer, &p->offer->requests[0], &p->made, e);
}

enum err protocol_read_prepared(struct bytes body, const struct client_offer *offer,
				struct arena *mem, struct client_prepared *out, struct error *e)
{
	struct reading_prepared p = { .offer = offer };

	TRY(protocol_with_object(body, mem, prepared_read, &p, e));
	*out = p.made;
	return ERR_OK;
}

enum err protocol_read_results(struct json_in in, const struct client_result **out, size_t *n,
			       struct error *e)
{
	struct client_result *to;
	const json_t *list;

	TRY(json_get_array(in, "documents", CLIENT_DOCUMENTS_MAX, &list, e));
	to = arena_alloc_n(in.mem, json_array_size(list) + 1, sizeof(*to));
	if (!to)
		return protocol_no_room(e);
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct json_in row = { json_array_get(list, i), in.mem };

		TRY(json_get_text(row, "id", ID_MAX, &to[i].document, e));
		TRY(json_get_text(row, "sha256", ID_MAX, &to[i].sha256, e));
		TRY(json_get_text(row, "timestamp", ID_MAX, &to[i].timestamp, e));
	}
	*out = to;
	*n = json_array_size(list);
	return ERR_OK;
}

enum err protocol_read_problem(struct json_in in, const char **out, struct error *e)
{
	struct json_in problem;
	const char *title, *detail;

	*out = "";
	if (!json_is_object(json_object_get(in.o, "error")))
		return ERR_OK;
	TRY(json_get_object(in, "error", &problem, e));
	TRY(json_get_text(problem, "title", NAME_CHARS, &title, e));
	TRY(json_get_text(problem, "detail", MESSAGE_CHARS, &detail, e));
	*out = arena_printf(in.mem, "%s%s%s", title, *title && *detail ? ": " : "", detail);
	return *out ? ERR_OK : protocol_no_room(e);
}

enum err protocol_read_state(struct json_in in, enum client_state_of *out, struct error *e)
{
	static const char *const states[] = { "working", "done", "failed", "waiting" };
	const char *state;
	unsigned i = 0;

	TRY(json_get_word(in, "state", ID_MAX, &state, e));
	while (i < COUNT_OF(states) && strcmp(state, states[i]) != 0)
		i++;
	if (i == COUNT_OF(states))
		return error_set(e, ERR_INVALID,
				 "the server's answer cannot be used: its state is \"%s\"", state);
	*out = (enum client_state_of)i;
	return ERR_OK;
}

static enum err status_read(struct json_in in, void *out, struct error *e)
{
	struct client_status s = { 0 };

	TRY(protocol_read_state(in, &s.state, e));
	if (s.state == CLIENT_DONE)
		TRY(protocol_read_results(in, &s.results, &s.n, e));
	if (s.state == CLIENT_FAILED)
		TRY(protocol_read_problem(in, &s.problem, e));
	*(struct client_status *)out = s;
	return ERR_OK;
}

enum err protocol_read_status(struct bytes body, struct arena *mem, struct client_status *out,
			      struct error *e)
{
	return protocol_with_object(body, mem, status_read, out, e);
}
