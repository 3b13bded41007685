/* A CRL from anywhere: judged as it is, and again as if the right authority had signed it. */
#include "fuzz.h"
#include "trust_fixed.h"

static void judge(struct bytes der)
{
	struct answer a = { 0 };
	struct item *i;

	if (item_new(ITEM_CRL, der, &i, NULL) != ERR_OK)
		return;
	fixed_check(crl_judge(i, fixed_subject(), &a), &a.status);
	item_free(i);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct subject *s = fixed_subject();
	X509_CRL *crl = x509_crl_parse(BYTES(data, size));
	unsigned char *der = NULL;
	int n;

	judge(BYTES(data, size));
	if (crl && X509_CRL_set_issuer_name(crl, X509_get_subject_name(s->issuer)) &&
	    X509_CRL_sign(crl, fixed_key(), EVP_sha256()) && (n = i2d_X509_CRL(crl, &der)) > 0)
		judge(BYTES(der, (size_t)n));
	OPENSSL_free(der);
	X509_CRL_free(crl);
	return 0;
}
