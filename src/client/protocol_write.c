#include <jansson.h>
#include <stdlib.h>
#include "client/protocol.h"

static const char os_name[] =
#ifdef _WIN32
	"windows";
#else
	"linux";
#endif

/* Takes ownership of o. */
static struct bytes written(json_t *o, struct arena *mem)
{
	char *text = o ? json_dumps(o, JSON_COMPACT) : NULL;
	struct bytes out = { 0 };

	json_decref(o);
	if (!text)
		abort();
	if (!arena_copy(mem, bytes_of_str(text), &out))
		out = (struct bytes){ 0 };
	free(text);
	return out;
}

static json_t *binary(struct bytes b)
{
	char *text = malloc(base64_size(b.len));
	json_t *v;

	if (!text)
		abort();
	base64_encode(b, text);
	v = json_string(text);
	free(text);
	return v;
}

struct bytes protocol_redeem(const char *ticket, const unsigned char nonce[16], _Bool batch,
			     struct arena *mem)
{
	json_t *can = json_array();

	if (batch)
		json_array_append_new(can, json_string("batch"));
	return written(json_pack("{s:s,s:{s:s,s:s,s:o},s:o}", "ticket", ticket, "agent", "version",
				 CLIENT_VERSION, "os", os_name, "can", can, "nonce",
				 binary(BYTES(nonce, 16))),
		       mem);
}

static json_t *algorithm_names(unsigned algorithms)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < CLIENT_ALG_COUNT_; i++)
		if (algorithms & 1u << i)
			json_array_append_new(list,
					      json_string(client_alg_name((enum client_alg)i)));
	return list;
}

struct bytes protocol_certificate(const struct client_offered_cert *c, struct arena *mem)
{
	enum { CHAIN_MAX = 8 };
	json_t *chain = json_array();

	for (size_t i = 1; i < c->n && i <= CHAIN_MAX; i++)
		json_array_append_new(chain, binary(c->chain[i]));
	return written(json_pack("{s:I,s:o,s:o,s:o,s:s}", "seq", (json_int_t)c->seq, "certificate",
				 binary(c->chain[0]), "chain", chain, "algorithms",
				 algorithm_names(c->algorithms), "token", c->token),
		       mem);
}

struct bytes protocol_seq(unsigned seq, struct arena *mem)
{
	return written(json_pack("{s:I}", "seq", (json_int_t)seq), mem);
}

static json_t *signed_list(const struct client_operation *ops, const struct bytes *signatures,
			   size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_pack("{s:s,s:o}", "op", ops[i].op, "signature",
						      binary(signatures[i])));
	return list;
}

struct bytes protocol_complete(unsigned seq, const struct client_operation *ops,
			       const struct bytes *signatures, size_t n, struct arena *mem)
{
	return written(json_pack("{s:I,s:o}", "seq", (json_int_t)seq, "signatures",
				 signed_list(ops, signatures, n)),
		       mem);
}

struct bytes protocol_batch_seq(unsigned seq, const char *const *ids, size_t n, struct arena *mem)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_string(ids[i]));
	return written(json_pack("{s:I,s:o}", "seq", (json_int_t)seq, "requests", list), mem);
}

struct bytes protocol_batch_complete(unsigned seq, const struct client_signed *list, size_t n,
				     struct arena *mem)
{
	json_t *all = json_array();

	for (size_t i = 0; i < n; i++) {
		const struct client_prepared *p = list[i].prepared;

		json_array_append_new(
			all, json_pack("{s:s,s:o}", "id", list[i].id, "signatures",
				       signed_list(p->operations, list[i].signatures, p->n)));
	}
	return written(json_pack("{s:I,s:o}", "seq", (json_int_t)seq, "requests", all), mem);
}

struct bytes protocol_cancel(unsigned seq, const char *reason, struct arena *mem)
{
	return written(json_pack("{s:I,s:s}", "seq", (json_int_t)seq, "reason", reason), mem);
}
