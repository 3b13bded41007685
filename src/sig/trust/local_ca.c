#include "sig/trust/local_ca.h"
#include <openssl/err.h>
#include "crypto/openssl_error.h"
#include "sig/trust/x509.h"
#include "sig/trust/x509_sign.h"

enum { NAME_MAX_BYTES = 120, URL_MAX = 200 };
static const time_ms DAY_MS = 86400000;

X509_OWNED(x509_name, X509_NAME, X509_NAME_free)
X509_OWNED(evp_pkey, EVP_PKEY, EVP_PKEY_free)
X509_OWNED(asn1_integer, ASN1_INTEGER, ASN1_INTEGER_free)

static const char *const kind_names[] = { [CA_SIGNER] = "signer", [CA_TSA] = "tsa",
					  [CA_OCSP] = "ocsp" };

_Bool ca_kind_parse(const char *name, enum ca_kind *out)
{
	for (size_t i = 0; i < COUNT_OF(kind_names); i++) {
		if (strcmp(name, kind_names[i]) != 0)
			continue;
		*out = (enum ca_kind)i;
		return 1;
	}
	return 0;
}

const char *ca_kind_name(enum ca_kind k)
{
	return kind_names[k];
}

static enum err failed(struct error *e, const char *what)
{
	return openssl_error(e, ERR_CERT, what);
}

static enum err set_name(X509_NAME *out, const char *name, const char *organisation, struct error *e)
{
	size_t n = strlen(name);

	if (n == 0 || n > NAME_MAX_BYTES)
		return error_set(e, ERR_INVALID, "a certificate's name has 1 to %d bytes",
				 NAME_MAX_BYTES);
	if (X509_NAME_add_entry_by_NID(out, NID_organizationName, MBSTRING_UTF8,
				       (const unsigned char *)organisation, -1, -1, 0) != 1 ||
	    X509_NAME_add_entry_by_NID(out, NID_commonName, MBSTRING_UTF8,
				       (const unsigned char *)name, -1, -1, 0) != 1) {
		ERR_clear_error();
		return error_set(e, ERR_INVALID, "\"%s\" cannot be a certificate's name", name);
	}
	return ERR_OK;
}

static enum err set_key(X509 *x, const struct pkey *key, struct arena *mem, struct error *e)
{
	struct bytes spki;
	const unsigned char *at;

	TRY(pkey_spki(key, mem, &spki, e));
	at = spki.data;
	AUTO(evp_pkey) EVP_PKEY *evp = d2i_PUBKEY(NULL, &at, (long)spki.len);

	return evp && X509_set_pubkey(x, evp) == 1 ? ERR_OK : failed(e, "setting the public key");
}

static enum err set_validity(X509 *x, time_ms from, time_ms to, struct error *e)
{
	if (!ASN1_TIME_adj(X509_getm_notBefore(x), (time_t)(from / 1000), 0, 0) ||
	    !ASN1_TIME_adj(X509_getm_notAfter(x), (time_t)(to / 1000), 0, 0))
		return failed(e, "setting the validity");
	return ERR_OK;
}

static enum err set_serial(X509 *x, struct rng *rng, struct arena *mem, struct bytes *out,
			   struct error *e)
{
	unsigned char raw[LOCAL_CA_SERIAL_BYTES];
	BIGNUM *n;
	_Bool ok;

	rng_fill(rng, raw, sizeof(raw));
	raw[0] = (unsigned char)((raw[0] & 0x7f) | 0x40); /* positive, always of full length */
	n = BN_bin2bn(raw, sizeof(raw), NULL);
	ok = n && BN_to_ASN1_INTEGER(n, X509_get_serialNumber(x)) != NULL;
	BN_free(n);
	if (!ok)
		return failed(e, "setting the serial number");
	return arena_copy(mem, BYTES(raw, sizeof(raw)), out)
		       ? ERR_OK : error_set(e, ERR_TOO_LARGE, "no room for a serial number");
}

struct extension {
	int nid;
	const char *value;
};

static enum err add_extensions(X509 *x, X509 *issuer, const struct extension *list, size_t n,
			       struct error *e)
{
	X509V3_CTX ctx;

	X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
	for (size_t i = 0; i < n; i++) {
		X509_EXTENSION *ext;
		_Bool ok;

		if (!list[i].value)
			continue;
		ext = X509V3_EXT_conf_nid(NULL, &ctx, list[i].nid, list[i].value);
		ok = ext && X509_add_ext(x, ext, -1) == 1;
		X509_EXTENSION_free(ext);
		if (!ok)
			return failed(e, OBJ_nid2ln(list[i].nid));
	}
	return ERR_OK;
}

static enum err finish(X509 *x, struct pkey *key, struct arena *mem, struct bytes *out,
		       struct error *e)
{
	unsigned char *der = NULL;
	enum err err;
	int n;

	if (!x509_sign_announce(X509_get0_tbs_sigalg(x), key))
		return failed(e, "naming the algorithm");
	n = i2d_re_X509_tbs(x, &der);
	if (n <= 0)
		return failed(e, "writing the certificate");
	err = x509_sign(BYTES(der, (size_t)n), key, mem, out, e);
	OPENSSL_free(der);
	return err;
}

enum err local_ca_root(const struct local_ca *ca, const char *name, struct arena *mem,
		       struct bytes *der_out, struct error *e)
{
	static const struct extension extensions[] = {
		{ NID_basic_constraints, "critical,CA:TRUE,pathlen:0" },
		{ NID_key_usage, "critical,keyCertSign,cRLSign" },
		{ NID_subject_key_identifier, "hash" },
	};
	AUTO(x509) X509 *x = X509_new();
	AUTO(x509_name) X509_NAME *who = X509_NAME_new();
	time_ms now = clock_now(ca->clock);
	struct bytes serial;

	if (!x || !who || X509_set_version(x, 2) != 1)
		return failed(e, "making a certificate");
	TRY(set_name(who, name ? name : LOCAL_CA_NAME, LOCAL_CA_ORGANISATION, e));
	if (X509_set_subject_name(x, who) != 1 || X509_set_issuer_name(x, who) != 1)
		return failed(e, "setting the name");
	TRY(set_key(x, ca->key, mem, e));
	TRY(set_validity(x, now, now + LOCAL_CA_ROOT_DAYS * DAY_MS, e));
	TRY(set_serial(x, ca->rng, mem, &serial, e));
	TRY(add_extensions(x, x, extensions, COUNT_OF(extensions), e));
	return finish(x, ca->key, mem, der_out, e);
}

/* Only what cannot be mistaken for syntax in OpenSSL's extension texts. */
static _Bool plain_url(const char *url)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789-._~:/[]%";

	return strlen(url) <= URL_MAX && strspn(url, allowed) == strlen(url) &&
	       (!strncmp(url, "http://", 7) || !strncmp(url, "https://", 8));
}

static enum err add_addresses(X509 *x, X509 *issuer, const char *base, struct arena *mem,
			      struct error *e)
{
	struct extension list[2];

	if (!base)
		return ERR_OK;
	if (!plain_url(base))
		return error_set(e, ERR_INVALID, "\"%s\" is not a plain http(s) address", base);
	list[0] = (struct extension){ NID_crl_distribution_points,
				      arena_printf(mem, "URI:%s/ca/crl", base) };
	list[1] = (struct extension){ NID_info_access,
				      arena_printf(mem, "OCSP;URI:%s/ocsp,caIssuers;URI:%s/ca/ca.cer",
						   base, base) };
	return add_extensions(x, issuer, list, 2, e);
}

static enum err add_purpose(X509 *x, X509 *issuer, enum ca_kind kind, struct error *e)
{
	static const struct {
		const char *usage, *extended, *no_check;
	} purposes[] = {
		[CA_SIGNER] = { "critical,digitalSignature,nonRepudiation", NULL, NULL },
		[CA_TSA] = { "critical,digitalSignature", "critical,timeStamping", NULL },
		[CA_OCSP] = { "critical,digitalSignature", "OCSPSigning", "ignored" },
	};
	const struct extension list[] = {
		{ NID_basic_constraints, "critical,CA:FALSE" },
		{ NID_key_usage, purposes[kind].usage },
		{ NID_ext_key_usage, purposes[kind].extended },
		{ NID_id_pkix_OCSP_noCheck, purposes[kind].no_check },
		{ NID_subject_key_identifier, "hash" },
		{ NID_authority_key_identifier, "keyid:always" },
	};

	return add_extensions(x, issuer, list, COUNT_OF(list), e);
}

static enum err set_subject(X509 *x, X509 *issuer, const struct ca_subject *s, struct error *e)
{
	AUTO(x509_name) X509_NAME *who = X509_NAME_new();

	if (!who || X509_set_version(x, 2) != 1)
		return failed(e, "making a certificate");
	TRY(set_name(who, s->name, s->organisation ? s->organisation : LOCAL_CA_ORGANISATION, e));
	if (X509_set_subject_name(x, who) != 1 ||
	    X509_set_issuer_name(x, X509_get_subject_name(issuer)) != 1)
		return failed(e, "setting the names");
	return ERR_OK;
}

static enum err limit_validity(X509 *x, X509 *issuer, time_ms now, unsigned days, struct error *e)
{
	time_ms end = now + days * DAY_MS, root_end;

	if (!x509_time(X509_get0_notAfter(issuer), &root_end))
		return failed(e, "reading the root's validity");
	if (now > root_end)
		return error_set(e, ERR_CERT, "the root certificate has expired");
	return set_validity(x, now, end < root_end ? end : root_end, e);
}

enum err local_ca_issue(const struct local_ca *ca, const struct ca_subject *subject,
			struct arena *mem, struct bytes *der_out, struct bytes *serial_out,
			struct error *e)
{
	AUTO(x509) X509 *x = X509_new();
	AUTO(x509) X509 *issuer = x509_parse(ca->cert);
	struct bytes serial;

	if (!x || !issuer)
		return failed(e, "reading the root certificate");
	TRY(set_subject(x, issuer, subject, e));
	TRY(set_key(x, subject->key, mem, e));
	TRY(limit_validity(x, issuer, clock_now(ca->clock), subject->days, e));
	TRY(set_serial(x, ca->rng, mem, &serial, e));
	TRY(add_purpose(x, issuer, subject->kind, e));
	TRY(add_addresses(x, issuer, ca->base_url, mem, e));
	TRY(finish(x, ca->key, mem, der_out, e));
	*serial_out = serial;
	return ERR_OK;
}
