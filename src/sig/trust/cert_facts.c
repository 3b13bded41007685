#include "sig/trust/cert_facts.h"
#include <limits.h>
#include <openssl/core_names.h>
#include <time.h>
#include "crypto/digest.h"
#include "sig/trust/identity.h"
#include "sig/trust/x509.h"

enum { CERT_BYTES_MAX = 256 * 1024, EXPONENT_BITS_MAX = 64 };

X509 *x509_parse(struct bytes der)
{
	const unsigned char *at = der.data;
	X509 *x;

	if (der.len == 0 || der.len > CERT_BYTES_MAX)
		return NULL;
	x = d2i_X509(NULL, &at, (long)der.len);
	if (x && at != der.data + der.len) {
		X509_free(x);
		x = NULL;
	}
	return x;
}

X509_CRL *x509_crl_parse(struct bytes der)
{
	const unsigned char *at = der.data;
	X509_CRL *crl;

	if (der.len == 0 || der.len > INT_MAX)
		return NULL;
	crl = d2i_X509_CRL(NULL, &at, (long)der.len);
	if (crl && at != der.data + der.len) {
		X509_CRL_free(crl);
		crl = NULL;
	}
	return crl;
}

enum err x509_der(X509 *x, struct arena *mem, struct bytes *out, struct error *e)
{
	int n = i2d_X509(x, NULL);
	unsigned char *p = n > 0 ? arena_alloc(mem, (size_t)n) : NULL;

	if (!p)
		return error_set(e, ERR_CERT, "the certificate cannot be written");
	*out = BYTES(p, (size_t)n);
	i2d_X509(x, &p);
	return ERR_OK;
}

_Bool x509_key_bounded(EVP_PKEY *key)
{
	BIGNUM *exponent = NULL;
	_Bool ok = 1;

	if (key && EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1)
		ok = BN_num_bits(exponent) <= EXPONENT_BITS_MAX;
	BN_free(exponent);
	return key && ok;
}

_Bool x509_time(const ASN1_TIME *t, time_ms *out)
{
	struct tm tm;

	return t && ASN1_TIME_to_tm(t, &tm) == 1 &&
	       time_from_civil((struct civil_time){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
						    tm.tm_hour, tm.tm_min, tm.tm_sec },
			       out);
}

static const char *part(const X509_NAME *name, int nid, struct arena *mem)
{
	unsigned char *utf8 = NULL;
	const char *out = "";
	int at = -1, last = -1, n;

	while ((at = X509_NAME_get_index_by_NID(name, nid, at)) >= 0)
		last = at;
	if (last < 0)
		return "";
	n = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last)));
	if (n > 0 && !memchr(utf8, 0, (size_t)n))
		out = arena_strndup(mem, (const char *)utf8, (size_t)n);
	OPENSSL_free(utf8);
	return out ? out : "";
}

static const char *whole(const X509_NAME *name, struct arena *mem)
{
	AUTO(bio) BIO *b = BIO_new(BIO_s_mem());
	const char *out = NULL;
	char *text;
	long n;

	if (b && X509_NAME_print_ex(b, name, 0, XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB) >= 0) {
		n = BIO_get_mem_data(b, &text);
		out = arena_strndup(mem, text, n > 0 ? (size_t)n : 0);
	}
	return out ? out : "";
}

static const char *serial(const X509 *x, struct arena *mem)
{
	const ASN1_INTEGER *number = X509_get0_serialNumber(x);
	struct bytes b = BYTES(ASN1_STRING_get0_data(number), (size_t)ASN1_STRING_length(number));
	char *out = arena_alloc(mem, 2 * b.len + 1);

	if (!out)
		return "";
	hex_encode(b, out);
	return out;
}

static const char *key(const X509 *x, struct arena *mem)
{
	EVP_PKEY *k = X509_get0_pubkey(x);
	char curve[64] = "";
	size_t n = 0;

	if (!k)
		return "";
	if (EVP_PKEY_is_a(k, "RSA") || EVP_PKEY_is_a(k, "RSA-PSS"))
		return arena_printf(mem, "RSA %d", EVP_PKEY_get_bits(k));
	if (!EVP_PKEY_is_a(k, "EC"))
		return arena_strdup(mem, EVP_PKEY_get0_type_name(k));
	if (EVP_PKEY_get_group_name(k, curve, sizeof(curve), &n) != 1)
		return "EC";
	if (!strcmp(curve, "prime256v1"))
		return "EC P-256";
	return !strcmp(curve, "secp384r1") ? "EC P-384" : arena_printf(mem, "EC %s", curve);
}

static const char *fingerprint(struct bytes der, struct arena *mem)
{
	unsigned char raw[DIGEST_MAX];
	char *out = arena_alloc(mem, 65);

	if (!out || der.len == 0)
		return "";
	hex_encode(digest_of(DIGEST_SHA256, der, raw), out);
	return out;
}

static struct bytes name_der(const X509_NAME *name, struct arena *mem)
{
	const unsigned char *data;
	struct bytes out = { 0 };
	size_t n;

	if (X509_NAME_get0_der(name, &data, &n) != 1 || !arena_copy(mem, BYTES(data, n), &out))
		return (struct bytes){ 0 };
	return out;
}

/* OpenSSL's names are static or live as long as the library. */
static void algorithms(X509 *x, struct arena *mem, struct cert_facts *f)
{
	EVP_PKEY *k = X509_get0_pubkey(x);
	int digest = NID_undef;
	int bits = k ? EVP_PKEY_get_bits(k) : 0;
	const char *type = k ? EVP_PKEY_get0_type_name(k) : NULL;

	if (X509_get_signature_info(x, &digest, NULL, NULL, NULL) == 1 && digest != NID_undef)
		f->digest = OBJ_nid2sn(digest);
	if (type)
		f->key_type = arena_strdup(mem, type);
	if (!f->key_type)
		f->key_type = "";
	f->key_bits = bits > 0 ? (unsigned)bits : 0;
}

enum err x509_facts(X509 *x, struct arena *mem, struct cert_facts *out, struct error *e)
{
	const X509_NAME *subject = X509_get_subject_name(x), *issuer = X509_get_issuer_name(x);
	struct bytes der = { 0 };
	struct cert_facts f = {
		.common_name = part(subject, NID_commonName, mem),
		.organisation = part(subject, NID_organizationName, mem),
		.country = part(subject, NID_countryName, mem),
		.subject = whole(subject, mem),
		.issuer = whole(issuer, mem),
		.issuer_name = part(issuer, NID_commonName, mem),
		.serial = serial(x, mem),
		.key = key(x, mem),
		.subject_der = name_der(subject, mem),
		.digest = "",
		.key_type = "",
	};

	TRY(x509_der(x, mem, &der, e));
	f.der = der;
	f.sha256 = fingerprint(der, mem);
	if (!(X509_get_extension_flags(x) & EXFLAG_CA))
		f.identity = identity_read(der, mem);
	algorithms(x, mem, &f);
	if (!f.issuer_name[0])
		f.issuer_name = part(issuer, NID_organizationName, mem);
	if (!f.key)
		f.key = "";
	if (!x509_time(X509_get0_notBefore(x), &f.not_before) ||
	    !x509_time(X509_get0_notAfter(x), &f.not_after))
		return error_set(e, ERR_CERT, "the certificate's validity is malformed");
	*out = f;
	return ERR_OK;
}

enum err cert_facts_read(struct bytes der, struct arena *mem, struct cert_facts *out, struct error *e)
{
	AUTO(x509) X509 *x = x509_parse(der);

	if (!x)
		return error_set(e, ERR_CERT, "this is not a certificate");
	return x509_facts(x, mem, out, e);
}
