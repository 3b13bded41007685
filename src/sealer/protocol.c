#include "sealer/protocol.h"
#include <assert.h>
#include "os/socket.h"
#include "sealer/record.h"
#include "sealer/reg_tree.h"

enum { LENGTH_SIZE = 4, PREFIX = 2, NAME = RECORD_NAME_MAX - 1, KIND = RECORD_KIND_MAX - 1,
       HASH = RECORD_HASH, QUERY = SEALER_QUERY_MAX, MESSAGE = 1024, CHAIN = 64 * 1024 };

static const struct shape {
	size_t n;
	struct {
		size_t min, max;
	} fields[SEALER_FIELDS_MAX];
} shapes[SEALER_KIND_END_] = {
	[SEALER_HELLO] = { 1, { { SEALER_NONCE, SEALER_NONCE } } },
	[SEALER_AUTH] = { 2, { { SEALER_NONCE, SEALER_NONCE }, { HMAC_SIZE, HMAC_SIZE } } },
	[SEALER_WELCOME] = { 1, { { HMAC_SIZE, HMAC_SIZE } } },
	[SEALER_FAILURE] = { 2, { { 1, NAME }, { 0, MESSAGE } } },
	[SEALER_HEALTH] = { 0, { { 0, 0 } } },
	[SEALER_KEY] = { 1, { { 0, NAME } } },
	[SEALER_SEAL] = { 6, { { 1, NAME }, { 1, NAME }, { 1, KIND }, { HASH, HASH },
			       { HASH, RECORD_DIGEST_MAX }, { 1, RECORD_ATTRS_MAX } } },
	[SEALER_STAMP] = { 1, { { 1, QUERY } } },
	[SEALER_CA_CERT] = { 0, { { 0, 0 } } },
	[SEALER_CA_CRL] = { 0, { { 0, 0 } } },
	[SEALER_OCSP] = { 1, { { 1, QUERY } } },
	[SEALER_DONE] = { 0, { { 0, 0 } } },
	[SEALER_BYTES] = { 1, { { 1, SEALER_REPLY_MAX - 64 } } },
	[SEALER_REGISTER] = { 2, { { 1, NAME }, { 8, 8 } } },
	[SEALER_PROOF] = { 5, { { 1, RECORD_LINE_MAX + 1 }, { 8, 8 }, { HASH, HASH }, { HASH, HASH },
				{ 0, REG_LEVELS_MAX * HASH } } },
	[SEALER_KEY_INFO] = { 5, { { 1, NAME }, { 2, 2 }, { 8, 8 }, { 8, 8 }, { 1, CHAIN } } },
};

static const struct shape *shape_of(unsigned kind)
{
	return kind && kind < SEALER_KIND_END_ ? &shapes[kind] : NULL;
}

static size_t get_u32(const unsigned char *p)
{
	return (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
}

static void put_u32(struct buf *out, size_t v)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_append_byte(out, (unsigned char)(v >> shift));
}

static enum err read_field(struct bytes *rest, size_t min, size_t max, struct bytes *out,
			   struct error *e)
{
	size_t n;

	if (rest->len < LENGTH_SIZE)
		return error_set(e, ERR_INVALID, "sealer: a message was cut");
	n = get_u32(rest->data);
	if (n < min || n > max || n > rest->len - LENGTH_SIZE)
		return error_set(e, ERR_INVALID, "sealer: a field of a message has a bad length");
	*out = BYTES(rest->data + LENGTH_SIZE, n);
	*rest = bytes_slice(*rest, LENGTH_SIZE + n, SIZE_MAX);
	return ERR_OK;
}

enum err sealer_message_read(struct bytes payload, struct sealer_message *out, struct error *e)
{
	struct sealer_message m = { 0 };
	const struct shape *s;
	struct bytes rest;

	if (payload.len < PREFIX || payload.data[0] != SEALER_VERSION)
		return error_set(e, ERR_INVALID, "sealer: a message of another version");
	s = shape_of(payload.data[1]);
	if (!s)
		return error_set(e, ERR_INVALID, "sealer: a message of unknown kind");
	m.kind = (enum sealer_kind)payload.data[1];
	rest = bytes_slice(payload, PREFIX, SIZE_MAX);
	for (; m.n < s->n; m.n++)
		TRY(read_field(&rest, s->fields[m.n].min, s->fields[m.n].max, &m.fields[m.n], e));
	if (rest.len)
		return error_set(e, ERR_INVALID, "sealer: a message goes on behind its end");
	*out = m;
	return ERR_OK;
}

void sealer_message_write(const struct sealer_message *m, struct buf *out)
{
	const struct shape *s = shape_of(m->kind);
	size_t len = PREFIX;

	assert(s && s->n == m->n);
	for (size_t i = 0; i < m->n; i++) {
		assert(m->fields[i].len >= s->fields[i].min && m->fields[i].len <= s->fields[i].max);
		len += LENGTH_SIZE + m->fields[i].len;
	}
	put_u32(out, len);
	buf_append_byte(out, SEALER_VERSION);
	buf_append_byte(out, (unsigned char)m->kind);
	for (size_t i = 0; i < m->n; i++) {
		put_u32(out, m->fields[i].len);
		buf_append(out, m->fields[i]);
	}
}

enum err sealer_send(int fd, const struct sealer_message *m, struct error *e)
{
	AUTO(buf) struct buf frame = { 0 };

	sealer_message_write(m, &frame);
	return socket_send(fd, buf_bytes(&frame), e);
}

enum err sealer_receive(int fd, size_t max, struct buf *into, struct sealer_message *out,
			struct error *e)
{
	unsigned char length[LENGTH_SIZE];
	size_t n;

	TRY(socket_recv(fd, length, sizeof(length), e));
	n = get_u32(length);
	if (n > max)
		return error_set(e, ERR_TOO_LARGE, "sealer: a message of %zu bytes", n);
	buf_reset(into);
	buf_reserve(into, n);
	TRY(socket_recv(fd, into->data, n, e));
	into->len = n;
	return sealer_message_read(buf_bytes(into), out, e);
}

_Bool sealer_text(struct bytes field, char *out, size_t size)
{
	if (field.len >= size || (field.len && memchr(field.data, 0, field.len)))
		return 0;
	memcpy(out, field.data, field.len);
	out[field.len] = '\0';
	return 1;
}

/* ---- greeting ---- */

static void proof(struct bytes key, const char *who, struct bytes first, struct bytes second,
		  unsigned char out[HMAC_SIZE])
{
	AUTO(buf) struct buf text = { 0 };

	buf_append_str(&text, who);
	buf_append(&text, first);
	buf_append(&text, second);
	hmac_sha256(key, buf_bytes(&text), out);
}

static enum err expect(int fd, enum sealer_kind kind, struct buf *into, struct sealer_message *m,
		       struct error *e)
{
	TRY(sealer_receive(fd, SEALER_REQUEST_MAX, into, m, e));
	if (m->kind == SEALER_FAILURE)
		return error_set(e, ERR_DENIED, "sealer: it did not accept our key");
	if (m->kind != kind)
		return error_set(e, ERR_DENIED, "sealer: the greeting was not followed");
	return ERR_OK;
}

static enum err denied(struct error *e)
{
	return error_set(e, ERR_DENIED, "sealer: the other side has another key");
}

enum err sealer_greet_as_server(int fd, struct bytes key, struct rng *r, struct error *e)
{
	unsigned char nonce[SEALER_NONCE], mac[HMAC_SIZE];
	struct bytes own = BYTES(nonce, SEALER_NONCE);
	AUTO(buf) struct buf into = { 0 };
	struct sealer_message m;

	rng_fill(r, nonce, sizeof(nonce));
	TRY(sealer_send(fd, &(struct sealer_message){ SEALER_HELLO, { own }, 1 }, e));
	TRY(expect(fd, SEALER_AUTH, &into, &m, e));
	proof(key, "client", own, m.fields[0], mac);
	if (!bytes_eq_secret(BYTES(mac, HMAC_SIZE), m.fields[1])) {
		/* Told, so that it is not taken for a sealer that went away. */
		TRY(sealer_send(fd,
				&(struct sealer_message){ SEALER_FAILURE,
							  { bytes_of_str(err_name(ERR_DENIED)) }, 2 },
				e));
		return denied(e);
	}
	proof(key, "sealer", m.fields[0], own, mac);
	return sealer_send(fd, &(struct sealer_message){ SEALER_WELCOME, { BYTES(mac, HMAC_SIZE) }, 1 },
			   e);
}

enum err sealer_greet_as_client(int fd, struct bytes key, struct rng *r, struct error *e)
{
	unsigned char nonce[SEALER_NONCE], theirs[SEALER_NONCE], mac[HMAC_SIZE];
	struct bytes own = BYTES(nonce, SEALER_NONCE), other = BYTES(theirs, SEALER_NONCE);
	AUTO(buf) struct buf into = { 0 };
	struct sealer_message m;

	rng_fill(r, nonce, sizeof(nonce));
	TRY(expect(fd, SEALER_HELLO, &into, &m, e));
	memcpy(theirs, m.fields[0].data, SEALER_NONCE);
	proof(key, "client", other, own, mac);
	TRY(sealer_send(fd,
			&(struct sealer_message){ SEALER_AUTH, { own, BYTES(mac, HMAC_SIZE) }, 2 }, e));
	TRY(expect(fd, SEALER_WELCOME, &into, &m, e));
	proof(key, "sealer", own, other, mac);
	return bytes_eq_secret(BYTES(mac, HMAC_SIZE), m.fields[0]) ? ERR_OK : denied(e);
}
