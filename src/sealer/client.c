#include "sealer/client.h"
#include <stdlib.h>
#include <unistd.h>
#include "os/socket.h"
#include "sealer/auth.h"
#include "sealer/protocol.h"
#include "sealer/record.h"
#include "sig/asn1/der.h"

enum { CHAIN_MAX = 8 };

struct sealer_client {
	char *socket_path, *auth_key_file;
	struct rng *rng;
	int fd; /* -1: not connected */
	struct buf in; /* the last reply */
};

struct sealer_client *sealer_client_new(const char *socket_path, const char *auth_key_file,
					struct rng *rng)
{
	struct sealer_client *c = calloc(1, sizeof(*c));

	if (!c || !(c->socket_path = strdup(socket_path)) ||
	    !(c->auth_key_file = strdup(auth_key_file)))
		abort();
	c->rng = rng;
	c->fd = -1;
	return c;
}

static void hang_up(struct sealer_client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

void sealer_client_free(struct sealer_client *c)
{
	if (!c)
		return;
	hang_up(c);
	buf_done(&c->in);
	free(c->socket_path);
	free(c->auth_key_file);
	free(c);
}

static enum err connect_and_greet(struct sealer_client *c, struct error *e)
{
	AUTO(secret) struct secret *key = NULL;
	enum err rc = sealer_auth_read(c->auth_key_file, &key, e);

	/* Made by the sealer at its first start. */
	if (rc == ERR_NOT_FOUND)
		return error_wrap(e, ERR_UNAVAILABLE, "sealer");
	TRY(rc);
	TRY(unix_connect(c->socket_path, SEALER_CALL_MS, &c->fd, e));
	rc = sealer_greet_as_client(c->fd, secret_bytes(key), c->rng, e);
	if (rc != ERR_OK)
		hang_up(c);
	return rc;
}

static enum err exchange(struct sealer_client *c, const struct sealer_message *rq,
			 struct sealer_message *reply, struct error *e)
{
	enum err rc = c->fd < 0 ? connect_and_greet(c, e) : ERR_OK;

	if (rc == ERR_OK)
		rc = sealer_send(c->fd, rq, e);
	if (rc == ERR_OK)
		rc = sealer_receive(c->fd, SEALER_REPLY_MAX, &c->in, reply, e);
	if (rc != ERR_OK)
		hang_up(c);
	return rc;
}

static enum err failure(const struct sealer_message *m, struct error *e)
{
	char name[RECORD_NAME_MAX];

	if (!sealer_text(m->fields[0], name, sizeof(name)))
		return error_set(e, ERR_INTERNAL, "sealer: a malformed failure");
	for (unsigned i = ERR_OK + 1; i < ERR_COUNT_; i++)
		if (!strcmp(name, err_name((enum err)i)))
			return error_set(e, (enum err)i, "sealer: %.*s", (int)m->fields[1].len,
					 (const char *)m->fields[1].data);
	return error_set(e, ERR_INTERNAL, "sealer: an unknown failure");
}

/* A connection that the sealer has closed meanwhile (restart, idle) is made again once. Asking twice is
 * harmless: the same act gives the same signature. */
static enum err call(struct sealer_client *c, const struct sealer_message *rq,
		     enum sealer_kind want, struct sealer_message *reply, struct error *e)
{
	_Bool reused = c->fd >= 0;
	enum err rc = exchange(c, rq, reply, e);

	if (rc == ERR_UNAVAILABLE && reused)
		rc = exchange(c, rq, reply, e);
	if (rc == ERR_TIMEOUT)
		rc = error_wrap(e, ERR_UNAVAILABLE, "sealer");
	TRY(rc);
	if (reply->kind == SEALER_FAILURE)
		return failure(reply, e);
	if (reply->kind == want)
		return ERR_OK;
	hang_up(c);
	return error_set(e, ERR_INTERNAL, "sealer: a reply of another kind");
}

static enum err call_for_bytes(struct sealer_client *c, const struct sealer_message *rq,
			       struct arena *mem, struct bytes *out, struct error *e)
{
	struct sealer_message reply;

	TRY(call(c, rq, SEALER_BYTES, &reply, e));
	if (!arena_copy(mem, reply.fields[0], out))
		return error_set(e, ERR_TOO_LARGE, "sealer: no memory for the reply");
	return ERR_OK;
}

enum err sealer_health(struct sealer_client *c, struct error *e)
{
	struct sealer_message reply;

	return call(c, &(struct sealer_message){ .kind = SEALER_HEALTH }, SEALER_DONE, &reply, e);
}

static int64_t get_i64(struct bytes b)
{
	uint64_t v = 0;

	for (size_t i = 0; i < b.len; i++)
		v = v << 8 | b.data[i];
	return (int64_t)v;
}

static enum err read_chain(struct bytes in, struct arena *mem, struct sealer_key *k,
			   struct error *e)
{
	struct bytes *chain = arena_alloc_n(mem, CHAIN_MAX, sizeof(*chain)), copy;
	struct der r;
	struct der_item item;
	size_t n = 0;

	if (!chain || !arena_copy(mem, in, &copy))
		return error_set(e, ERR_TOO_LARGE, "sealer: no memory for the certificates");
	for (r = der_reader(copy); der_more(&r); chain[n++] = item.whole) {
		if (n == CHAIN_MAX)
			return error_set(e, ERR_CERT, "sealer: too many certificates");
		TRY(der_expect(&r, DER_SEQUENCE, &item, e));
	}
	k->chain = chain;
	k->n_chain = n;
	return ERR_OK;
}

static enum err ask_key(struct sealer_client *c, const char *id, struct arena *mem,
			struct sealer_key *out, struct error *e)
{
	struct sealer_message m;
	struct sealer_key k = { .n_chain = 0 };

	TRY(call(c, &(struct sealer_message){ SEALER_KEY, { bytes_of_str(id) }, 1 }, SEALER_KEY_INFO,
		 &m, e));
	if (!sealer_text(m.fields[0], k.id, sizeof(k.id)) || m.fields[1].data[0] > SIG_ECDSA ||
	    m.fields[1].data[1] >= DIGEST_COUNT_)
		return error_set(e, ERR_INTERNAL, "sealer: a malformed key");
	k.alg = (struct sig_alg){ (enum sig_scheme)m.fields[1].data[0],
				  (enum digest_alg)m.fields[1].data[1] };
	k.valid_from = get_i64(m.fields[2]);
	k.valid_to = get_i64(m.fields[3]);
	TRY(read_chain(m.fields[4], mem, &k, e));
	*out = k;
	return ERR_OK;
}

enum err sealer_current_key(struct sealer_client *c, struct arena *mem, struct sealer_key *out,
			    struct error *e)
{
	return ask_key(c, "", mem, out, e);
}

enum err sealer_key_by_id(struct sealer_client *c, const char *id, struct arena *mem,
			  struct sealer_key *out, struct error *e)
{
	if (!record_name_valid(id, RECORD_NAME_MAX))
		return error_set(e, ERR_INVALID, "sealer: a malformed key id");
	return ask_key(c, id, mem, out, e);
}

static enum err check_act(const struct sealer_act *a, struct bytes attrs, struct error *e)
{
	if (!record_name_valid(a->key_id, RECORD_NAME_MAX) ||
	    !record_name_valid(a->act_id, RECORD_NAME_MAX) ||
	    !record_name_valid(a->kind, RECORD_KIND_MAX))
		return error_set(e, ERR_INVALID, "sealer: a malformed id or kind of the act");
	if (a->document_digest.len < RECORD_HASH || a->document_digest.len > RECORD_DIGEST_MAX)
		return error_set(e, ERR_INVALID, "sealer: not a document digest");
	if (!attrs.len || attrs.len > RECORD_ATTRS_MAX)
		return error_set(e, ERR_INVALID, "sealer: attributes of %zu bytes", attrs.len);
	return ERR_OK;
}

enum err sealer_seal(struct sealer_client *c, const struct sealer_act *a, struct bytes signed_attrs,
		     struct arena *mem, struct bytes *signature_out, struct error *e)
{
	struct sealer_message rq = { SEALER_SEAL,
				     { bytes_of_str(a->key_id), bytes_of_str(a->act_id),
				       bytes_of_str(a->kind),
				       BYTES(a->event_hash, sizeof(a->event_hash)),
				       a->document_digest, signed_attrs },
				     6 };

	TRY(check_act(a, signed_attrs, e));
	return call_for_bytes(c, &rq, mem, signature_out, e);
}

static enum err query(struct sealer_client *c, enum sealer_kind kind, struct bytes q,
		      struct arena *mem, struct bytes *out, struct error *e)
{
	struct sealer_message rq = { kind, { q }, 1 };

	if (!q.len || q.len > SEALER_QUERY_MAX)
		return error_set(e, ERR_INVALID, "sealer: a query of %zu bytes", q.len);
	return call_for_bytes(c, &rq, mem, out, e);
}

enum err sealer_stamp(void *client, struct bytes q, struct arena *mem, struct bytes *reply_out,
		      struct error *e)
{
	return query(client, SEALER_STAMP, q, mem, reply_out, e);
}

enum err sealer_ocsp(struct sealer_client *c, struct bytes q, struct arena *mem,
		     struct bytes *reply_out, struct error *e)
{
	return query(c, SEALER_OCSP, q, mem, reply_out, e);
}

enum err sealer_ca_certificate(struct sealer_client *c, struct arena *mem, struct bytes *der_out,
			       struct error *e)
{
	return call_for_bytes(c, &(struct sealer_message){ .kind = SEALER_CA_CERT }, mem, der_out, e);
}

enum err sealer_ca_crl(struct sealer_client *c, struct arena *mem, struct bytes *der_out,
		       struct error *e)
{
	return call_for_bytes(c, &(struct sealer_message){ .kind = SEALER_CA_CRL }, mem, der_out, e);
}

enum err sealer_register_proof(struct sealer_client *c, const char *act_id, uint64_t size,
			       struct arena *mem, struct sealer_proof *out, struct error *e)
{
	unsigned char number[8];
	struct sealer_message m, rq = { SEALER_REGISTER,
					{ bytes_of_str(act_id), BYTES(number, sizeof(number)) },
					2 };
	struct sealer_proof p;

	if (!record_name_valid(act_id, RECORD_NAME_MAX))
		return error_set(e, ERR_INVALID, "sealer: a malformed id of the act");
	for (unsigned i = 0; i < sizeof(number); i++)
		number[i] = (unsigned char)(size >> (56 - 8 * i));
	TRY(call(c, &rq, SEALER_PROOF, &m, e));
	p.size = (uint64_t)get_i64(m.fields[1]);
	if (m.fields[4].len % RECORD_HASH)
		return error_set(e, ERR_INTERNAL, "sealer: a malformed proof");
	if (!arena_copy(mem, m.fields[0], &p.line) || !arena_copy(mem, m.fields[2], &p.head) ||
	    !arena_copy(mem, m.fields[3], &p.root) || !arena_copy(mem, m.fields[4], &p.path))
		return error_set(e, ERR_TOO_LARGE, "sealer: no memory for the proof");
	*out = p;
	return ERR_OK;
}

/* ---- a signer for one act ---- */

struct act_signer {
	struct sealer_client *client;
	const struct sealer_act *act;
};

static enum err act_sign(void *ctx, struct sig_alg alg, struct bytes signed_attrs,
			 struct arena *mem, struct bytes *sig_out, struct error *e)
{
	const struct act_signer *s = ctx;

	(void)alg; /* the sealer signs as its key does, which is what sealer_current_key said */
	return sealer_seal(s->client, s->act, signed_attrs, mem, sig_out, e);
}

static const struct signer_ops act_ops = { "sealer", act_sign, free };

struct signer *sealer_signer_new(struct sealer_client *c, const struct sealer_key *k,
				 const struct sealer_act *act)
{
	struct act_signer *s = malloc(sizeof(*s));

	if (!s)
		abort();
	*s = (struct act_signer){ c, act };
	return signer_new(&act_ops, s, k->alg, k->chain, k->n_chain);
}
