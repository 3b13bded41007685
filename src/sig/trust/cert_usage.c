#include "sig/trust/cert_usage.h"
#include <openssl/err.h>
#include "sig/trust/identity.h"
#include "sig/trust/jpki.h"

X509_OWNED(policies, CERTIFICATEPOLICIES, CERTIFICATEPOLICIES_free)

enum { OID_CHARS = 128, POLICIES_MAX = 64 };

enum purpose { PURPOSE_OTHER, PURPOSE_SIGN, PURPOSE_LOGIN };

/* Extended key usages; the rest (servers, time-stamps, OCSP, code) is nothing for a contract. */
static const struct {
	const char *oid;
	enum purpose purpose;
} purposes[] = {
	{ "2.5.29.37.0", PURPOSE_SIGN },	     /* any */
	{ "1.3.6.1.5.5.7.3.4", PURPOSE_SIGN },	     /* mail protection */
	{ "1.3.6.1.5.5.7.3.36", PURPOSE_SIGN },	     /* documents, RFC 9336 */
	{ "1.3.6.1.4.1.311.10.3.12", PURPOSE_SIGN }, /* documents, Microsoft's */
	{ "1.2.840.113583.1.1.5", PURPOSE_SIGN },    /* documents, Adobe's */
	{ "1.3.6.1.5.5.7.3.2", PURPOSE_LOGIN },	     /* client authentication */
	{ "1.3.6.1.4.1.311.20.2.2", PURPOSE_LOGIN }, /* smart-card logon */
};

static enum purpose purpose_of(const ASN1_OBJECT *o)
{
	char oid[80];

	OBJ_obj2txt(oid, sizeof(oid), o, 1);
	for (size_t i = 0; i < COUNT_OF(purposes); i++)
		if (!strcmp(oid, purposes[i].oid))
			return purposes[i].purpose;
	return PURPOSE_OTHER;
}

static void extended(X509 *x, struct cert_usage *u)
{
	EXTENDED_KEY_USAGE *list = X509_get_ext_d2i(x, NID_ext_key_usage, NULL, NULL);
	_Bool sign = 0, login = 0;

	for (int i = 0; list && i < sk_ASN1_OBJECT_num(list); i++) {
		enum purpose p = purpose_of(sk_ASN1_OBJECT_value(list, i));

		sign |= p == PURPOSE_SIGN;
		login |= p == PURPOSE_LOGIN;
	}
	EXTENDED_KEY_USAGE_free(list);
	if (X509_get_extension_flags(x) & EXFLAG_XKUSAGE && !sign) {
		u->signing = 0;
		u->authentication = login;
	}
}

static _Bool is_jpki_login(struct bytes der)
{
	AUTO(arena) struct arena *mem = arena_new(1 << 20);
	const struct cert_identity *id = identity_read(der, mem);

	return id && id->kind == IDENTITY_JPKI_AUTHENTICATION;
}

enum err cert_usage_read(struct bytes der, struct cert_usage *out, struct error *e)
{
	AUTO(x509) X509 *x = x509_parse(der);
	struct cert_usage u = { 0 };
	uint32_t bits;

	if (!x)
		return error_set(e, ERR_CERT, "this is not a certificate");
	bits = X509_get_key_usage(x); /* all of them when there is none */
	u.ca = X509_check_ca(x) > 0 && !(X509_get_extension_flags(x) & EXFLAG_V1);
	u.non_repudiation = (bits & KU_NON_REPUDIATION) != 0;
	u.signing = (bits & (KU_NON_REPUDIATION | KU_DIGITAL_SIGNATURE)) != 0;
	extended(x, &u);
	if (!u.ca && is_jpki_login(der)) {
		u.signing = 0;
		u.authentication = 1;
	}
	u.jpki = jpki_is_issuer_of(x);
	ERR_clear_error();
	*out = u;
	return ERR_OK;
}

static enum err bad_policies(struct error *e)
{
	ERR_clear_error();
	return error_set(e, ERR_CERT, "the certificate's policies are unreadable");
}

static enum err copy_policies(const CERTIFICATEPOLICIES *all, struct arena *mem, const char **list,
			      struct error *e)
{
	char oid[OID_CHARS];

	for (int i = 0; i < sk_POLICYINFO_num(all); i++) {
		int n = OBJ_obj2txt(oid, sizeof(oid), sk_POLICYINFO_value(all, i)->policyid, 1);

		if (n <= 0 || (size_t)n >= sizeof(oid))
			return bad_policies(e);
		list[i] = arena_strdup(mem, oid);
		if (!list[i])
			return error_set(e, ERR_TOO_LARGE, "no room for the policies");
	}
	return ERR_OK;
}

enum err cert_policies_read(struct bytes der, struct arena *mem, const char *const **out, size_t *n,
			    struct error *e)
{
	AUTO(x509) X509 *x = x509_parse(der);
	AUTO(policies) CERTIFICATEPOLICIES *all = NULL;
	const char **list;
	int critical = -1, count;

	if (!x)
		return error_set(e, ERR_CERT, "this is not a certificate");
	all = X509_get_ext_d2i(x, NID_certificate_policies, &critical, NULL);
	count = all ? sk_POLICYINFO_num(all) : 0;
	if ((!all && critical != -1) || count > POLICIES_MAX)
		return bad_policies(e);
	list = arena_alloc_n(mem, (size_t)count + 1, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "no room for the policies");
	if (count)
		TRY(copy_policies(all, mem, list, e));
	*out = list;
	*n = (size_t)count;
	return ERR_OK;
}
