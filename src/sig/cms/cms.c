#include "sig/cms/cms.h"
#include "sig/asn1/cert.h"

enum { ATTRS_ROOM = 1024 };

static void attr_begin(struct der_writer *w, enum oid type)
{
	der_begin(w, DER_SEQUENCE);
	der_put_oid(w, type);
	der_begin(w, DER_SET);
}

static void attr_end(struct der_writer *w)
{
	der_end(w);
	der_end(w);
}

static void attr_content_type(struct der_writer *w, enum oid type)
{
	attr_begin(w, OID_CONTENT_TYPE);
	der_put_oid(w, type);
	attr_end(w);
}

static void attr_message_digest(struct der_writer *w, struct bytes digest)
{
	attr_begin(w, OID_MESSAGE_DIGEST);
	der_put(w, DER_OCTET_STRING, digest);
	attr_end(w);
}

/* Digest algorithms go without parameters (RFC 5754 §2). */
static void digest_algorithm(struct der_writer *w, enum digest_alg alg)
{
	der_begin(w, DER_SEQUENCE);
	der_put_oid(w, oid_of_digest(alg));
	der_end(w);
}

/* RFC 5035 §4: SHA-256 is the DEFAULT of ESSCertIDv2.hashAlgorithm, which DER omits. */
static void attr_signing_certificate(struct der_writer *w, enum digest_alg alg,
				     const struct cert *c)
{
	unsigned char hash[DIGEST_MAX];

	attr_begin(w, OID_SIGNING_CERT_V2);
	der_begin(w, DER_SEQUENCE);
	der_begin(w, DER_SEQUENCE);
	der_begin(w, DER_SEQUENCE);
	if (alg != DIGEST_SHA256)
		digest_algorithm(w, alg);
	der_put(w, DER_OCTET_STRING, digest_of(alg, c->whole, hash));
	der_begin(w, DER_SEQUENCE);
	der_begin(w, DER_SEQUENCE);
	der_put(w, DER_CONTEXT_CONS(4), c->issuer); /* GeneralName directoryName */
	der_end(w);
	der_put_raw(w, c->serial);
	der_end(w);
	der_end(w);
	der_end(w);
	der_end(w);
	attr_end(w);
}

enum err cms_signed_attrs(enum digest_alg alg, struct bytes document_digest,
			  struct bytes signer_cert, struct arena *mem, struct bytes *out,
			  struct error *e)
{
	return cms_signed_attrs_of(OID_DATA, alg, document_digest, signer_cert, mem, out, e);
}

enum err cms_signed_attrs_of(enum oid content_type, enum digest_alg alg, struct bytes content_digest,
			     struct bytes signer_cert, struct arena *mem, struct bytes *out,
			     struct error *e)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(ATTRS_ROOM);
	AUTO(der_writer) struct der_writer set = der_writer_make(ATTRS_ROOM);
	struct bytes attrs[3];
	size_t ends[3];
	struct cert c;

	if (content_digest.len != digest_size(alg))
		return error_set(e, ERR_INVALID, "the document digest is not a %s",
				 digest_name(alg));
	TRY(cert_read(signer_cert, &c, e));
	attr_content_type(&w, content_type);
	ends[0] = w.out.len;
	attr_message_digest(&w, content_digest);
	ends[1] = w.out.len;
	attr_signing_certificate(&w, alg, &c);
	ends[2] = w.out.len;
	for (size_t i = 0, from = 0; i < COUNT_OF(attrs); from = ends[i++])
		attrs[i] = bytes_slice(buf_bytes(&w.out), from, ends[i] - from);
	der_put_set_of(&set, DER_SET, attrs, COUNT_OF(attrs));
	if (w.failed)
		return error_set(e, ERR_INTERNAL, "signed attributes nested too deeply");
	return der_take(&set, mem, out, e);
}

/* RFC 4055 §3.1: everything said, hash parameters NULL (§2.1 asks for it). */
static void pss_parameters(struct der_writer *w, enum digest_alg alg)
{
	der_begin(w, DER_SEQUENCE);
	der_begin(w, DER_CONTEXT_CONS(0));
	der_begin(w, DER_SEQUENCE);
	der_put_oid(w, oid_of_digest(alg));
	der_put_null(w);
	der_end(w);
	der_end(w);
	der_begin(w, DER_CONTEXT_CONS(1));
	der_begin(w, DER_SEQUENCE);
	der_put_oid(w, OID_MGF1);
	der_begin(w, DER_SEQUENCE);
	der_put_oid(w, oid_of_digest(alg));
	der_put_null(w);
	der_end(w);
	der_end(w);
	der_end(w);
	der_begin(w, DER_CONTEXT_CONS(2));
	der_put_uint(w, digest_size(alg));
	der_end(w);
	der_end(w);
}

static enum oid ecdsa_oid(enum digest_alg alg)
{
	if (alg == DIGEST_SHA384)
		return OID_ECDSA_SHA384;
	return alg == DIGEST_SHA512 ? OID_ECDSA_SHA512 : OID_ECDSA_SHA256;
}

static void signature_algorithm(struct der_writer *w, struct sig_alg alg)
{
	der_begin(w, DER_SEQUENCE);
	switch (alg.scheme) {
	case SIG_RSA_PKCS1: /* RFC 3370 §3.2: parameters NULL */
		der_put_oid(w, OID_RSA_ENCRYPTION);
		der_put_null(w);
		break;
	case SIG_RSA_PSS:
		der_put_oid(w, OID_RSASSA_PSS);
		pss_parameters(w, alg.digest);
		break;
	case SIG_ECDSA: /* RFC 5754 §3.3: no parameters */
		der_put_oid(w, ecdsa_oid(alg.digest));
		break;
	}
	der_end(w);
}

/* In a SignerInfo the attributes stand under [0] IMPLICIT; only the tag differs
 * from what was signed (RFC 5652 §5.4). */
static void signed_attributes(struct der_writer *w, struct bytes set)
{
	size_t at = w->out.len;

	der_put_raw(w, set);
	w->out.data[at] = DER_CONTEXT_CONS(0);
}

static void signer_info(struct der_writer *w, const struct cms_parts *p, const struct cert *c)
{
	der_begin(w, DER_SEQUENCE);
	der_put_uint(w, 1);
	der_begin(w, DER_SEQUENCE);
	der_put_raw(w, c->issuer);
	der_put_raw(w, c->serial);
	der_end(w);
	digest_algorithm(w, p->alg.digest);
	signed_attributes(w, p->signed_attrs);
	signature_algorithm(w, p->alg);
	der_put(w, DER_OCTET_STRING, p->signature);
	if (p->timestamp.len) {
		der_begin(w, DER_CONTEXT_CONS(1));
		attr_begin(w, OID_TIMESTAMP_TOKEN);
		der_put_raw(w, p->timestamp);
		attr_end(w);
		der_end(w);
	}
	der_end(w);
}

static void encapsulated_content(struct der_writer *w, const struct cms_parts *p)
{
	der_begin(w, DER_SEQUENCE);
	der_put_oid(w, p->content_type);
	if (p->content.len) {
		der_begin(w, DER_CONTEXT_CONS(0));
		der_put(w, DER_OCTET_STRING, p->content);
		der_end(w);
	}
	der_end(w);
}

struct cert_list {
	struct bytes *items;
	size_t n;
};

/* The chain without its root: whoever verifies has that already, or has no reason to trust it.
 * (A root that comes along also makes NSS doubt the one in its own store.) */
static void list_certs(const struct cms_parts *p, struct cert_list *out)
{
	for (size_t i = 0; i < p->n_chain; i++) {
		struct cert c;

		if (i && cert_read(p->chain[i], &c, NULL) == ERR_OK && bytes_eq(c.issuer, c.subject))
			continue;
		out->items[out->n++] = p->chain[i];
	}
}

static void signed_data(struct der_writer *w, const struct cms_parts *p, const struct cert *c,
			const struct cert_list *certs)
{
	der_begin(w, DER_SEQUENCE);
	der_put_uint(w, p->content_type == OID_DATA ? 1 : 3); /* RFC 5652 §5.1 */
	der_begin(w, DER_SET);
	digest_algorithm(w, p->alg.digest);
	der_end(w);
	encapsulated_content(w, p);
	if (!p->no_certs)
		der_put_set_of(w, DER_CONTEXT_CONS(0), certs->items, certs->n);
	der_begin(w, DER_SET);
	signer_info(w, p, c);
	der_end(w);
	der_end(w);
}

static enum err parts_check(const struct cms_parts *p, struct error *e)
{
	struct der r = der_reader(p->signed_attrs);
	struct der_item set;

	if (!p->n_chain)
		return error_set(e, ERR_INVALID, "no signer's certificate");
	if (!p->signature.len)
		return error_set(e, ERR_INVALID, "no signature value");
	TRY(der_expect(&r, DER_SET, &set, e));
	return der_finish(&r, "the signed attributes", e);
}

enum err cms_assemble(const struct cms_parts *p, struct arena *mem, struct bytes *out,
		      struct error *e)
{
	AUTO(der_writer) struct der_writer w = { 0 };
	struct cert_list certs = { arena_alloc_n(mem, p->n_chain, sizeof(struct bytes)), 0 };
	struct cert c;

	TRY(parts_check(p, e));
	TRY(cert_read(p->chain[0], &c, e));
	if (!certs.items)
		return error_set(e, ERR_TOO_LARGE, "no room for a CMS");
	list_certs(p, &certs);
	w = der_writer_make(cms_size_max(p->chain, p->n_chain, p->signature.len,
					 p->timestamp.len) + p->content.len);
	der_begin(&w, DER_SEQUENCE);
	der_put_oid(&w, OID_SIGNED_DATA);
	der_begin(&w, DER_CONTEXT_CONS(0));
	signed_data(&w, p, &c, &certs);
	der_end(&w);
	der_end(&w);
	return der_take(&w, mem, out, e);
}

size_t cms_size_max(const struct bytes *chain, size_t n_chain, size_t signature, size_t timestamp)
{
	enum { FRAME = 640 }; /* tags, lengths, identifiers, digests, PSS parameters */
	size_t total = FRAME + signature + (timestamp ? timestamp + 64 : 0);
	struct cert c;

	for (size_t i = 0; i < n_chain; i++)
		total += chain[i].len;
	if (n_chain && cert_read(chain[0], &c, NULL) == ERR_OK)
		total += 2 * (c.issuer.len + c.serial.len + 16);
	return total;
}
