#include "client/json.h"
#include "client/protocol.h"

enum {
	SESSION_CHARS = 43,
	ID_MAX = 80,
	NAME_CHARS = 200,
	MESSAGE_CHARS = 1000,
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
static const char *const digest_keys[] = { "sha256", "sha384", "sha512" };

static enum err no_room(struct error *e)
{
	return error_set(e, ERR_TOO_LARGE, "the server's answer is too large");
}

/* Loads, hands the object to `read`, frees. */
typedef enum err read_fn(struct json_in in, void *out, struct error *e);
static enum err with_object(struct bytes body, struct arena *mem, read_fn *read, void *out,
			    struct error *e)
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
	for (unsigned i = 0; i < COUNT_OF(digest_keys); i++)
		TRY(json_get_hex(in, digest_keys[i], digest_size((enum digest_alg)i), d->digest[i],
				 &d->told[i], e));
	if (!d->told[DIGEST_SHA256])
		return error_set(e, ERR_INVALID,
				 "the server's answer cannot be used: a document has no digest");
	return ERR_OK;
}

static enum err documents_read(struct json_in in, struct client_offer *o, struct error *e)
{
	const json_t *list;
	struct client_document *to;

	TRY(json_get_array(in, "documents", CLIENT_DOCUMENTS_MAX, &list, e));
	o->n_documents = json_array_size(list);
	if (!o->n_documents)
		return error_set(e, ERR_INVALID,
				 "the server's answer cannot be used: there is no document");
	to = arena_alloc_n(in.mem, o->n_documents, sizeof(*to));
	if (!to)
		return no_room(e);
	o->documents = to;
	for (size_t i = 0; i < o->n_documents; i++) {
		TRY(document_read((struct json_in){ json_array_get(list, i), in.mem }, &to[i], e));
		for (size_t k = 0; k < i; k++)
			if (!strcmp(to[i].id, to[k].id))
				return error_set(e, ERR_INVALID,
						 "the server's answer cannot be used: a document "
						 "stands twice");
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
		return no_room(e);
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

static enum err people_read(struct json_in in, struct client_offer *o, struct error *e)
{
	struct json_in account, request;

	TRY(json_get_object(in, "account", &account, e));
	TRY(json_get_text(account, "name", NAME_CHARS, &o->account, e));
	TRY(json_get_text(account, "company", NAME_CHARS, &o->company, e));
	TRY(json_get_object(in, "request", &request, e));
	TRY(json_get_text(request, "title", NAME_CHARS, &o->title, e));
	TRY(json_get_text(request, "sender", NAME_CHARS, &o->sender, e));
	return json_get_text(request, "message", MESSAGE_CHARS, &o->message, e);
}

static enum err offer_read(struct json_in in, void *out, struct error *e)
{
	struct client_offer o = { 0 };

	TRY(json_get_word(in, "session", SESSION_CHARS, &o.session, e));
	TRY(json_get_word(in, "confirm_code", ID_MAX, &o.confirm_code, e));
	TRY(json_get_text(in, "server_name", NAME_CHARS, &o.server_name, e));
	TRY(people_read(in, &o, e));
	TRY(documents_read(in, &o, e));
	TRY(accept_read(in, &o, e));
	*(struct client_offer *)out = o;
	return ERR_OK;
}

enum err protocol_read_offer(struct bytes body, struct arena *mem, struct client_offer *out,
			     struct error *e)
{
	return with_object(body, mem, offer_read, out, e);
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

static enum err accepted_read(struct json_in in, void *out, struct error *e)
{
	struct client_accepted a = { 0 };
	const char *status;

	TRY(json_get_text(in, "subject", NAME_CHARS, &a.subject, e));
	TRY(json_get_text(in, "issuer", NAME_CHARS, &a.issuer, e));
	TRY(json_get_word(in, "status", ID_MAX, &status, e));
	a.known_good = !strcmp(status, "good");
	TRY(algorithm_read(in, "chosen", &a.chosen, e));
	*(struct client_accepted *)out = a;
	return ERR_OK;
}

enum err protocol_read_accepted(struct bytes body, struct arena *mem, struct client_accepted *out,
				struct error *e)
{
	return with_object(body, mem, accepted_read, out, e);
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
	struct client_prepared made;
	struct client_operation *operations;
};

/* Each document of the offer once, nothing else. */
static enum err operation_place(struct preparing *p, const struct client_operation *op,
				const char *document, struct error *e)
{
	for (size_t i = 0; i < p->offer->n_documents; i++) {
		if (strcmp(p->offer->documents[i].id, document) != 0)
			continue;
		if (p->operations[i].op)
			return error_set(e, ERR_INVALID, "the server prepared a document twice");
		p->operations[i] = *op;
		p->operations[i].document = i;
		return ERR_OK;
	}
	return error_set(e, ERR_INVALID, "the server prepared a document that was not shown");
}

static enum err operations_read(struct json_in in, struct preparing *p, struct error *e)
{
	const json_t *list;

	TRY(json_get_array(in, "operations", CLIENT_DOCUMENTS_MAX, &list, e));
	if (json_array_size(list) != p->offer->n_documents)
		return error_set(e, ERR_INVALID,
				 "the server did not prepare every document that was shown");
	p->operations = arena_alloc_n(in.mem, p->offer->n_documents, sizeof(*p->operations));
	if (!p->operations)
		return no_room(e);
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct client_operation op = { 0 };
		const char *document;

		TRY(operation_read((struct json_in){ json_array_get(list, i), in.mem }, &op,
				   &document, e));
		TRY(operation_place(p, &op, document, e));
	}
	p->made = (struct client_prepared){ 1, p->operations, p->offer->n_documents };
	return ERR_OK;
}

static enum err prepared_read(struct json_in in, void *out, struct error *e)
{
	const char *state;

	TRY(json_get_word(in, "state", ID_MAX, &state, e));
	if (!strcmp(state, "working"))
		return ERR_OK;
	if (strcmp(state, "ready") != 0)
		return error_set(e, ERR_INVALID,
				 "the server's answer cannot be used: its state is \"%s\"", state);
	return operations_read(in, out, e);
}

enum err protocol_read_prepared(struct bytes body, const struct client_offer *offer,
				struct arena *mem, struct client_prepared *out, struct error *e)
{
	struct preparing p = { .offer = offer };

	TRY(with_object(body, mem, prepared_read, &p, e));
	*out = p.made;
	return ERR_OK;
}

static enum err results_read(struct json_in in, struct client_status *s, struct error *e)
{
	struct client_result *to;
	const json_t *list;

	TRY(json_get_array(in, "documents", CLIENT_DOCUMENTS_MAX, &list, e));
	to = arena_alloc_n(in.mem, json_array_size(list) + 1, sizeof(*to));
	if (!to)
		return no_room(e);
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct json_in row = { json_array_get(list, i), in.mem };

		TRY(json_get_text(row, "id", ID_MAX, &to[i].document, e));
		TRY(json_get_text(row, "sha256", ID_MAX, &to[i].sha256, e));
		TRY(json_get_text(row, "timestamp", ID_MAX, &to[i].timestamp, e));
	}
	s->results = to;
	s->n = json_array_size(list);
	return ERR_OK;
}

/* The server's word for the failure, if there is one. */
static enum err failure_read(struct json_in in, struct client_status *s, struct error *e)
{
	struct json_in problem;
	const char *title, *detail;

	s->problem = "";
	if (!json_is_object(json_object_get(in.o, "error")))
		return ERR_OK;
	TRY(json_get_object(in, "error", &problem, e));
	TRY(json_get_text(problem, "title", NAME_CHARS, &title, e));
	TRY(json_get_text(problem, "detail", MESSAGE_CHARS, &detail, e));
	s->problem = arena_printf(in.mem, "%s%s%s", title, *title && *detail ? ": " : "", detail);
	return s->problem ? ERR_OK : no_room(e);
}

static enum err status_read(struct json_in in, void *out, struct error *e)
{
	static const char *const states[] = { "working", "done", "failed", "waiting" };
	struct client_status s = { 0 };
	const char *state;
	unsigned i = 0;

	TRY(json_get_word(in, "state", ID_MAX, &state, e));
	while (i < COUNT_OF(states) && strcmp(state, states[i]) != 0)
		i++;
	if (i == COUNT_OF(states))
		return error_set(e, ERR_INVALID,
				 "the server's answer cannot be used: its state is \"%s\"", state);
	s.state = (enum client_state_of)i;
	if (s.state == CLIENT_DONE)
		TRY(results_read(in, &s, e));
	if (s.state == CLIENT_FAILED)
		TRY(failure_read(in, &s, e));
	*(struct client_status *)out = s;
	return ERR_OK;
}

enum err protocol_read_status(struct bytes body, struct arena *mem, struct client_status *out,
			      struct error *e)
{
	return with_object(body, mem, status_read, out, e);
}
