#include "pki_ca.h"
#include <openssl/conf.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <time.h>

#define MUST(x)                \
	do {                   \
		if (!(x))      \
			abort(); \
	} while (0)

const char *const ca_root_ext[] = { "basicConstraints=critical,CA:TRUE",
				    "keyUsage=critical,keyCertSign,cRLSign",
				    "subjectKeyIdentifier=hash",
				    "authorityKeyIdentifier=keyid", NULL };
const char *const ca_signer_ext[] = { "basicConstraints=critical,CA:FALSE",
				      "keyUsage=critical,digitalSignature,nonRepudiation",
				      "subjectKeyIdentifier=hash",
				      "authorityKeyIdentifier=keyid", NULL };
const char *const ca_tsa_ext[] = { "keyUsage=critical,digitalSignature",
				   "extendedKeyUsage=critical,timeStamping",
				   "authorityKeyIdentifier=keyid", NULL };

void ca_done(struct ca *c)
{
	X509_free(c->x);
	EVP_PKEY_free(c->key);
	*c = (struct ca){ 0 };
}

static time_t seconds(const char *text)
{
	time_ms t;

	MUST(time_parse_rfc3339(text, &t));
	return (time_t)(t / 1000);
}

static void set_name(X509_NAME *n, const char *name)
{
	char *copy = strdup(name), *rest = copy, *part;

	MUST(copy);
	while ((part = strsep(&rest, "/"))) {
		char *value = strchr(part, '=');

		if (value)
			*value++ = '\0';
		MUST(X509_NAME_add_entry_by_txt(n, value ? part : "CN", MBSTRING_UTF8,
						(const unsigned char *)(value ? value : part), -1, -1, 0));
	}
	free(copy);
}

/* "name=value" */
static X509_EXTENSION *extension(X509V3_CTX *ctx, const char *text)
{
	const char *value = strchr(text, '=');
	CONF *none = NCONF_new(NULL); /* some extensions look for sections in it */
	char name[64];
	X509_EXTENSION *ext;

	MUST(none && value && (size_t)(value - text) < sizeof(name));
	memcpy(name, text, (size_t)(value - text));
	name[value - text] = '\0';
	X509V3_set_nconf(ctx, none);
	ext = X509V3_EXT_nconf(none, ctx, name, value + 1);
	MUST(ext);
	NCONF_free(none);
	return ext;
}

static void extend(X509 *x, X509 *issuer, const char *const *all)
{
	for (; all && *all; all++) {
		X509_EXTENSION *ext;
		X509V3_CTX ctx;

		X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
		ext = extension(&ctx, *all);
		MUST(X509_add_ext(x, ext, -1));
		X509_EXTENSION_free(ext);
	}
}

static void set_serial(X509 *x, long serial)
{
	unsigned char random[8];
	BIGNUM *bn;

	if (serial) {
		MUST(ASN1_INTEGER_set(X509_get_serialNumber(x), serial));
		return;
	}
	MUST(RAND_bytes(random, sizeof(random)) == 1);
	random[0] = (unsigned char)((random[0] & 0x3f) | 0x40);
	bn = BN_bin2bn(random, sizeof(random), NULL);
	MUST(bn && BN_to_ASN1_INTEGER(bn, X509_get_serialNumber(x)));
	BN_free(bn);
}

struct ca ca_make(struct ca_spec s)
{
	struct ca out = { .x = X509_new() };
	X509 *issuer = s.issuer ? s.issuer->x : out.x;

	out.key = s.same_key ? s.same_key->key : EVP_EC_gen("P-256");
	MUST(out.x && out.key && (!s.same_key || EVP_PKEY_up_ref(out.key)));
	MUST(X509_set_version(out.x, 2));
	set_serial(out.x, s.serial);
	set_name(X509_get_subject_name(out.x), s.name);
	MUST(X509_set_issuer_name(out.x, X509_get_subject_name(issuer)));
	MUST(ASN1_TIME_set(X509_getm_notBefore(out.x), seconds(s.from ? s.from : "2019-01-01T00:00:00Z")));
	MUST(ASN1_TIME_set(X509_getm_notAfter(out.x), seconds(s.to ? s.to : "2049-01-01T00:00:00Z")));
	MUST(X509_set_pubkey(out.x, out.key));
	extend(out.x, issuer, s.ext);
	MUST(X509_sign(out.x, s.issuer ? s.issuer->key : out.key, s.md ? s.md : EVP_sha256()));
	return out;
}

static void add_entry(X509_CRL *crl, const struct crl_spec *s)
{
	X509_REVOKED *r = X509_REVOKED_new();
	ASN1_TIME *when = ASN1_TIME_set(NULL, seconds(s->revoked_at ? s->revoked_at
								   : "2025-01-01T00:00:00Z"));

	MUST(r && when && X509_REVOKED_set_revocationDate(r, when));
	MUST(X509_REVOKED_set_serialNumber(r, X509_get_serialNumber(s->revoked)));
	if (s->reason >= 0) {
		ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new();

		MUST(reason && ASN1_ENUMERATED_set(reason, s->reason) &&
		     X509_REVOKED_add1_ext_i2d(r, NID_crl_reason, reason, 0, 0) == 1);
		ASN1_ENUMERATED_free(reason);
	}
	for (const char *const *all = s->entry_ext; all && *all; all++) {
		X509V3_CTX ctx;
		X509_EXTENSION *ext;

		X509V3_set_ctx(&ctx, NULL, NULL, NULL, crl, 0);
		ext = extension(&ctx, *all);
		MUST(X509_REVOKED_add_ext(r, ext, -1));
		X509_EXTENSION_free(ext);
	}
	MUST(X509_CRL_add0_revoked(crl, r));
	ASN1_TIME_free(when);
}

/* What OpenSSL wrote, in mem. */
static struct bytes taken(unsigned char *der, int n, struct arena *mem)
{
	struct bytes out;

	MUST(n > 0 && arena_copy(mem, BYTES(der, (size_t)n), &out));
	OPENSSL_free(der);
	return out;
}

struct bytes ca_crl(struct crl_spec s, struct arena *mem)
{
	X509_CRL *crl = X509_CRL_new();
	ASN1_TIME *from = ASN1_TIME_set(NULL, seconds(s.issued ? s.issued : "2026-01-01T00:00:00Z"));
	ASN1_TIME *to = s.next ? ASN1_TIME_set(NULL, seconds(s.next)) : NULL;
	unsigned char *der = NULL;
	struct bytes out;
	int n;

	MUST(crl && from && X509_CRL_set_version(crl, 1));
	MUST(X509_CRL_set_issuer_name(crl, X509_get_subject_name(s.by->x)));
	MUST(X509_CRL_set1_lastUpdate(crl, from) && (!to || X509_CRL_set1_nextUpdate(crl, to)));
	if (s.revoked)
		add_entry(crl, &s);
	for (const char *const *all = s.ext; all && *all; all++) {
		X509V3_CTX ctx;
		X509_EXTENSION *ext;

		X509V3_set_ctx(&ctx, s.by->x, NULL, NULL, crl, 0);
		ext = extension(&ctx, *all);
		MUST(X509_CRL_add_ext(crl, ext, -1));
		X509_EXTENSION_free(ext);
	}
	MUST(X509_CRL_sort(crl) && X509_CRL_sign(crl, s.by->key, s.md ? s.md : EVP_sha256()));
	n = i2d_X509_CRL(crl, &der);
	out = taken(der, n, mem);
	ASN1_TIME_free(from);
	ASN1_TIME_free(to);
	X509_CRL_free(crl);
	return out;
}

static void add_cutoff(OCSP_SINGLERESP *single, const char *cutoff)
{
	ASN1_GENERALIZEDTIME *t = ASN1_GENERALIZEDTIME_set(NULL, seconds(cutoff));

	MUST(t && OCSP_SINGLERESP_add1_ext_i2d(single, NID_id_pkix_OCSP_archiveCutoff, t, 0, 0) == 1);
	ASN1_GENERALIZEDTIME_free(t);
}

struct bytes ca_ocsp(struct ocsp_spec s, struct arena *mem)
{
	OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
	OCSP_CERTID *id = OCSP_cert_to_id(s.id_md ? s.id_md : EVP_sha1(), s.cert, s.issuer);
	ASN1_TIME *from = ASN1_TIME_set(NULL, seconds(s.issued ? s.issued : "2026-01-01T00:00:00Z"));
	ASN1_TIME *to = s.next ? ASN1_TIME_set(NULL, seconds(s.next)) : NULL;
	ASN1_TIME *revoked = ASN1_TIME_set(NULL, seconds(s.revoked_at ? s.revoked_at
								     : "2025-01-01T00:00:00Z"));
	OCSP_SINGLERESP *single;
	OCSP_RESPONSE *rs;
	unsigned char *der = NULL;
	struct bytes out;
	int n;

	MUST(basic && id && from && revoked);
	single = OCSP_basic_add1_status(basic, id, s.status, s.reason,
					s.status == V_OCSP_CERTSTATUS_REVOKED ? revoked : NULL, from, to);
	MUST(single);
	if (s.cutoff)
		add_cutoff(single, s.cutoff);
	MUST(OCSP_basic_sign(basic, s.by->x, s.by->key, EVP_sha256(), NULL,
			     (s.by_key ? OCSP_RESPID_KEY : 0) | (s.alone ? OCSP_NOCERTS : 0)) == 1);
	rs = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
	MUST(rs);
	n = i2d_OCSP_RESPONSE(rs, &der);
	out = taken(der, n, mem);
	OCSP_RESPONSE_free(rs);
	OCSP_BASICRESP_free(basic);
	OCSP_CERTID_free(id);
	ASN1_TIME_free(from);
	ASN1_TIME_free(to);
	ASN1_TIME_free(revoked);
	return out;
}

struct bytes ca_der(X509 *x, struct arena *mem)
{
	struct bytes der;

	MUST(x509_der(x, mem, &der, NULL) == ERR_OK);
	return der;
}
