/* Identities in certificates. The first byte chooses how the rest is used: as a whole certificate,
 * or as the extension of an otherwise sound one, whose issuer it chooses too. */
#include "fuzz.h"
#include <stdlib.h>
#include "sig/asn1/der.h"
#include "sig/trust/identity.h"

static const struct {
	enum oid extension;
	const char *organisation;
} shapes[] = {
	{ OID_REG_CORPORATION, "Japanese Government" },
	{ OID_REG_REGISTRAR, "Japanese Government" },
	{ OID_SUBJECT_ALT_NAME, "Some CA" },
	{ OID_SUBJECT_ALT_NAME, "Japanese Government" },
	{ OID_SUBJECT_ALT_NAME, "Local Governments" },
	{ OID_CERT_POLICIES, "JPKI" },
};

static void put_name(struct der_writer *w, const char *organisation)
{
	static const enum oid types[] = { OID_AT_COUNTRY, OID_AT_ORGANISATION };
	const char *values[] = { "JP", organisation };

	der_begin(w, DER_SEQUENCE);
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		der_begin(w, DER_SET);
		der_begin(w, DER_SEQUENCE);
		der_put_oid(w, types[i]);
		der_put(w, DER_UTF8, bytes_of_str(values[i]));
		der_end(w);
		der_end(w);
	}
	der_end(w);
}

static void put_extension(struct der_writer *w, enum oid oid, struct bytes value)
{
	der_begin(w, DER_SEQUENCE);
	der_put_oid(w, oid);
	der_put(w, DER_OCTET_STRING, value);
	der_end(w);
}

static void put_certificate(struct der_writer *w, size_t shape, struct bytes value)
{
	der_begin(w, DER_SEQUENCE);
	der_begin(w, DER_SEQUENCE);
	der_put_uint(w, 7);
	der_put(w, DER_SEQUENCE, BYTES(NULL, 0));
	put_name(w, shapes[shape].organisation);
	der_put(w, DER_SEQUENCE, BYTES(NULL, 0));
	put_name(w, "Holder");
	der_put(w, DER_SEQUENCE, BYTES(NULL, 0));
	der_begin(w, DER_CONTEXT_CONS(3));
	der_begin(w, DER_SEQUENCE);
	put_extension(w, shapes[shape].extension, value);
	if (shapes[shape].extension == OID_REG_REGISTRAR)
		put_extension(w, OID_REG_CORPORATION, BYTES_LIT("\x30\x00"));
	der_end(w);
	der_end(w);
	der_end(w);
	der_end(w);
}

/* What is shown must be showable. */
static void check(const struct cert_identity *id)
{
	if (id->kind == IDENTITY_NONE || id->kind >= IDENTITY_COUNT_)
		abort();
	for (size_t i = 0; i < id->n; i++) {
		const char *v = id->items[i].value;

		if (!v[0])
			abort();
		for (size_t k = 0; v[k]; k++)
			if ((unsigned char)v[k] < 0x20 || v[k] == 0x7f)
				abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(1 << 20);
	AUTO(der_writer) struct der_writer w = der_writer_make(1024);
	const struct cert_identity *id;
	struct bytes der;

	if (size == 0)
		return 0;
	der = BYTES(data + 1, size - 1);
	if (data[0] < COUNT_OF(shapes)) {
		put_certificate(&w, data[0], der);
		if (der_take(&w, mem, &der, NULL) != ERR_OK)
			return 0;
	}
	id = identity_read(der, mem);
	if (id)
		check(id);
	return 0;
}
