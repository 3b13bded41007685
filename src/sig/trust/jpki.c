#include "sig/trust/jpki.h"
#include <openssl/err.h>

X509_OWNED(policies, CERTIFICATEPOLICIES, CERTIFICATEPOLICIES_free)

static _Bool issuer_is_jpki(X509 *cert)
{
	const X509_NAME *issuer = X509_get_issuer_name(cert);
	int at = X509_NAME_get_index_by_NID(issuer, NID_organizationName, -1);
	const ASN1_STRING *o =
		at < 0 ? NULL : X509_NAME_ENTRY_get_data(X509_NAME_get_entry(issuer, at));

	return o &&
	       bytes_eq_str(BYTES(ASN1_STRING_get0_data(o), (size_t)ASN1_STRING_length(o)), "JPKI");
}

_Bool jpki_is_issuer_of(X509 *cert)
{
	static const char arc[] = "1.2.392.200149.8.5.1.";
	AUTO(policies)
	CERTIFICATEPOLICIES *all = X509_get_ext_d2i(cert, NID_certificate_policies, NULL, NULL);
	char dotted[80];

	ERR_clear_error();
	for (int i = 0; i < sk_POLICYINFO_num(all); i++)
		if (OBJ_obj2txt(dotted, sizeof(dotted), sk_POLICYINFO_value(all, i)->policyid, 1) >
			    0 &&
		    !strncmp(dotted, arc, sizeof(arc) - 1))
			return 1;
	return issuer_is_jpki(cert);
}
