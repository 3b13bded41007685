#include "sig/asn1/cert.h"

static enum err names_and_key(struct der *tbs, struct cert *c, struct error *e)
{
	struct der_item item;
	struct der validity;

	TRY(der_expect(tbs, DER_SEQUENCE, &item, e)); /* signature algorithm */
	TRY(der_expect(tbs, DER_SEQUENCE, &item, e));
	c->issuer = item.whole;
	TRY(der_enter(tbs, DER_SEQUENCE, &validity, e));
	TRY(der_get_time(&validity, &c->not_before, e));
	TRY(der_get_time(&validity, &c->not_after, e));
	TRY(der_finish(&validity, "a certificate's validity", e));
	TRY(der_expect(tbs, DER_SEQUENCE, &item, e));
	c->subject = item.whole;
	TRY(der_expect(tbs, DER_SEQUENCE, &item, e));
	c->spki = item.whole;
	return ERR_OK;
}

static enum err parts(struct bytes der, struct cert *c, struct error *e)
{
	struct der in = der_reader(der), cert, tbs;
	struct der_item item;

	c->whole = der;
	TRY(der_enter(&in, DER_SEQUENCE, &cert, e));
	TRY(der_finish(&in, "the certificate", e));
	TRY(der_enter(&cert, DER_SEQUENCE, &tbs, e));
	if (der_peek(&tbs, DER_CONTEXT_CONS(0)))
		TRY(der_next(&tbs, &item, e)); /* version */
	TRY(der_expect(&tbs, DER_INTEGER, &item, e));
	c->serial = item.whole;
	return names_and_key(&tbs, c, e);
}

enum err cert_read(struct bytes der, struct cert *out, struct error *e)
{
	struct cert c = { 0 };

	if (parts(der, &c, e) != ERR_OK)
		return error_wrap(e, ERR_CERT, "certificate");
	*out = c;
	return ERR_OK;
}

enum err cert_valid_at(const struct cert *c, time_ms t, struct error *e)
{
	char when[TIME_JST_SIZE];

	if (t < c->not_before) {
		time_jst(c->not_before, when);
		return error_set(e, ERR_CERT, "the certificate is valid from %s only", when);
	}
	if (t > c->not_after) {
		time_jst(c->not_after, when);
		return error_set(e, ERR_CERT, "the certificate expired on %s", when);
	}
	return ERR_OK;
}

enum { CHAIN_MAX = 64 };
#define PEM_BEGIN "-----BEGIN CERTIFICATE-----"
#define PEM_END "-----END CERTIFICATE-----"

void cert_put_pem(struct bytes der, struct buf *out)
{
	enum { LINE = 48 }; /* of DER: 64 characters */
	char text[LINE / 3 * 4 + 1];

	buf_append_str(out, PEM_BEGIN "\n");
	for (size_t at = 0; at < der.len; at += LINE) {
		base64_encode(bytes_slice(der, at, der.len - at < LINE ? der.len - at : LINE), text);
		buf_append_str(out, text);
		buf_append_byte(out, '\n');
	}
	buf_append_str(out, PEM_END "\n");
}

static enum err pem_decode(struct bytes body, struct arena *mem, struct bytes *out,
			   struct error *e)
{
	char *text = arena_alloc(mem, body.len + 1);
	unsigned char *der = arena_alloc(mem, body.len);
	size_t n = 0, len;

	if (!text || !der)
		return error_set(e, ERR_TOO_LARGE, "no room for a certificate");
	for (size_t i = 0; i < body.len; i++)
		if (!strchr(" \t\r\n", body.data[i]))
			text[n++] = (char)body.data[i];
	if (!base64_decode(text, n, der, &len))
		return error_set(e, ERR_CERT, "a PEM certificate is not base64");
	*out = BYTES(der, len);
	return ERR_OK;
}

static enum err pem_next(struct bytes file, size_t *at, struct arena *mem, struct bytes *out,
			 struct error *e)
{
	size_t from = *at + sizeof(PEM_BEGIN) - 1;
	size_t end = bytes_find(file, BYTES_LIT(PEM_END), from);
	struct cert c;

	if (end == SIZE_MAX)
		return error_set(e, ERR_CERT, "a PEM certificate has no end line");
	TRY(pem_decode(bytes_slice(file, from, end - from), mem, out, e));
	TRY(cert_read(*out, &c, e));
	*at = bytes_find(file, BYTES_LIT(PEM_BEGIN), end);
	return ERR_OK;
}

enum err cert_load(struct bytes file, struct arena *mem, const struct bytes **out, size_t *n_out,
		   struct error *e)
{
	struct bytes *list = arena_alloc_n(mem, CHAIN_MAX, sizeof(*list));
	size_t n = 0, at = bytes_find(file, BYTES_LIT(PEM_BEGIN), 0);
	struct cert c;

	if (!list)
		return error_set(e, ERR_TOO_LARGE, "no room for certificates");
	if (at == SIZE_MAX) {
		if (cert_read(file, &c, NULL) != ERR_OK)
			return error_set(e, ERR_CERT, "this is no certificate in PEM or DER");
		if (!arena_copy(mem, file, &list[n++]))
			return error_set(e, ERR_TOO_LARGE, "no room for a certificate");
	}
	for (; at != SIZE_MAX; n++) {
		if (n == CHAIN_MAX)
			return error_set(e, ERR_CERT, "more than %d certificates", CHAIN_MAX);
		TRY(pem_next(file, &at, mem, &list[n], e));
	}
	*out = list;
	*n_out = n;
	return ERR_OK;
}

enum err cert_split(struct bytes all, struct bytes *out, size_t max, size_t *n, struct error *e)
{
	struct der r = der_reader(all);
	size_t found = 0;

	while (der_more(&r)) {
		struct der_item item;
		struct cert c;

		if (found == max)
			return error_set(e, ERR_CERT, "more than %zu certificates", max);
		TRY(der_expect(&r, DER_SEQUENCE, &item, e));
		TRY(cert_read(item.whole, &c, e));
		out[found++] = item.whole;
	}
	if (!found)
		return error_set(e, ERR_CERT, "there is no certificate");
	*n = found;
	return ERR_OK;
}

static size_t find_subject(const struct bytes *certs, size_t from, size_t n, struct bytes name)
{
	struct cert c;

	for (size_t i = from; i < n; i++)
		if (cert_read(certs[i], &c, NULL) == ERR_OK && bytes_eq(c.subject, name))
			return i;
	return n;
}

size_t cert_order(struct bytes leaf, struct bytes *certs, size_t n)
{
	struct cert c;
	size_t done = 0, found = 0;

	while (found < n && !bytes_eq(certs[found], leaf))
		found++;
	while (found < n) {
		struct bytes swap = certs[done];

		certs[done] = certs[found];
		certs[found] = swap;
		if (cert_read(certs[done++], &c, NULL) != ERR_OK || bytes_eq(c.issuer, c.subject))
			break;
		found = find_subject(certs, done, n, c.issuer);
	}
	return done;
}
